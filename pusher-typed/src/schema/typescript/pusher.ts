// The rest is the same for every catalog: pusher-js with the types above.

type Pusher = PusherChannel["pusher"];

/** Why an authorization or authentication failed. */
export interface AuthError {
  type: string;
  error: string;
  /** The endpoint's HTTP status, if it responded. */
  status?: number;
}
