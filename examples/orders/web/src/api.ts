// Requests to the shop's service.
import type { Order, Person } from "./generated/orders";

/** The connection settings, and the name of the shop. */
export interface Config {
  key: string;
  host: string;
  port: number;
  tls: boolean;
  path: string;
  shop: string;
}

/** All open orders, and the position of the last event that they include. */
export interface Snapshot {
  position: string;
  orders: Order[];
}

/** Whether the realtime service accepts events; the outage is null while it does. */
export interface Realtime {
  outage_seconds: number | null;
  waiting: number;
}

/** An error of the service: `kind` for programs, the message for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin" };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init);
  if (response.status === 204) return undefined as T;
  const result = await response.json();
  // The session has ended, for example because the service was restarted.
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Refused(response.status, result.error, result.message);
  return result;
}

export const config = () => request<Config>("GET", "/config");
export const signIn = (name: string) => request<Person>("POST", "/session", { name });
export const signOut = () => request<void>("DELETE", "/session");
export const snapshot = () => request<Snapshot>("GET", "/orders");
export const realtime = () => request<Realtime>("GET", "/realtime");
export const place = (item: string, quantity: number) => request<Order>("POST", "/orders", { item, quantity });

/** The person who is signed in, if any. */
export const whoAmI = () => request<Person | undefined>("GET", "/session");
