// What follows is the same for every catalog: pusher-js, seen through the types above.

type Pusher = PusherChannel["pusher"];

/** Why an authorization or authentication failed. */
export interface AuthError {
  type: string;
  error: string;
  /** The HTTP status of the endpoint, if it responded. */
  status?: number;
}
