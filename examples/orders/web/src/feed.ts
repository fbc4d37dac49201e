// The open orders, kept up to date by numbered events: no change is missed or applied twice.
import type { Snapshot } from "./api";
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

const PAUSE = 1000;

export class Feed {
  #orders = new Map<number, Order>();
  /** The number of the last applied event; events are queued while it is undefined. */
  #last: number | undefined;
  #waiting: Change[] = [];
  #round = 0;

  constructor(
    private readonly snapshot: () => Promise<Snapshot>,
    private readonly observer: Observer,
  ) {}

  /** Starts again from a snapshot. Must be called while subscribed, so that every later change arrives as an event. */
  async catchUp(): Promise<void> {
    const round = ++this.#round;
    this.#last = undefined;
    const snapshot = await this.#fetch(round);
    if (!snapshot) return;
    this.#orders = new Map(snapshot.orders.map((order) => [order.id, order]));
    this.#last = snapshot.seq;
    this.observer.all(snapshot.orders);
    const waiting = this.#waiting.splice(0).sort((a, b) => a.seq - b.seq);
    for (const change of waiting) this.take(change);
  }

  take(change: Change): void {
    if (this.#last === undefined) {
      this.#waiting.push(change);
    } else if (change.seq === this.#last + 1) {
      this.#last = change.seq;
      this.#apply(change);
    } else if (change.seq > this.#last) {
      // An event is missing.
      this.#waiting.push(change);
      void this.catchUp();
    }
  }

  /** Retries until it succeeds; undefined if another round has started since. */
  async #fetch(round: number): Promise<Snapshot | undefined> {
    while (round === this.#round) {
      try {
        const snapshot = await this.snapshot();
        return round === this.#round ? snapshot : undefined;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
    return undefined;
  }

  #apply(change: Change): void {
    if (change.kind === "placed") {
      this.#orders.set(change.order.id, change.order);
      return this.observer.changed(change, change.order);
    }
    const order = this.#orders.get(change.id);
    if (!order) return void this.catchUp();
    if (change.kind === "packed") order.stage = "packed";
    if (change.kind === "shipped") {
      order.stage = "shipped";
      order.carrier = change.carrier;
    }
    if (change.kind === "delivered") this.#orders.delete(change.id);
    this.observer.changed(change, order);
  }
}
