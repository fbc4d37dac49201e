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
