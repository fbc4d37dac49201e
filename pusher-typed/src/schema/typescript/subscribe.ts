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
