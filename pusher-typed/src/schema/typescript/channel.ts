declare const channelKey: unique symbol;

/** Marks a string as a name of one channel type, for the compiler only. */
interface Named<K> {
  readonly [channelKey]: K;
}

/** The functions that make a name like `N`. */
type FunctionsOf<N> = {
  [K in keyof Channels]: N & Named<K> extends Channels[K]["name"]
    ? Channels[K]["function"]
    : never;
}[keyof Channels];

/** The compiler message for a name that none of the functions created. */
type Advice<N> = [FunctionsOf<N>] extends [never]
  ? `make the name with ${Channels[keyof Channels]["function"]}(…)`
  : `make the name with ${FunctionsOf<N>}(…)`;

/** A member of a presence channel. */
export interface TypedMember<Info> {
  id: string;
  info: Info;
}

/** The members of a presence channel, kept up to date by pusher-js. */
export interface TypedMembers<Info> {
  readonly count: number;
  /** Null until the subscription has succeeded. */
  readonly me: TypedMember<Info> | null;
  /** The info of each member by id. */
  readonly members: { readonly [id: string]: Info };
  get(id: string): TypedMember<Info> | null;
  each(callback: (member: TypedMember<Info>) => void): void;
}

type ServerCallbacks<K extends keyof Channels> = {
  [E in keyof Channels[K]["events"]]: (data: Channels[K]["events"][E]) => void;
};

type ClientCallbacks<K extends keyof Channels> = {
  [E in keyof Channels[K]["clientEvents"]]: (
    data: Channels[K]["clientEvents"][E],
  ) => void;
};

interface ProtocolCallbacks {
  "pusher:subscription_succeeded": () => void;
  "pusher:subscription_count": (data: { subscription_count: number }) => void;
  "pusher:subscription_error": (error: AuthError) => void;
}

type PresenceClientCallbacks<K extends keyof Channels> = {
  [E in keyof Channels[K]["clientEvents"]]: (
    data: Channels[K]["clientEvents"][E],
    sender: { user_id?: string },
  ) => void;
};

interface PresenceProtocolCallbacks<Info> {
  "pusher:subscription_succeeded": (members: TypedMembers<Info>) => void;
  "pusher:subscription_error": (error: AuthError) => void;
  "pusher:member_added": (member: TypedMember<Info>) => void;
  "pusher:member_removed": (member: TypedMember<Info>) => void;
}

interface CacheCallbacks {
  /** The cache channel has no cached event. */
  "pusher:cache_miss": () => void;
}

type Callbacks<K extends keyof Channels> = ServerCallbacks<K> &
  (Channels[K]["kind"] extends "presence"
    ? PresenceClientCallbacks<K> &
        PresenceProtocolCallbacks<Channels[K]["member"]>
    : ClientCallbacks<K> & ProtocolCallbacks) &
  (Channels[K]["cached"] extends true ? CacheCallbacks : unknown);

/** The arguments of a callback. For several events, those of any of them. */
type Arguments<Callback> = Callback extends (...args: infer A) => void
  ? A
  : never;

interface Subscription<K extends keyof Channels> {
  readonly name: Channels[K]["name"];
  /** The channel of pusher-js, for methods without types here. */
  readonly raw: PusherChannel;
  bind<E extends keyof Callbacks<K>>(
    event: E,
    callback: (...args: Arguments<Callbacks<K>[E]>) => void,
  ): this;
  /** Without a callback, removes all callbacks of the event; without an event, all callbacks of the channel. */
  unbind<E extends keyof Callbacks<K>>(
    event?: E,
    callback?: (...args: Arguments<Callbacks<K>[E]>) => void,
  ): this;
  unsubscribe(): void;
}

type Triggers<K extends keyof Channels, E> = K extends keyof Channels
  ? E extends keyof Channels[K]["clientEvents"]
    ? (data: Channels[K]["clientEvents"][E]) => void
    : never
  : never;

/** The data that is valid for every event in `E` on every channel in `K`. */
type ClientData<K extends keyof Channels, E> =
  Triggers<K, E> extends (data: infer Data) => void ? Data : never;

interface ClientEvents<K extends keyof Channels> {
  /** Sends to the channel's other subscribers; returns false if there is no connection. */
  trigger<E extends keyof Channels[K]["clientEvents"]>(
    event: E,
    data: ClientData<K, E>,
  ): boolean;
}

interface Presence<Info> {
  readonly members: TypedMembers<Info>;
}

/** A subscription to a channel of type `K`. */
export type TypedChannel<K extends keyof Channels> = Subscription<K> &
  (Channels[K]["kind"] extends "private" | "presence"
    ? ClientEvents<K>
    : unknown) &
  (Channels[K]["kind"] extends "presence"
    ? Presence<Channels[K]["member"]>
    : unknown);

/** Subscribes to a channel whose name one of the functions above created. */
export function subscribe<K extends keyof Channels>(
  pusher: Pusher,
  name: string & Named<K>,
): TypedChannel<K>;
export function subscribe<N extends string>(
  pusher: Pusher,
  name: N extends Named<keyof Channels> ? N : Advice<N>,
): never;
export function subscribe<K extends keyof Channels>(
  pusher: Pusher,
  name: string,
): TypedChannel<K> {
  const raw = pusher.subscribe(name);
  const channel = {
    name,
    raw,
    get members() {
      return (raw as PusherChannel & Presence<unknown>).members;
    },
    bind(event: string, callback: (...args: never) => void) {
      raw.bind(event, callback);
      return channel;
    },
    unbind(event?: string, callback?: (...args: never) => void) {
      raw.unbind(event, callback);
      return channel;
    },
    trigger(event: string, data: unknown) {
      return raw.trigger(event, data);
    },
    unsubscribe() {
      pusher.unsubscribe(name);
    },
  };
  return channel as unknown as TypedChannel<K>;
}

// The rules for names are the same as in the Rust declarations.
function nameOf<K extends keyof Channels>(
  channel: K,
  name: string,
): Channels[K]["name"] {
  if (name.length > 164) {
    throw new RangeError(
      `${channel}: the name has ${name.length} characters; the maximum is 164`,
    );
  }
  return name as Channels[K]["name"];
}
