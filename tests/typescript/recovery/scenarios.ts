// The scenarios that the Rust subscriber passes too, from pusher-typed/tests/recovery/scenarios.json.
import type { Channel } from "pusher-js";
import { orderChannel, subscribe, type HistoryResponse } from "./channels.js";
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

export interface Table {
  delays: { gap: number; reconnect: number; check: number; retry: number[] };
  scenarios: Scenario[];
}

interface Scenario {
  name: string;
  after: string | null;
  /** How many events a consumer keeps; callbacks keep none. */
  capacity?: number;
  steps: Step[];
}

interface Effects {
  deliver?: string[];
  through?: number;
  pass?: { event: string; data: unknown };
  request?: string | null;
  failed?: true;
  reset?: string;
  refused?: true;
}

interface History {
  status: string;
  last?: string;
  events?: number[];
}

type Step = { expect: Effects } & (
  | { step: "subscribed" | "disconnected" }
  | {
      step: "live";
      position?: string;
      through?: number;
      bytes?: number;
      event: string;
      data: unknown;
    }
  | { step: "answer"; history: History | null; others?: boolean; to?: number }
  | { step: "fail"; status: number | null; retryAfter?: number; to?: number }
  | { step: "pass"; ms: number }
  | { step: "resume"; position: string }
);

type Respond = (step: Step & { step: "answer" | "fail" }) => void;

const split = (position: string): [string, number] => {
  const [epoch, offset] = position.split(".");
  return [epoch!, Number(offset)];
};

/** Runs all scenarios that callbacks can have. Returns their number. */
export async function runScenarios(table: Table, Class: PusherClass) {
  same("delays", table.delays, {
    gap: 100,
    reconnect: 2000,
    check: 60000,
    retry: [1000, 2000, 4000, 8000, 16000, 30000],
  });
  const scenarios = table.scenarios.filter((it) => it.capacity === undefined);
  for (const scenario of scenarios) {
    const world = new World();
    try {
      await new Run(world, scenario, Class).run();
    } finally {
      world.end();
    }
  }
  return scenarios.length;
}

class Run {
  private effects: Effects = {};
  private readonly requests: Respond[] = [];
  private readonly name = orderChannel(7);

  private readonly world: World;
  private readonly scenario: Scenario;
  private readonly Class: PusherClass;

  constructor(world: World, scenario: Scenario, Class: PusherClass) {
    this.world = world;
    this.scenario = scenario;
    this.Class = Class;
  }

  async run() {
    const { scenario, world, name } = this;
    const pusher = offline(this.Class);
    const { raw, resume, unsubscribe } = this.subscribe(pusher);
    for (const [index, step] of scenario.steps.entries()) {
      this.effects = {};
      if (step.step === "resume") resume(step.position);
      else await this.step(raw, step);
      await world.pass(step.step === "pass" ? step.ms : 0);
      const where = `${scenario.name}: step ${index + 1}`;
      same(where, this.effects, expanded(step.expect));
    }
    unsubscribe();
    await world.pass(0);
    same(scenario.name, leaks(world, pusher, [raw]), NO_LEAKS);
    same(scenario.name, world.thrown, []);
    if (pusher.channel(name)) throw new Error("the channel is still there");
  }

  private subscribe(pusher: InstanceType<PusherClass>) {
    const channel = subscribe(pusher, this.name, {
      history: (body) => this.request(JSON.parse(body)),
      after: this.scenario.after,
      onReset: (last) => void (this.effects.reset = last),
      onRefused: () => void (this.effects.refused = true),
      onError: () => void (this.effects.failed = true),
    });
    const pass = (event: string) => (data: unknown) => {
      this.effects.pass = { event, data };
    };
    channel
      .bind("event", ({ n, ...rest }, { position }) => {
        same(
          "payload",
          [n, Object.keys(rest)],
          [split(position ?? "")[1], "text" in rest ? ["text"] : []],
        );
        (this.effects.deliver ??= []).push(position ?? "none");
        same("position", channel.position, position);
      })
      .bind("client-typing", pass("client-typing"))
      .bind("news", (data, { position }) => {
        same("position", position, null);
        pass("news")(data);
      });
    return {
      raw: channel.raw,
      resume: (position: string) => channel.resume(position),
      unsubscribe: () => channel.unsubscribe(),
    };
  }

  private request({
    channels,
  }: {
    channels: { [name: string]: string | null };
  }) {
    same("requested", Object.keys(channels), [this.name]);
    this.effects.request = channels[this.name]!;
    return new Promise<HistoryResponse>((resolve, reject) => {
      this.requests.push((step) => {
        if (step.step === "answer") {
          resolve(response(this.page(step.history, step.others ?? false)));
        } else if (step.status === null) {
          reject(new TypeError("Failed to fetch"));
        } else {
          const headers = step.retryAfter
            ? { "retry-after": `${step.retryAfter}` }
            : {};
          resolve(response("", { status: step.status, headers }));
        }
      });
    });
  }

  private page(history: History | null, hasOthers: boolean) {
    const events = history?.events?.map((offset) => event(offset));
    const part = history && { ...history, ...(events ? { events } : {}) };
    return {
      channels: {
        ...(part ? { [this.name]: part } : {}),
        ...(hasOthers
          ? { other: { status: "ok", last: "e1.1", events: [event(1)] } }
          : {}),
      },
    };
  }

  private async step(raw: Channel, step: Exclude<Step, { step: "resume" }>) {
    switch (step.step) {
      case "subscribed":
        return confirm(raw);
      case "disconnected":
        return raw.disconnect();
      case "live":
        if (step.position === undefined)
          return message(raw, step.event, step.data);
        for (const position of upTo(step.position, step.through)) {
          const n = split(position)[1];
          const text = step.bytes ? { text: "x".repeat(step.bytes) } : {};
          message(raw, "event", { _position: position, n, ...text });
        }
        return;
      case "answer":
      case "fail":
        return this.requests[(step.to ?? this.requests.length) - 1]!(step);
      case "pass":
    }
  }
}

const event = (offset: number) => ({
  offset,
  event: "event",
  data: { n: offset },
});

function upTo(position: string, last?: number): string[] {
  const [epoch, first] = split(position);
  const count = (last ?? first) - first + 1;
  return Array.from(
    { length: count },
    (_, index) => `${epoch}.${first + index}`,
  );
}

function expanded({ through, ...expect }: Effects): Effects {
  const [first] = expect.deliver ?? [];
  return through !== undefined && first
    ? { ...expect, deliver: upTo(first, through) }
    : expect;
}
