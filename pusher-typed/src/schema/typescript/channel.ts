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
