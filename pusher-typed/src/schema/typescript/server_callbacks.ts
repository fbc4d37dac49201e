type ServerCallbacks<K extends keyof Channels> = {
  [E in keyof Channels[K]["events"]]: (data: Channels[K]["events"][E]) => void;
};
