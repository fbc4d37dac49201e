// Steps that the scenarios share. A scenario that waits for nothing to happen waits for something that comes after it.

/** Waits until the connection of a client is in a state. */
export function reached(client, state) {
  if (client.connection.state === state) return Promise.resolve();
  return new Promise((resolve) => client.connection.bind(state, resolve));
}

/** The next message of the server for which `is` holds. */
export function message(client, is) {
  return new Promise((resolve) => {
    const look = (received) => {
      if (!is(received)) return;
      client.connection.unbind('message', look);
      resolve(received);
    };
    client.connection.bind('message', look);
  });
}

/** Waits until the server has handled all that the client has sent, and the client all that the server has sent. */
export async function settled(client) {
  const pong = message(client, ({ event }) => event === 'pusher:pong');
  client.connection.send_event('pusher:ping', {});
  await pong;
}

/** The next event of this name on a channel. */
export function next(channel, event) {
  return new Promise((resolve) => {
    const take = (data) => {
      channel.unbind(event, take);
      resolve(data);
    };
    channel.bind(event, take);
  });
}

/** Subscribes, and waits for the confirmation. */
export async function subscribed(client, name) {
  const channel = client.subscribe(name);
  await next(channel, 'pusher:subscription_succeeded');
  return channel;
}

/** All events of this name on a channel from now on. */
export function recorded(channel, event) {
  const events = [];
  channel.bind(event, (data) => events.push(data));
  return events;
}

/** Waits until the server has confirmed a subscription, also one that the client has cancelled meanwhile. */
export function confirmed(client, name) {
  return message(
    client,
    ({ event, channel }) => event === 'pusher_internal:subscription_succeeded' && channel === name,
  );
}

/** The three flags of a channel; undefined for an unknown channel. */
export function flags(client, name) {
  const channel = client.channel(name);
  return (
    channel && {
      subscribed: channel.subscribed,
      pending: channel.subscriptionPending,
      cancelled: channel.subscriptionCancelled,
    }
  );
}

export const PENDING = { subscribed: false, pending: true, cancelled: false };
export const CANCELLED = { subscribed: false, pending: true, cancelled: true };
export const SUBSCRIBED = { subscribed: true, pending: false, cancelled: false };

/** Timers that elapse when a scenario says so. They replace those of the whole process. */
export class Clock {
  #real = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now };
  #timers = new Map();
  #now = Date.now();
  #last = 0;

  constructor() {
    const add = (every) => (callback, pause = 0, ...args) => {
      const id = (this.#last += 1);
      this.#timers.set(id, { at: this.#now + pause, every: every && pause, run: () => callback(...args) });
      return id;
    };
    const remove = (id) => this.#timers.delete(id);
    Object.assign(globalThis, {
      setTimeout: add(false),
      setInterval: add(true),
      clearTimeout: remove,
      clearInterval: remove,
    });
    Date.now = () => this.#now;
  }

  /** Lets this many milliseconds pass. */
  tick(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [id, timer] = due;
      this.#now = Math.max(this.#now, timer.at);
      if (timer.every) timer.at += timer.every;
      else this.#timers.delete(id);
      timer.run();
    }
    this.#now = end;
  }

  /** Waits for a promise, while timers without a pause elapse. */
  async during(promise) {
    let settled = false;
    const end = () => {
      settled = true;
    };
    promise.then(end, end);
    while (!settled) {
      this.tick(0);
      await new Promise(setImmediate);
    }
    return promise;
  }

  restore() {
    const { now, ...timers } = this.#real;
    Object.assign(globalThis, timers);
    Date.now = now;
    // What is left would never elapse otherwise.
    this.#timers.forEach(({ at, run }) => setTimeout(run, Math.max(0, at - this.#now)));
    this.#timers.clear();
  }
}
