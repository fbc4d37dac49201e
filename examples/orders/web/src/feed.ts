// The open orders, kept up to date by events that each arrive once and in order.
import type { Order, OrderDelivered, OrderPacked, OrderPlaced, OrderShipped } from "./generated/orders";

export type Change =
  | ({ kind: "placed" } & OrderPlaced)
  | ({ kind: "packed" } & OrderPacked)
  | ({ kind: "shipped" } & OrderShipped)
  | ({ kind: "delivered" } & OrderDelivered);

/** Receives each change, or all orders when they have to be shown again. */
export interface Observer {
  all(orders: Order[]): void;
  changed(change: Change, order: Order): void;
}

export class Feed {
  #orders = new Map<number, Order>();

  constructor(private readonly observer: Observer) {}

  /** Starts again from these orders. */
  show(orders: Order[]): void {
    this.#orders = new Map(orders.map((order) => [order.id, order]));
    this.observer.all(orders);
  }

  take(change: Change): void {
    if (change.kind === "placed") {
      this.#orders.set(change.order.id, change.order);
      return this.observer.changed(change, change.order);
    }
    const order = this.#orders.get(change.id);
    if (!order) throw new Error(`order ${change.id} is not open`);
    if (change.kind === "packed") order.stage = "packed";
    if (change.kind === "shipped") {
      order.stage = "shipped";
      order.carrier = change.carrier;
    }
    if (change.kind === "delivered") this.#orders.delete(change.id);
    this.observer.changed(change, order);
  }
}
