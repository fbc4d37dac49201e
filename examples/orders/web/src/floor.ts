// The people who are present, and who is writing an order.
import type Pusher from "pusher-js";
import { avatar } from "./avatar";
import { announce, found, made } from "./dom";
import { floorChannel, subscribe } from "./generated/orders";
import * as webhookLog from "./webhook_log";

type Timer = ReturnType<typeof setTimeout>;

/** Milliseconds without a key press after which a person no longer counts as writing. */
const PAUSE = 4000;
/** Milliseconds after which a person who goes on writing says so again, because events can be lost. */
const REPEAT = 2000;

export class Floor {
  #channel;
  /** Those who are writing, each with the timer that removes them if nothing more is received. */
  #writing = new Map<string, Timer>();
  /** While the person at this page is writing. */
  #mine: { pause: Timer; sent: number } | undefined;

  constructor(pusher: Pusher, shop: string) {
    this.#channel = subscribe(pusher, floorChannel(shop))
      .bind("pusher:subscription_succeeded", () => {
        for (const id of [...this.#writing.keys()]) this.#stopped(id);
        this.#show();
      })
      .bind("pusher:member_added", (member) => {
        this.#show();
        announce(`${member.info.name} joined`);
        // The new member has not received the earlier event.
        if (this.#mine) this.#send(true);
      })
      .bind("pusher:member_removed", (member) => {
        this.#stopped(member.id);
        this.#show();
        announce(`${member.info.name} left`);
      })
      .bind("client-typing", (typing, sender) => {
        // Not every server reports the sender.
        const id = sender.user_id ?? "";
        this.#stopped(id);
        if (typing.on) this.#started(id);
        this.#showWriting();
      })
      .bind("webhook-received", webhookLog.show);
  }

  /** A key was pressed in the form. */
  typing(): void {
    clearTimeout(this.#mine?.pause);
    const pause = setTimeout(() => this.stopped(), PAUSE);
    this.#mine = { pause, sent: this.#mine?.sent ?? -Infinity };
    if (performance.now() - this.#mine.sent >= REPEAT) this.#send(true);
  }

  /** The order was sent, or the form has lost the focus. */
  stopped(): void {
    if (!this.#mine) return;
    clearTimeout(this.#mine.pause);
    this.#mine = undefined;
    this.#send(false);
  }

  #send(on: boolean): void {
    if (this.#mine) this.#mine.sent = performance.now();
    this.#channel.trigger("client-typing", { on });
  }

  #started(id: string): void {
    const forget = () => {
      this.#stopped(id);
      this.#showWriting();
    };
    this.#writing.set(id, setTimeout(forget, PAUSE + REPEAT));
  }

  #stopped(id: string): void {
    clearTimeout(this.#writing.get(id));
    this.#writing.delete(id);
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
    const names = [...this.#writing.keys()].map((id) => this.#channel.members.get(id)?.info.name ?? "Someone");
    const line = found("typing", HTMLParagraphElement);
    line.classList.toggle("on", names.length > 0);
    const verb = names.length > 1 ? "are writing orders" : "is writing an order";
    line.textContent = names.length ? `${list(names)} ${verb}` : "";
  }
}

const list = (names: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
