// The board of orders, with a lane for each stage.
import { avatar } from "./avatar";
import { announce, calm, found, made } from "./dom";
import type { Observer, Change } from "./feed";
import type { Order, Stage } from "./generated/orders";

const MOVE = { duration: 380, easing: "cubic-bezier(.2,.8,.2,1)" };

export class Board implements Observer {
  #cards = new Map<number, HTMLLIElement>();

  constructor(private readonly me: number) {}

  all(orders: Order[]): void {
    for (const card of this.#cards.values()) card.remove();
    this.#cards.clear();
    for (const order of orders) this.#add(order);
    document.body.dataset["orders"] = "shown";
  }

  changed(change: Change, order: Order): void {
    const what = `${order.quantity} × ${order.item}`;
    switch (change.kind) {
      case "placed":
        appear(this.#add(order));
        return announce(`${order.customer.name} ordered ${what}`);
      case "packed":
        this.#move(order);
        return announce(`${what} is packed`);
      case "shipped":
        this.#move(order);
        return announce(`${what} goes by ${change.carrier}`);
      case "delivered":
        this.#remove(order.id);
        return announce(`${what} was delivered`);
    }
  }

  #add(order: Order): HTMLLIElement {
    const card = made("li", "order-card");
    card.dataset["order"] = String(order.id);
    if (order.customer.id === this.me) card.classList.add("mine");
    this.#cards.set(order.id, card);
    fill(card, order, this.me);
    lane(order.stage).append(card);
    return card;
  }

  #move(order: Order): void {
    const card = this.#cards.get(order.id);
    if (!card) return;
    const from = card.getBoundingClientRect();
    fill(card, order, this.me);
    lane(order.stage).append(card);
    if (calm()) return;
    const to = card.getBoundingClientRect();
    const start = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
    card.animate([{ transform: start }, { transform: "none" }], MOVE);
  }

  #remove(id: number): void {
    const card = this.#cards.get(id);
    if (!card) return;
    this.#cards.delete(id);
    if (calm()) return card.remove();
    const leaving = card.animate([{}, { opacity: 0, transform: "translateX(24px)" }], { ...MOVE, fill: "forwards" });
    leaving.finished.finally(() => card.remove());
  }
}

function appear(card: HTMLElement): void {
  if (!calm()) card.animate([{ opacity: 0, transform: "translateY(-12px)" }, {}], MOVE);
}

function lane(stage: Stage): HTMLOListElement {
  return found(stage, HTMLOListElement);
}

function fill(card: HTMLElement, order: Order, me: number): void {
  const { id, name } = order.customer;
  const who = made("p", "who", avatar(id, name), id === me ? "you" : name);
  if (order.carrier) who.append(made("span", "carrier", `by ${order.carrier}`));
  card.replaceChildren(
    made("p", "what", made("span", "count", `${order.quantity} ×`), ` ${order.item}`),
    who,
    made("span", "number", `#${order.id}`),
  );
}
