// The webhooks that the shop's service has received.
import { found, made } from "./dom";
import type { WebhookReceived } from "./generated/orders";

const MOST = 6;

export function show(webhook: WebhookReceived): void {
  const list = found("webhook-log", HTMLOListElement);
  list.prepend(made("li", "", made("code", "", webhook.webhook), ` ${webhook.text}`));
  while (list.children.length > MOST) list.lastElementChild?.remove();
}
