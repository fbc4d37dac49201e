// The open orders, kept right by the numbers of the feed: nothing is lost, nothing comes twice.
import type { Snapshot } from "./api";
import type { Order, OrderDelivered, OrderPacked, OrderPlaced, OrderShipped } from "./generated/orders";

export type Change =
  | ({ kind: "placed" } & OrderPlaced)
  | ({ kind: "packed" } & OrderPacked)
  | ({ kind: "shipped" } & OrderShipped)
  | ({ kind: "delivered" } & OrderDelivered);

/** Who is told: of one change after the other, or that all orders are to be shown anew. */
export interface Audience {
  all(orders: Order[]): void;
  changed(change: Change, order: Order): void;
}

const PAUSE = 1000;

export class Feed {
  #orders = new Map<number, Order>();
  /** The number of the last event that is in the orders; without one, events wait for the snapshot. */
  #last: number | undefined;
  #waiting: Change[] = [];
  #round = 0;

  constructor(
    private readonly snapshot: () => Promise<Snapshot>,
    private readonly audience: Audience,
  ) {}

  /** Begins anew from a snapshot. The subscription must stand, so that what comes after the snapshot is an event. */
  async catchUp(): Promise<void> {
    const round = ++this.#round;
    this.#last = undefined;
    const snapshot = await this.#ask(round);
    if (!snapshot) return;
    this.#orders = new Map(snapshot.orders.map((order) => [order.id, order]));
    this.#last = snapshot.seq;
    this.audience.all(snapshot.orders);
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
      // One is missing.
      this.#waiting.push(change);
      void this.catchUp();
    }
  }

  /** Until it is there; undefined when somebody else has asked since. */
  async #ask(round: number): Promise<Snapshot | undefined> {
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
      return this.audience.changed(change, change.order);
    }
    const order = this.#orders.get(change.id);
    if (!order) return void this.catchUp();
    if (change.kind === "packed") order.stage = "packed";
    if (change.kind === "shipped") {
      order.stage = "shipped";
      order.carrier = change.carrier;
    }
    if (change.kind === "delivered") this.#orders.delete(change.id);
    this.audience.changed(change, order);
  }
}
