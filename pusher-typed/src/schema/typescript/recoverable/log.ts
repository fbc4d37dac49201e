type LogCallback = (...args: never[]) => void;

/** Calls a function of the application. Its exceptions are reported, and stop nothing here. */
function callSafely(callback: LogCallback, ...args: unknown[]): void {
  try {
    (callback as (...args: unknown[]) => void)(...args);
  } catch (error) {
    host.queueMicrotask(() => {
      throw error;
    });
  }
}

/** Subscribes, and delivers each event once and in order. */
function recover(pusher: Pusher, name: string, options: RecoveryOptions) {
  /** The position of the last delivered event. */
  let at = options.after === null ? null : requirePosition(name, options.after);
  /** The position of the last request. */
  let asked: LogPosition | null = null;
  /** Events that follow later than the next one. */
  const buffer = new Map<string, [LogPosition, string, unknown, number]>();
  let bytes = 0;
  /** The latest position that was received after the last request. */
  let ahead: LogPosition | null = null;
  /** Whether a message of another epoch was received after the last request. */
  let isOther = false;
  let isNew = true;
  let isReset = false;
  /** Whether another request is to follow the response. */
  let again = false;
  let failures = 0;
  /** Counts the times that everything begins anew. */
  let life = 0;
  let hasEnded = false;
  let bindings: {
    event: string;
    callback: LogCallback;
    bound?: LogCallback;
  }[] = [];

  const raw = pusher.subscribe(name);
  const requests = requestsOf(pusher, options.history);

  const text = (position: LogPosition | null) => position && position.join(".");
  const isMissing = () =>
    isOther || (ahead && (!at || at[0] !== ahead[0] || at[1] < ahead[1]));
  const wait = (kind: LogWait, milliseconds: number) => {
    log.wait = kind;
    log.due = now() + milliseconds;
    requests.schedule();
  };
  const forget = () => {
    life += 1;
    log.open = bytes = 0;
    buffer.clear();
    ahead = null;
    isOther = again = false;
  };
  const next = (kind: "now" | "gap" | "check") => {
    if (raw.subscribed && log.wait !== "reconnect") {
      wait(
        kind,
        kind === "now"
          ? 0
          : kind === "gap"
            ? 100
            : 60_000 * (0.5 + Math.random()),
      );
    }
  };
  /** Missing events are requested after a time in which they may still arrive. */
  const requestSoon = () => {
    if (
      (log.wait === "none" || log.wait === "check") &&
      !log.open &&
      raw.subscribed &&
      isMissing()
    ) {
      next("gap");
    }
  };
  const notice = (position: LogPosition) => {
    if (!ahead || ahead[0] !== position[0] || ahead[1] < position[1]) {
      ahead = position;
    }
    requestSoon();
  };
  const dispatch = (event: string, data: unknown, position: string | null) => {
    for (const it of [...bindings]) {
      if (it.event === event && bindings.indexOf(it) >= 0) {
        callSafely(it.callback, data, { position });
      }
    }
  };
  const deliver = (position: LogPosition, event: string, data: unknown) => {
    at = position;
    dispatch(event, data, text(position));
  };
  const drain = () => {
    for (;;) {
      const entry = at && buffer.get(`${at[0]}.${at[1] + 1}`);
      if (!entry) {
        break;
      }
      deliver(entry[0], entry[1], entry[2]);
    }
    buffer.forEach(([position, , , size], key) => {
      if (at && (position[0] !== at[0] || position[1] <= at[1])) {
        buffer.delete(key);
        bytes -= size;
      }
    });
  };
  const receive = (position: LogPosition, event: string, data: unknown) => {
    if (at && position[0] !== at[0]) {
      isOther = true;
      return requestSoon();
    }
    if (at && position[1] <= at[1]) {
      return;
    }
    if (at && position[1] === at[1] + 1) {
      deliver(position, event, data);
      return drain();
    }
    const key = text(position)!;
    if (!buffer.has(key)) {
      const size = JSON.stringify(data).length;
      bytes += size;
      buffer.set(key, [position, event, data, size]);
      if (buffer.size > 1_000 || bytes > 1_048_576) {
        buffer.clear();
        bytes = 0;
      }
    }
    notice(position);
  };
  const onMessage = (event: string, data: unknown) => {
    if (hasEnded) {
      return;
    }
    if (event === "pusher:subscription_succeeded") {
      return confirm();
    }
    // Client events can be sent by any subscriber.
    if (isReset || /^(pusher:|client-)/.test(event)) {
      return;
    }
    const { _position, ...payload }: LogJson = isObject(data) ? data : {};
    const position = readPosition(_position);
    if (!position) {
      dispatch(event, data, null);
    } else if (event === "pusher-typed:position") {
      notice(position);
    } else {
      receive(position, event, payload);
    }
  };
  const confirm = () => {
    again = false;
    if (!at) {
      forget();
      isNew = true;
    }
    if (!isReset && log.wait !== "retry") {
      wait(isNew ? "now" : "reconnect", isNew ? 0 : requests.reconnect());
    }
  };
  const proceedEmpty = (hasOthers: boolean, factor: number) =>
    hasOthers
      ? next("now")
      : log.fail(new Error("the history's response lacks events"), factor, 0);
  const end = () => {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    forget();
    channel.unbind();
    // Later, because pusher-js would skip the next callback of a message.
    host.queueMicrotask(() => raw.unbind_global(onMessage));
    requests.logs.splice(requests.logs.indexOf(log), 1);
    if (requests.logs.length) {
      requests.schedule();
    } else {
      requests.close();
    }
    const isUsed = (it: LogRequests) => it.logs.some((log) => log.raw === raw);
    if (!connections.some(isUsed)) {
      pusher.unsubscribe(name);
    }
  };

  const log: RecoverableLog = {
    name,
    raw,
    wait: "none",
    due: 0,
    open: 0,
    begin(request) {
      const isGap = log.wait === "gap";
      log.wait = "none";
      if (isGap && !isMissing()) {
        next("check");
      } else if (raw.subscribed) {
        ahead = null;
        isOther = isNew = again = false;
        log.open = request;
        asked = at;
        return text(at);
      }
      return undefined;
    },
    requestNow() {
      if (log.open) {
        again = true;
      } else if (!isReset && log.wait !== "retry") {
        next("now");
      }
    },
    respond(history, hasOthers, factor) {
      if (!at && !raw.subscribed) {
        return;
      }
      if (history === undefined) {
        return proceedEmpty(hasOthers, factor);
      }
      const part: LogJson = isObject(history) ? history : {};
      const status = part["status"];
      if (status === "refused") {
        return log.refuse();
      }
      const last = readPosition(part["last"]);
      const events = readEvents(part["events"] ?? [], asked);
      const isValid =
        status === "reset"
          ? asked
          : status === "ok" &&
            events &&
            last &&
            (!asked ||
              (last[0] === asked[0] && last[1] >= asked[1] + events.length));
      if (!last || !isValid) {
        return log.fail(
          new Error("the history's response is malformed"),
          factor,
          0,
        );
      }
      if (status === "reset") {
        forget();
        log.wait = "none";
        isReset = true;
        failures = 0;
        return callSafely(options.onReset, text(last), channel.resume);
      }
      const present = life;
      at ??= last;
      for (const it of events ?? []) {
        if (present === life && it.offset === at[1] + 1) {
          deliver([at[0], it.offset], it.event, it.data);
        }
      }
      drain();
      if (present !== life) {
        return;
      }
      if (at[1] < last[1] && !events?.length) {
        return proceedEmpty(hasOthers, factor);
      }
      failures = 0;
      next(at[1] < last[1] || again ? "now" : isMissing() ? "gap" : "check");
    },
    fail(error, factor, atLeast) {
      again = false;
      if (raw.subscribed) {
        const pause = Math.min(1_000 * 2 ** failures, 30_000) * factor;
        failures += 1;
        wait("retry", Math.max(pause, atLeast));
        callSafely(options.onError ?? host.console.error, error);
      }
    },
    refuse() {
      end();
      callSafely(
        options.onRefused ??
          (() => host.console.error(`${name}: the history has refused`)),
      );
    },
  };

  const channel = {
    raw,
    position: () => text(at),
    bind(event: string, callback: LogCallback) {
      if (hasEnded) {
        return;
      }
      // Events that are not in the history come from pusher-js, some with more arguments.
      const isDirect = /^(pusher:|client-)/.test(event);
      const bound = (...args: never[]) => {
        if (!isReset || event[0] === "p") {
          callback(...args);
        }
      };
      if (isDirect) {
        raw.bind(event, bound);
      }
      bindings.push(
        isDirect ? { event, callback, bound } : { event, callback },
      );
    },
    unbind(event?: string, callback?: LogCallback) {
      bindings = bindings.filter((it) => {
        const stays =
          (event && it.event !== event) ||
          (callback && it.callback !== callback);
        if (!stays && it.bound) {
          raw.unbind(it.event, it.bound);
        }
        return stays;
      });
    },
    resume(position: string) {
      const start = requirePosition(name, position);
      if (!hasEnded) {
        forget();
        at = start;
        isReset = false;
        log.requestNow();
      }
    },
    end,
  };

  raw.bind_global(onMessage);
  requests.logs.push(log);
  if (raw.subscribed) {
    confirm();
  }
  return channel;
}
