/** A subscription to a recoverable channel. */
interface RecoverableChannel {
  /** The position of the last delivered event; null until the history has responded. */
  readonly position: string | null;
  /** Continues after this position, such as that of data that the page has loaded again. */
  resume(position: string): void;
}

/** A subscription to a channel of type `K`. */
export type TypedChannel<K extends keyof Channels> = Subscription<K> &
  (Channels[K]["kind"] extends "private" | "presence"
    ? ClientEvents<K>
    : unknown) &
  (Channels[K]["kind"] extends "presence"
    ? Presence<Channels[K]["member"]>
    : unknown) &
  (Channels[K]["recoverable"] extends true ? RecoverableChannel : unknown);

/** A recoverable channel needs options, other channels have none. */
type RecoveryArguments<K extends keyof Channels> =
  true extends Channels[K]["recoverable"] ? [options: RecoveryOptions] : [];

/** The channel types whose names are like `N`. */
type ChannelOf<N> = {
  [K in keyof Channels]: N extends Named<K> ? K : never;
}[keyof Channels];

/** Subscribes to a channel whose name one of the functions above created. */
export function subscribe<K extends keyof Channels>(
  pusher: Pusher,
  name: string & Named<K>,
  ...options: RecoveryArguments<K>
): TypedChannel<K>;
export function subscribe<N extends string>(
  pusher: Pusher,
  name: N extends Named<keyof Channels> ? N : Advice<N>,
  ...options: [N] extends [Named<keyof Channels>]
    ? RecoveryArguments<ChannelOf<N>>
    : RecoveryOptions[]
): never;
export function subscribe<K extends keyof Channels>(
  pusher: Pusher,
  name: string,
  ...[options]: RecoveryOptions[]
): TypedChannel<K> {
  const log = options && recover(pusher, name, options);
  const raw = log ? log.raw : pusher.subscribe(name);
  const channel = {
    name,
    raw,
    get members() {
      return (raw as PusherChannel & Presence<unknown>).members;
    },
    get position() {
      return log?.position();
    },
    bind(event: string, callback: (...args: never[]) => void) {
      (log ?? raw).bind(event, callback);
      return channel;
    },
    unbind(event?: string, callback?: (...args: never[]) => void) {
      (log ?? raw).unbind(event, callback);
      return channel;
    },
    trigger(event: string, data: unknown) {
      return raw.trigger(event, data);
    },
    resume(position: string) {
      log?.resume(position);
    },
    unsubscribe() {
      log ? log.end() : pusher.unsubscribe(name);
    },
  };
  return channel as unknown as TypedChannel<K>;
}
