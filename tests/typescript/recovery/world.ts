// A page without time and without a network: its clock, its listeners and its connection are those of a test.
import type Pusher from "pusher-js";
import type { Channel } from "pusher-js";
import type { HistoryResponse } from "./channels.js";

export type PusherClass = typeof Pusher;

type Listener = (event?: unknown) => void;
type Values = { [name: string]: unknown };

const page = globalThis as unknown as Values;

/** Lets everything run that waits for promises only. */
async function ticks() {
  for (let count = 0; count < 30; count++) await null;
}

export class World {
  time = 1_000;
  isHidden = false;
  random = () => 0.5;
  readonly timers = new Map<number, { at: number; callback: () => void }>();
  readonly listeners: { event: string; callback: Listener }[] = [];
  /** Exceptions of microtasks. */
  readonly thrown: unknown[] = [];
  private timer = 0;
  private readonly replaced: (() => void)[] = [];

  constructor() {
    this.replace(page, "setTimeout", (callback: () => void, ms: number) => {
      this.timers.set(++this.timer, { at: this.time + ms, callback });
      return this.timer;
    });
    this.replace(page, "clearTimeout", (timer: number) => {
      this.timers.delete(timer);
    });
    const microtask = queueMicrotask;
    this.replace(page, "queueMicrotask", (callback: () => void) =>
      microtask(() => {
        try {
          callback();
        } catch (error) {
          this.thrown.push(error);
        }
      }),
    );
    this.replace(page, "performance", { now: () => this.time });
    this.replace(Math as unknown as Values, "random", () => this.random());
    const target = {
      addEventListener: (event: string, callback: Listener) => {
        this.listeners.push({ event, callback });
      },
      removeEventListener: (event: string, callback: Listener) => {
        const index = this.listeners.findIndex(
          (it) => it.event === event && it.callback === callback,
        );
        if (index >= 0) this.listeners.splice(index, 1);
      },
    };
    const world = this;
    this.replace(page, "addEventListener", target.addEventListener);
    this.replace(page, "removeEventListener", target.removeEventListener);
    // The document of a page cannot be replaced as a whole.
    if (!page["document"]) this.replace(page, "document", {});
    const document = page["document"] as Values;
    this.replace(document, "addEventListener", target.addEventListener);
    this.replace(document, "removeEventListener", target.removeEventListener);
    const state = {
      configurable: true,
      get: () => (world.isHidden ? "hidden" : "visible"),
    };
    Object.defineProperty(document, "visibilityState", state);
    this.replaced.push(() => delete document["visibilityState"]);
  }

  private replace(owner: Values, name: string, value: unknown) {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    const property = { configurable: true, writable: true, value };
    Object.defineProperty(owner, name, property);
    this.replaced.push(() => {
      if (own) Object.defineProperty(owner, name, own);
      else delete owner[name];
    });
  }

  /** The page is as it was before. */
  end() {
    for (const undo of this.replaced.reverse()) undo();
  }

  /** Time passes, and everything runs that is due. */
  async pass(ms: number) {
    const end = this.time + ms;
    for (;;) {
      await ticks();
      let next: number | undefined;
      for (const [timer, { at }] of this.timers) {
        const first = next === undefined ? undefined : this.timers.get(next);
        if (at <= end && (!first || at < first.at)) next = timer;
      }
      if (next === undefined) break;
      const { at, callback } = this.timers.get(next)!;
      this.timers.delete(next);
      this.time = Math.max(this.time, at);
      callback();
    }
    this.time = end;
  }

  emit(event: string) {
    for (const it of [...this.listeners]) if (it.event === event) it.callback();
  }
}

/** A response that needs no time, unlike one of `fetch`, whose body is read in the background. */
export function response(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: object } = {},
): HistoryResponse {
  const text = JSON.stringify(body);
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: new Headers({ ...headers }),
    json: async () => JSON.parse(text) as unknown,
  };
}

/** A connection of pusher-js that is not made. */
export function offline(Class: PusherClass): Pusher {
  for (
    let it: { isReady?: boolean } | null = Class;
    it && it !== Function.prototype;
    it = Object.getPrototypeOf(it)
  )
    it.isReady = false;
  return new Class("key", { cluster: "", wsHost: "127.0.0.1" });
}

/** A message of the service. */
export function message(channel: Channel, event: string, data: unknown) {
  channel.handleEvent({ event, channel: channel.name, data });
}

/** The service confirms a subscription. */
export const confirm = (channel: Channel) =>
  message(channel, "pusher_internal:subscription_succeeded", {});

/** What a subscription leaves behind: nothing. */
export function leaks(world: World, pusher: Pusher, channels: Channel[]) {
  const callbacks = channels.flatMap((channel) => {
    const { global_callbacks, callbacks } = channel as unknown as {
      global_callbacks: unknown[];
      callbacks: { _callbacks: { [event: string]: unknown[] } };
    };
    return [...global_callbacks, ...Object.values(callbacks._callbacks).flat()];
  });
  return {
    timers: world.timers.size,
    listeners: world.listeners.length,
    callbacks: callbacks.length,
    channels: pusher.allChannels().length,
  };
}

export function same(what: string, found: unknown, expected: unknown) {
  const [one, other] = [found, expected].map((it) =>
    JSON.stringify(sorted(it)),
  );
  if (one !== other)
    throw new Error(`${what}: expected ${other}, found ${one}`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, it]) => [key, sorted(it)]);
  return Object.fromEntries(entries.sort());
}

export const NO_LEAKS = { timers: 0, listeners: 0, callbacks: 0, channels: 0 };
