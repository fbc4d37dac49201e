// What the realtime service told the shop's service by webhooks.
import { found, made } from "./dom";
import type { Heard } from "./generated/orders";

const MOST = 6;

export function show(heard: Heard): void {
  const list = found("heard", HTMLOListElement);
  list.prepend(made("li", "", made("code", "", heard.webhook), ` ${heard.text}`));
  while (list.children.length > MOST) list.lastElementChild?.remove();
}
