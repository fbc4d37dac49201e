/** What a history responds, such as the `Response` of `fetch`. */
export interface HistoryResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

/** Where the events of a recoverable channel begin, and where missed events are requested. */
export interface RecoveryOptions {
  /**
   * The URL of the history, or a function that sends the body to it as JSON by POST. The
   * subscriptions of a connection that have the same value here make their requests together.
   */
  history: string | ((body: string) => Promise<HistoryResponse>);
  /** The position of the data that the page has; null without data: the events from now on. */
  after: string | null;
  /**
   * Events that the page does not have are not available any more, and no event follows. Load the
   * data again, then call `resume` with its position. `last` is that of the channel's last event.
   */
  onReset: (last: string, resume: (position: string) => void) => void;
  /** The history has refused, and the subscription has ended. By default, this is logged. */
  onRefused?: () => void;
  /** A request has failed, and is made again after a pause. By default, this is logged. */
  onError?: (error: unknown) => void;
}
