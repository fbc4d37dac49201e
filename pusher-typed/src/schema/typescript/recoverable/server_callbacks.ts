/** Where an event of a recoverable channel is in the channel's history. */
export interface TypedEventInfo {
  /** Null for a message that is not in the history. */
  readonly position: string | null;
}

type ServerCallbacks<K extends keyof Channels> = {
  [E in keyof Channels[K]["events"]]: (
    data: Channels[K]["events"][E],
    ...info: Channels[K]["recoverable"] extends true
      ? [info: TypedEventInfo]
      : []
  ) => void;
};
