// What follows is the same for every catalog: pusher-js, seen through the types above.

type Pusher = PusherChannel["pusher"];

/** Why an authorization or authentication endpoint's answer was of no use. */
export interface AuthError {
  type: string;
  error: string;
  /** The endpoint's HTTP status, if it answered. */
  status?: number;
}
