// What the page asks the shop's service for.
import type { Order, Person } from "./generated/orders";

/** Where to connect, and whose orders to watch. */
export interface Config {
  key: string;
  host: string;
  port: number;
  tls: boolean;
  path: string;
  shop: string;
}

/** All open orders, and the number of the last event of the feed that is in them. */
export interface Snapshot {
  seq: number;
  orders: Order[];
}

/** Why the service said no: `kind` for programs, the message for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin" };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init);
  if (response.status === 204) return undefined as T;
  const answer = await response.json();
  // The session has ended, with the service that began it: the page begins anew.
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Refused(response.status, answer.error, answer.message);
  return answer;
}

export const config = () => ask<Config>("GET", "/config");
export const signIn = (name: string) => ask<Person>("POST", "/session", { name });
export const signOut = () => ask<void>("DELETE", "/session");
export const snapshot = () => ask<Snapshot>("GET", "/orders");
export const place = (item: string, quantity: number) => ask<Order>("POST", "/orders", { item, quantity });

/** Who is signed in here, if anybody is. */
export const whoAmI = () => ask<Person | undefined>("GET", "/session");
