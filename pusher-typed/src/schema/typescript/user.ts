type UserCallbacks = {
  [E in keyof UserEvents]: (data: UserEvents[E]) => void;
} & {
  "pusher:signin_error": (error: AuthError) => void;
};

/** The user of a connection. `pusher:signin_error` needs pusher-js 8.6. */
export interface TypedUser {
  /** The user of pusher-js, for methods without types here. */
  readonly raw: Pusher["user"];
  /** Signs in with the authentication endpoint that pusher-js is configured with. */
  signin(): this;
  bind<E extends keyof UserCallbacks>(
    event: E,
    callback: (data: Parameters<UserCallbacks[E]>[0]) => void,
  ): this;
  /** Without a callback, removes all callbacks of the event; without an event, all callbacks of the user. */
  unbind<E extends keyof UserCallbacks>(
    event?: E,
    callback?: (data: Parameters<UserCallbacks[E]>[0]) => void,
  ): this;
}

/** The events that the server sends to the signed-in user. */
export function user(pusher: Pusher): TypedUser {
  const raw = pusher.user;
  const typed: TypedUser = {
    raw,
    signin() {
      pusher.signin();
      return typed;
    },
    bind(event, callback) {
      raw.bind(event, callback);
      return typed;
    },
    unbind(event, callback) {
      raw.unbind(event, callback);
      return typed;
    },
  };
  return typed;
}
