// What the scenarios, which have one subscription, cannot show: requests of several subscriptions, the page's
// visibility, and the application's callbacks.
import type Pusher from "pusher-js";
import {
  orderChannel,
  subscribe,
  type HistoryResponse,
  type RecoveryOptions,
} from "./channels.js";
import {
  NO_LEAKS,
  World,
  confirm,
  leaks,
  message,
  offline,
  response,
  same,
  type PusherClass,
} from "./world.js";

type Query = { [name: string]: string | null };

/** A history without events after the requested positions, and what was requested. */
class History {
  readonly queries: Query[] = [];
  /** Whether requests wait for `answer`. */
  isSlow = false;
  status = 200;
  private waiting: (() => void)[] = [];

  readonly ask = async (body: string): Promise<HistoryResponse> => {
    const { channels } = JSON.parse(body) as { channels: Query };
    this.queries.push(channels);
    if (this.isSlow)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    const entries = Object.entries(channels).map(([name, after]) => [
      name,
      { status: "ok", last: after ?? "e1.0", events: [] },
    ]);
    return response(
      { channels: Object.fromEntries(entries) },
      { status: this.status },
    );
  };

  answer() {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** The requests since the last call, by the numbers of the orders. */
  take(): string[] {
    return this.queries.splice(0).map((it) =>
      Object.keys(it)
        .map((name) => name.split("-")[2])
        .sort()
        .join(),
    );
  }
}

const options = (
  history: History,
  more: Partial<RecoveryOptions> = {},
): RecoveryOptions => ({
  history: history.ask,
  after: "e1.4",
  onReset: () => {},
  ...more,
});

type Test = (world: World, pusher: Pusher, history: History) => Promise<void>;

const event = (offset: number) => ({ _position: `e1.${offset}`, n: offset });

const tests: { [name: string]: Test } = {
  async "channels of one connection are requested together"(
    world,
    pusher,
    history,
  ) {
    const orders = [1, 2, 3].map((id) =>
      subscribe(pusher, orderChannel(id), options(history)),
    );
    const other = subscribe(
      pusher,
      orderChannel(4),
      options(history, { history: (body) => history.ask(body) }),
    );
    for (const { raw } of [...orders, other]) confirm(raw);
    await world.pass(0);
    same("together", history.take().sort(), ["1,2,3", "4"]);

    for (const { raw } of orders) raw.disconnect();
    for (const { raw } of orders) {
      confirm(raw);
      await world.pass(300);
    }
    await world.pass(2_000);
    same("after a reconnect", history.take(), ["1,2,3"]);

    other.unsubscribe();
    message(orders[0]!.raw, "event", event(6));
    await world.pass(100);
    same("a gap", history.take(), ["1"]);
    await world.pass(60_000);
    same("the check", history.take(), ["1,2,3"]);
    for (const it of orders) it.unsubscribe();
  },

  async "channels that are due during a request follow it together"(
    world,
    pusher,
    history,
  ) {
    history.isSlow = true;
    const orders = [1, 2, 3].map((id) =>
      subscribe(pusher, orderChannel(id), options(history)),
    );
    for (const { raw } of orders) {
      confirm(raw);
      await world.pass(5);
    }
    same("the first", history.take(), ["1"]);
    history.answer();
    await world.pass(0);
    same("the others", history.take(), ["2,3"]);
    // The end of a subscription makes room for another request.
    orders[0]!.resume("e1.9");
    orders[1]!.unsubscribe();
    await world.pass(0);
    same("still open", history.take(), []);
    orders[2]!.unsubscribe();
    await world.pass(0);
    same("the resumed one", history.take(), ["1"]);
    orders[0]!.unsubscribe();
  },

  async "a request has at most 100 channels"(world, pusher, history) {
    const orders = Array.from({ length: 101 }, (_, id) =>
      subscribe(pusher, orderChannel(id), options(history)),
    );
    for (const { raw } of orders) confirm(raw);
    await world.pass(0);
    const sizes = history.queries.map((it) => Object.keys(it).length);
    same("sizes", sizes, [100, 1]);
    for (const it of orders) it.unsubscribe();
  },

  async "the check runs while the page is visible"(world, pusher, history) {
    const quiet = options(history, { onError: () => {} });
    const order = subscribe(pusher, orderChannel(1), quiet);
    confirm(order.raw);
    await world.pass(0);
    history.take();
    world.isHidden = true;
    world.emit("visibilitychange");
    await world.pass(600_000);
    same("hidden", history.take(), []);
    same("no timer", world.timers.size, 0);
    world.isHidden = false;
    world.emit("visibilitychange");
    await world.pass(0);
    same("visible", history.take(), ["1"]);
    world.emit("pageshow");
    await world.pass(0);
    same("shown", history.take(), ["1"]);
    await world.pass(60_000);
    same("the check", history.take(), ["1"]);

    // Neither of them cuts the pauses short that protect the history.
    history.status = 503;
    await world.pass(60_000);
    history.take();
    world.emit("pageshow");
    await world.pass(999);
    same("a pause", history.take(), []);
    history.status = 200;
    await world.pass(1);
    same("after the pause", history.take(), ["1"]);
    order.raw.disconnect();
    world.emit("pageshow");
    await world.pass(0);
    same("no connection", history.take(), []);
    order.unsubscribe();
  },

  async "a request without a response fails after 30 seconds"(
    world,
    pusher,
    history,
  ) {
    const errors: string[] = [];
    history.isSlow = true;
    const onError = (error: unknown) => void errors.push(String(error));
    const order = subscribe(
      pusher,
      orderChannel(1),
      options(history, { onError }),
    );
    confirm(order.raw);
    await world.pass(29_999);
    same("errors", [errors.length, history.take()], [0, ["1"]]);
    await world.pass(1);
    same("errors", errors, ["Error: the history does not respond"]);
    await world.pass(1_000);
    same("again", history.take(), ["1"]);
    order.unsubscribe();
    history.answer();
  },

  async "a URL is requested with fetch"(world, pusher) {
    const page = globalThis as unknown as { fetch: unknown };
    const fetched: unknown[] = [];
    const { fetch } = page;
    page.fetch = async (...args: unknown[]) => {
      fetched.push(args);
      return response({
        channels: {
          [orderChannel(1)]: {
            status: "ok",
            last: "e1.5",
            events: [{ offset: 5, event: "event", data: { n: 7 } }],
          },
        },
      });
    };
    const seen: unknown[] = [];
    const order = subscribe(pusher, orderChannel(1), {
      history: "/pusher/history",
      after: "e1.4",
      onReset: () => {},
    }).bind("event", (data, info) => seen.push([data, info]));
    confirm(order.raw);
    await world.pass(0);
    page.fetch = fetch;
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"channels":{"private-orders-1":"e1.4"}}',
    };
    same("fetched", fetched, [["/pusher/history", init]]);
    same("seen", seen, [[{ n: 7 }, { position: "e1.5" }]]);
    order.unsubscribe();
  },

  async "failures are logged by default"(world, pusher, history) {
    const { error } = console;
    const logged: string[] = [];
    console.error = (...words) => void logged.push(words.map(String).join(" "));
    try {
      const orders = [1, 2].map((id) =>
        subscribe(pusher, orderChannel(id), options(history)),
      );
      history.status = 500;
      for (const { raw } of orders) confirm(raw);
      await world.pass(0);
      history.status = 403;
      await world.pass(1_000);
    } finally {
      console.error = error;
    }
    same("logged", logged, [
      "Error: the history responded with the status 500",
      "Error: the history responded with the status 500",
      "private-orders-1: the history has refused",
      "private-orders-2: the history has refused",
    ]);
  },

  async "an invalid position is an error at once"(world, pusher, history) {
    const reasons: string[] = [];
    const attempt = (action: () => void) => {
      try {
        action();
      } catch (error) {
        reasons.push(String(error));
      }
    };
    for (const after of ["", "e1", "e1.01", "E.1", "e1.9007199254740992"])
      attempt(() =>
        subscribe(pusher, orderChannel(1), options(history, { after })),
      );
    const missing = undefined as unknown as string;
    attempt(() =>
      subscribe(pusher, orderChannel(1), options(history, { after: missing })),
    );
    same("nothing has begun", leaks(world, pusher, []), NO_LEAKS);
    const order = subscribe(pusher, orderChannel(1), options(history));
    attempt(() => order.resume("e1.-1"));
    same("the position", order.position, "e1.4");
    order.unsubscribe();
    same(
      "reasons",
      [reasons.length, reasons[1], reasons[5]],
      [
        7,
        'RangeError: private-orders-1: "e1" is not a position',
        "RangeError: private-orders-1: undefined is not a position",
      ],
    );
  },

  async "two subscriptions to one channel have their own positions"(
    world,
    pusher,
    history,
  ) {
    const seen: string[] = [];
    const one = subscribe(pusher, orderChannel(1), options(history));
    const both = ({ n }: { n: number }) => void seen.push(`both ${n}`);
    one.bind("event", ({ n }) => seen.push(`one ${n}`)).bind("event", both);
    confirm(one.raw);
    await world.pass(0);
    const other = subscribe(
      pusher,
      orderChannel(1),
      options(history, { after: "e1.5" }),
    );
    // It begins at once, because pusher-js has subscribed.
    await world.pass(0);
    same("requests", history.take(), ["1", "1"]);
    other.bind("event", ({ n }) => seen.push(`other ${n}`)).bind("event", both);
    message(one.raw, "event", event(5));
    same("5", seen.splice(0), ["one 5", "both 5"]);
    one.unbind("event", both);
    // While pusher-js calls its callbacks, one of them ends.
    one.bind("event", () => one.unsubscribe());
    message(one.raw, "event", event(6));
    same("6", seen.splice(0), ["one 6", "other 6", "both 6"]);
    await world.pass(0);
    message(one.raw, "event", event(7));
    same("7", seen.splice(0), ["other 7", "both 7"]);
    same("the channel", pusher.channel(other.name) === other.raw, true);
    one.unsubscribe();
    same("the channel", pusher.channel(other.name) === other.raw, true);
    other.unbind("event");
    message(one.raw, "event", event(8));
    same("8", [seen, other.position], [[], "e1.8"]);
    other.unsubscribe();
  },

  async "an exception of a callback stops nothing"(world, pusher, history) {
    const seen: number[] = [];
    const order = subscribe(pusher, orderChannel(1), options(history))
      .bind("event", ({ n }) => {
        throw new Error(`event ${n}`);
      })
      .bind("event", ({ n }) => seen.push(n));
    message(order.raw, "event", event(6));
    message(order.raw, "event", event(5));
    await world.pass(0);
    same("seen", seen, [5, 6]);
    const thrown = world.thrown.splice(0).map(String);
    same("thrown", thrown, ["Error: event 5", "Error: event 6"]);
    order.unsubscribe();
  },

  async "callbacks may end and move their subscription"(
    world,
    pusher,
    history,
  ) {
    const seen: number[] = [];
    const order = subscribe(pusher, orderChannel(1), options(history));
    order.bind("event", ({ n }) => {
      seen.push(n);
      if (n === 6) order.resume("e1.8");
      if (n === 10) order.unsubscribe();
    });
    for (const offset of [7, 6, 9, 5, 11, 10, 9])
      message(order.raw, "event", event(offset));
    await world.pass(0);
    // The buffer of the earlier position is gone: 9 arrives again.
    same("seen", seen, [5, 6, 9, 10]);
    order.bind("event", ({ n }) => seen.push(n)).unbind();
    order.resume("e1.10");
    message(order.raw, "event", event(11));
    same("seen", seen, [5, 6, 9, 10]);
  },

  async "other callbacks of pusher-js see what was sent"(
    world,
    pusher,
    history,
  ) {
    const seen: unknown[] = [];
    const order = subscribe(pusher, orderChannel(1), options(history));
    order.raw.bind_global((_: string, data: unknown) => seen.push(data));
    order.bind("event", (data) => seen.push(data));
    message(order.raw, "event", event(5));
    order.raw.unbind_global();
    same("seen", seen, [{ n: 5 }, event(5)]);
    order.unsubscribe();
    await world.pass(0);
  },

  async "events of the protocol and of other clients"(world, pusher, history) {
    const seen: string[] = [];
    const last = "e2.1";
    const part = { status: "reset", last };
    let resume = (_: string) => {};
    const order = subscribe(pusher, orderChannel(1), {
      history: async () => {
        history.queries.push({});
        return response({ channels: { [orderChannel(1)]: part } });
      },
      after: "e1.4",
      onReset: (_, resumed) => void (resume = resumed),
    })
      .bind("pusher:subscription_succeeded", () => seen.push("succeeded"))
      .bind("pusher:subscription_error", ({ error }) => seen.push(error))
      .bind("client-typing", ({ on }) => seen.push(`typing ${on}`));
    confirm(order.raw);
    message(order.raw, "client-typing", { on: true });
    same("before", seen.splice(0), ["succeeded", "typing true"]);
    await world.pass(0);
    message(order.raw, "client-typing", { on: true });
    message(order.raw, "pusher:subscription_error", { error: "no" });
    same("between reset and resume", seen.splice(0), ["no"]);
    resume(last);
    message(order.raw, "client-typing", { on: false });
    same("after resume", seen, ["typing false"]);
    order.unsubscribe();
  },

  async "a subscription that ends at once and begins again"(
    world,
    pusher,
    history,
  ) {
    const seen: number[] = [];
    const begin = () =>
      subscribe(pusher, orderChannel(1), options(history)).bind(
        "event",
        ({ n }) => seen.push(n),
      );
    begin().unsubscribe();
    const order = begin();
    confirm(order.raw);
    message(order.raw, "event", event(5));
    await world.pass(0);
    same("seen", [seen, history.take()], [[5], ["1"]]);
    order.unsubscribe();
  },
};

/** Runs all tests. Returns their number. */
export async function runBehaviour(Class: PusherClass) {
  for (const [name, test] of Object.entries(tests)) {
    const world = new World();
    const pusher = offline(Class);
    // Everything that was subscribed.
    const channels = new Set<ReturnType<Pusher["subscribe"]>>();
    const begin = pusher.subscribe.bind(pusher);
    pusher.subscribe = (channel: string) => {
      const raw = begin(channel);
      channels.add(raw);
      return raw;
    };
    try {
      await test(world, pusher, new History());
      await world.pass(0);
      same("leaks", leaks(world, pusher, [...channels]), NO_LEAKS);
      same("exceptions", world.thrown.map(String), []);
    } catch (error) {
      throw new Error(
        `${name}: ${error instanceof Error ? error.stack : error}`,
      );
    } finally {
      world.end();
    }
  }
  return Object.keys(tests).length;
}
