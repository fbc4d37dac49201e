// Random histories: messages that are lost, doubled and reordered, connections that break, a history that fails, is
// trimmed, and is restored from a backup. In the end, the state of every consumer is the log.
import type Pusher from "pusher-js";
import type { Channel } from "pusher-js";
import {
  orderChannel,
  subscribe,
  type HistoryResponse,
  type OrderChannelName,
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

/** Numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const NAMES = [1, 2, 3].map((id) => orderChannel(id));

/** What happened, so that a test can see that it did. */
export interface Counts {
  published: number;
  delivered: number;
  lost: number;
  disconnects: number;
  requests: number;
  failures: number;
  resets: number;
  restored: number;
}

/** The application's database, its history over HTTP, and the realtime service. */
class Service {
  epoch = 1;
  /** The events of each channel, those of the present epoch. */
  readonly logs = new Map<string, number[]>(NAMES.map((name) => [name, []]));
  /** How many events of each channel were removed. */
  readonly trimmed = new Map<string, number>();
  readonly connections: Connection[] = [];
  isFaulty = true;
  private value = 0;

  readonly world: World;
  readonly random: () => number;
  readonly counts: Counts;

  constructor(world: World, random: () => number, counts: Counts) {
    this.world = world;
    this.random = random;
    this.counts = counts;
  }

  /** Whether something happens that has this probability. */
  happens = (probability: number) => this.random() < probability;
  faulty = (probability: number) => this.isFaulty && this.happens(probability);
  between = (least: number, most: number) =>
    least + Math.floor(this.random() * (most - least + 1));
  pick = <T>(list: readonly T[]): T => list[this.between(0, list.length - 1)]!;

  position = (name: string, offset = this.logs.get(name)!.length) =>
    `e${this.epoch}.${offset}`;

  publish(name: string) {
    const log = this.logs.get(name)!;
    const n = ++this.value;
    log.push(n);
    this.counts.published++;
    const _position = this.position(name);
    const isLarge = this.happens(0.05);
    for (const connection of this.connections) {
      const send = () =>
        isLarge
          ? connection.send(name, "pusher-typed:position", { _position })
          : connection.send(name, "event", { _position, n });
      if (this.faulty(0.05)) this.counts.lost++;
      else send();
      if (this.faulty(0.05)) send();
    }
  }

  trim(name: string) {
    const { length } = this.logs.get(name)!;
    this.trimmed.set(name, this.between(0, length));
  }

  /** A backup is restored: the last events are gone. */
  restore() {
    this.epoch++;
    this.counts.restored++;
    for (const log of this.logs.values())
      log.length = this.between(Math.max(0, log.length - 5), log.length);
    for (const [name, count] of this.trimmed)
      this.trimmed.set(name, Math.min(count, this.logs.get(name)!.length));
  }

  async ask(body: string): Promise<HistoryResponse> {
    this.counts.requests++;
    await this.delay(this.isFaulty ? this.between(0, 400) : 1);
    if (this.faulty(0.02)) await this.delay(this.between(0, 40_000));
    if (this.faulty(0.04)) throw new TypeError("Failed to fetch");
    if (this.faulty(0.04)) {
      const headers = this.happens(0.5) ? { "retry-after": "2" } : {};
      return response("", { status: this.pick([429, 500, 503]), headers });
    }
    const page = response(this.page(body));
    await this.delay(this.isFaulty ? this.between(0, 400) : 1);
    return page;
  }

  private delay(ms: number) {
    return new Promise<void>((resolve) => setTimeout(resolve, ms));
  }

  private page(body: string) {
    const query = JSON.parse(body) as {
      channels: { [name: string]: string | null };
    };
    let room = this.between(1, 20);
    const channels: { [name: string]: unknown } = {};
    for (const [name, after] of Object.entries(query.channels)) {
      if (this.faulty(0.03)) continue;
      const part = this.part(name, after, room);
      room -= part.events?.length ?? 0;
      channels[name] = this.faulty(0.03) ? this.spoiled(part) : part;
    }
    return { channels };
  }

  private part(name: string, after: string | null, room: number) {
    const log = this.logs.get(name)!;
    const last = this.position(name);
    if (after === null) return { status: "ok", last, events: [] };
    const [epoch, text] = after.split(".");
    const offset = Number(text);
    const isGone = offset < (this.trimmed.get(name) ?? 0);
    if (epoch !== `e${this.epoch}` || offset > log.length || isGone)
      return { status: "reset", last };
    const events = log.slice(offset, offset + Math.max(0, room));
    return {
      status: "ok",
      last,
      events: events.map((n, index) => ({
        offset: offset + 1 + index,
        event: "event",
        data: { n },
      })),
    };
  }

  private spoiled(part: { events?: { offset: number }[] }): unknown {
    const events = part.events ?? [];
    return this.pick([
      null,
      [],
      { ...part, status: "unknown" },
      { ...part, last: "e1" },
      { ...part, status: "ok", last: "e999.7" },
      {
        ...part,
        events: [...events, { offset: 1e6, event: "event", data: {} }],
      },
      { ...part, events: events.slice(1).concat(events.slice(0, 1)) },
    ]);
  }
}

class Connection {
  readonly pusher: Pusher;
  isConnected = true;
  /** Counts the connections, so that a message of an earlier one does not arrive. */
  private life = 0;
  readonly history = (body: string) => this.service.ask(body);

  private readonly service: Service;

  constructor(service: Service, Class: PusherClass) {
    this.service = service;
    this.pusher = offline(Class);
  }

  send(name: string, event: string, data: object) {
    const { service, life } = this;
    const late = service.faulty(0.05) ? service.between(0, 500) : 0;
    this.later(20 + late, () => {
      const channel = this.pusher.channel(name);
      if (life === this.life && channel?.subscribed)
        message(channel, event, { ...data });
    });
  }

  later(ms: number, callback: () => void) {
    setTimeout(callback, ms);
  }

  /** The service confirms a subscription that was just begun. */
  begin(channel: Channel) {
    const { life } = this;
    this.later(this.service.between(10, 60), () => {
      const isPresent = this.pusher.channel(channel.name) === channel;
      if (life === this.life && this.isConnected && isPresent)
        if (!channel.subscribed) confirm(channel);
    });
  }

  disconnect() {
    if (!this.isConnected) return;
    this.service.counts.disconnects++;
    this.life++;
    this.isConnected = false;
    for (const channel of this.pusher.allChannels()) channel.disconnect();
  }

  connect() {
    if (this.isConnected) return;
    this.isConnected = true;
    for (const channel of this.pusher.allChannels()) this.begin(channel);
  }
}

/** A part of a page, which shows the events of one channel. */
class Consumer {
  private state: number[] = [];
  /** The position before the first event of the state. */
  private base = 0;
  private reloads = 0;
  readonly raw: Channel;
  private readonly subscription;

  private readonly service: Service;
  readonly name: OrderChannelName;

  constructor(
    service: Service,
    connection: Connection,
    name: OrderChannelName,
  ) {
    this.service = service;
    this.name = name;
    const isFromNow = service.happens(0.3);
    if (!isFromNow) this.load();
    else this.base = -1;
    this.subscription = subscribe(connection.pusher, name, {
      history: connection.history,
      after: isFromNow ? null : service.position(name),
      onReset: (_, resume) => this.reset(resume),
      onRefused: () => {
        throw new Error("refused");
      },
      onError: () => service.counts.failures++,
    });
    this.subscription.bind("event", ({ n }, { position }) =>
      this.apply(n, position!),
    );
    this.raw = this.subscription.raw;
    connection.begin(this.raw);
  }

  private load() {
    this.state = [...this.service.logs.get(this.name)!];
    this.base = 0;
  }

  private reset(resume: (position: string) => void) {
    this.service.counts.resets++;
    const reload = ++this.reloads;
    setTimeout(
      () => {
        this.load();
        const position = this.service.position(this.name);
        setTimeout(
          () => {
            if (reload === this.reloads) resume(position);
          },
          this.service.between(0, 100),
        );
      },
      this.service.between(0, 100),
    );
  }

  private apply(n: number, position: string) {
    this.service.counts.delivered++;
    const offset = Number(position.split(".")[1]);
    if (this.base < 0) this.base = offset - 1;
    same("the offset of an event", offset, this.base + this.state.length + 1);
    this.state.push(n);
  }

  check() {
    const log = this.service.logs.get(this.name)!;
    if (this.base >= 0)
      same(`the state of ${this.name}`, this.state, log.slice(this.base));
    const position = this.service.position(this.name);
    same("the position", this.subscription.position, position);
  }

  end() {
    this.reloads++;
    this.subscription.unsubscribe();
  }
}

/** One campaign with this many steps. */
export async function runCampaign(
  seed: number,
  steps: number,
  Class: PusherClass,
): Promise<Counts> {
  const world = new World();
  const counts: Counts = {
    published: 0,
    delivered: 0,
    lost: 0,
    disconnects: 0,
    requests: 0,
    failures: 0,
    resets: 0,
    restored: 0,
  };
  try {
    world.random = randomFrom(seed + 1_000_000);
    const service = new Service(world, randomFrom(seed), counts);
    await new Campaign(world, service, Class).run(steps);
    return counts;
  } catch (error) {
    throw new Error(`seed ${seed}, ${JSON.stringify(counts)}: ${error}`);
  } finally {
    world.end();
  }
}

class Campaign {
  private readonly consumers: Consumer[] = [];
  private readonly channels = new Set<Channel>();

  private readonly world: World;
  private readonly service: Service;

  constructor(world: World, service: Service, Class: PusherClass) {
    this.world = world;
    this.service = service;
    for (let count = 0; count < 2; count++)
      service.connections.push(new Connection(service, Class));
    for (let count = 0; count < 5; count++) this.begin();
  }

  private begin() {
    const { service } = this;
    const connection = service.pick(service.connections);
    const consumer = new Consumer(service, connection, service.pick(NAMES));
    this.consumers.push(consumer);
    this.channels.add(consumer.raw);
  }

  private replace() {
    const index = this.service.between(0, this.consumers.length - 1);
    const [consumer] = this.consumers.splice(index, 1);
    // Also in this order, so that two subscriptions share a channel.
    if (this.service.happens(0.5)) this.begin();
    consumer?.end();
    if (this.consumers.length < 5) this.begin();
  }

  private step() {
    const { service, world } = this;
    if (service.happens(0.7)) service.publish(service.pick(NAMES));
    if (service.happens(0.02)) {
      const connection = service.pick(service.connections);
      connection.disconnect();
      connection.later(service.between(0, 5_000), () => connection.connect());
    }
    if (service.happens(0.01)) {
      world.isHidden = !world.isHidden;
      world.emit("visibilitychange");
    }
    if (service.happens(0.002)) service.trim(service.pick(NAMES));
    if (service.happens(0.001)) service.restore();
    if (service.happens(0.01)) this.replace();
  }

  async run(steps: number) {
    const { world, service } = this;
    for (let count = 0; count < steps; count++) {
      this.step();
      await world.pass(service.happens(0.01) ? 30_000 : service.between(0, 60));
      same("exceptions", world.thrown.map(String), []);
    }
    await this.settle();
    for (const consumer of this.consumers) consumer.check();
    for (const consumer of this.consumers) consumer.end();
    await world.pass(100_000);
    for (const { pusher } of service.connections)
      same("leaks", leaks(world, pusher, [...this.channels]), NO_LEAKS);
  }

  /** Nothing more is lost, and the longest pauses end. */
  private async settle() {
    const { world, service } = this;
    service.isFaulty = false;
    world.isHidden = false;
    world.emit("visibilitychange");
    for (const connection of service.connections) connection.connect();
    await world.pass(300_000);
    same("exceptions", world.thrown.map(String), []);
  }
}
