// The people who are present, and who is writing an order.
import type Pusher from "pusher-js";
import { avatar } from "./avatar";
import { announce, found, made } from "./dom";
import { floorChannel, subscribe } from "./generated/orders";
import * as webhookLog from "./webhook_log";

/** Milliseconds without a key press after which a person no longer counts as writing. */
const PAUSE = 4000;

export class Floor {
  #channel;
  #writing = new Set<string>();
  #mine: ReturnType<typeof setTimeout> | undefined;

  constructor(pusher: Pusher, shop: string) {
    this.#channel = subscribe(pusher, floorChannel(shop))
      .bind("pusher:subscription_succeeded", () => {
        this.#writing.clear();
        this.#show();
      })
      .bind("pusher:member_added", (member) => {
        this.#show();
        announce(`${member.info.name} joined`);
        // The new member has not received the earlier event.
        if (this.#mine !== undefined) this.#send(true);
      })
      .bind("pusher:member_removed", (member) => {
        this.#writing.delete(member.id);
        this.#show();
        announce(`${member.info.name} left`);
      })
      .bind("client-typing", (typing, sender) => {
        // Not every server reports the sender.
        const id = sender.user_id ?? "";
        if (typing.on) this.#writing.add(id);
        else this.#writing.delete(id);
        this.#showWriting();
      })
      .bind("webhook-received", webhookLog.show);
  }

  /** A key was pressed in the form. */
  typing(): void {
    const began = this.#mine === undefined;
    clearTimeout(this.#mine);
    this.#mine = setTimeout(() => this.stopped(), PAUSE);
    if (began) this.#send(true);
  }

  /** The order was sent, or the form has lost the focus. */
  stopped(): void {
    if (this.#mine === undefined) return;
    clearTimeout(this.#mine);
    this.#mine = undefined;
    this.#send(false);
  }

  #send(on: boolean): void {
    this.#channel.trigger("client-typing", { on });
  }

  #show(): void {
    const items: HTMLElement[] = [];
    const { members } = this.#channel;
    members.each(({ id, info }) => {
      const item = made("li", "", avatar(Number(id), info.name), made("span", "name", info.name));
      if (id === members.me?.id) item.classList.add("me");
      items.push(item);
    });
    // The person at this page comes first.
    items.sort((a, b) => Number(b.classList.contains("me")) - Number(a.classList.contains("me")));
    found("people", HTMLUListElement).replaceChildren(...items);
    this.#showWriting();
  }

  #showWriting(): void {
    const names = [...this.#writing].map((id) => this.#channel.members.get(id)?.info.name ?? "Someone");
    const line = found("typing", HTMLParagraphElement);
    line.classList.toggle("on", names.length > 0);
    const verb = names.length > 1 ? "are writing orders" : "is writing an order";
    line.textContent = names.length ? `${list(names)} ${verb}` : "";
  }
}

const list = (names: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
