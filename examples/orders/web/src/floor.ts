// Who is here, and who writes an order just now.
import type Pusher from "pusher-js";
import { avatar } from "./avatar";
import { announce, found, made } from "./dom";
import { floorChannel, subscribe } from "./generated/orders";
import * as heard from "./heard";

/** After so long without a key, nobody writes any more. */
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
        announce(`${member.info.name} came`);
        // Who has just come did not hear that somebody began.
        if (this.#mine !== undefined) this.#tell(true);
      })
      .bind("pusher:member_removed", (member) => {
        this.#writing.delete(member.id);
        this.#show();
        announce(`${member.info.name} left`);
      })
      .bind("client-typing", (typing, sender) => {
        // Not every server says who it was.
        const id = sender.user_id ?? "";
        if (typing.on) this.#writing.add(id);
        else this.#writing.delete(id);
        this.#showWriting();
      })
      .bind("heard", heard.show);
  }

  /** The person at this page has pressed a key in the form. */
  typing(): void {
    const began = this.#mine === undefined;
    clearTimeout(this.#mine);
    this.#mine = setTimeout(() => this.stopped(), PAUSE);
    if (began) this.#tell(true);
  }

  /** … or has ordered, or has gone away from it. */
  stopped(): void {
    if (this.#mine === undefined) return;
    clearTimeout(this.#mine);
    this.#mine = undefined;
    this.#tell(false);
  }

  #tell(on: boolean): void {
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
    const names = [...this.#writing].map((id) => this.#channel.members.get(id)?.info.name ?? "Somebody");
    const line = found("typing", HTMLParagraphElement);
    line.classList.toggle("on", names.length > 0);
    const verb = names.length > 1 ? "are writing orders" : "is writing an order";
    line.textContent = names.length ? `${list(names)} ${verb}` : "";
  }
}

const list = (names: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
