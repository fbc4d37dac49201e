/** When a subscription makes its next request. The pauses `reconnect` and `retry` are not cut short. */
type LogWait = "none" | "check" | "gap" | "now" | "reconnect" | "retry";

/** A subscription, for the requests of its connection. */
interface RecoverableLog {
  readonly name: string;
  readonly raw: PusherChannel;
  wait: LogWait;
  due: number;
  /** The number of the request without a response, or 0. */
  open: number;
  /** Returns the position of a request, or undefined if none is necessary. */
  begin(request: number): string | null | undefined;
  requestNow(): void;
  /** `factor` is the random part of a pause. */
  respond(history: unknown, hasOthers: boolean, factor: number): void;
  fail(error: unknown, factor: number, atLeast: number): void;
  refuse(): void;
}

/** The requests of the subscriptions of one connection. */
interface LogRequests {
  readonly pusher: Pusher;
  readonly history: RecoveryOptions["history"];
  readonly logs: RecoverableLog[];
  schedule(): void;
  /** How long subscriptions wait after a reconnect. */
  reconnect(): number;
  close(): void;
}

// Only some of these exist outside of pages.
const host = globalThis as unknown as {
  fetch(url: string, init: object): Promise<HistoryResponse>;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
  queueMicrotask(callback: () => void): void;
  readonly performance: { now(): number };
  readonly console: { error(...words: unknown[]): void };
  readonly document?: LogListeners & { readonly visibilityState: string };
} & Partial<LogListeners>;

interface LogListeners {
  addEventListener(event: string, callback: () => void): void;
  removeEventListener(event: string, callback: () => void): void;
}

const connections: LogRequests[] = [];

const now = () => host.performance.now();

const isHidden = () => host.document?.visibilityState === "hidden";

function requestsOf(
  pusher: Pusher,
  history: RecoveryOptions["history"],
): LogRequests {
  const present = connections.find(
    (it) => it.pusher === pusher && it.history === history,
  );
  if (present) {
    return present;
  }
  const logs: RecoverableLog[] = [];
  let timer: unknown;
  let reconnected = 0;
  let request = 0;
  let timeOut = () => {};
  let end = 0;

  const schedule = () => {
    host.clearTimeout(timer);
    const next = logs.some((log) => log.open)
      ? end
      : Math.min(
          ...logs.map((log) =>
            log.wait === "none" || (log.wait === "check" && isHidden())
              ? Infinity
              : log.due,
          ),
        );
    if (next < Infinity) {
      timer = host.setTimeout(run, Math.max(0, Math.ceil(next - now())));
    }
  };
  const run = () => {
    if (!logs.some((log) => log.open)) {
      begin();
    } else if (end <= now()) {
      timeOut();
    }
    schedule();
  };
  const begin = () => {
    const time = now();
    const isDue = (log: RecoverableLog, until: number) =>
      log.due <= until && !(log.wait === "check" && isHidden());
    // Checks that would follow soon are made together.
    const checked = logs.some((log) => log.wait === "check" && isDue(log, time))
      ? time + 30_000
      : time;
    const batch = new Map<string, RecoverableLog>();
    // Without a prototype, which would have names of its own.
    const channels = Object.create(null) as { [name: string]: string | null };
    request += 1;
    for (const log of logs) {
      if (
        log.wait !== "none" &&
        isDue(log, log.wait === "check" ? checked : time) &&
        !batch.has(log.name) &&
        batch.size < 100
      ) {
        const after = log.begin(request);
        if (after !== undefined) {
          batch.set(log.name, log);
          channels[log.name] = after;
        }
      }
    }
    if (batch.size) {
      end = time + 30_000;
      void send([...batch.values()], channels);
    }
  };
  const send = async (batch: RecoverableLog[], channels: object) => {
    const number = request;
    const factor = 0.5 + Math.random();
    let pause = 0;
    const finish = (apply: (log: RecoverableLog) => void) => {
      for (const log of batch) {
        if (log.open === number) {
          log.open = 0;
          apply(log);
        }
      }
      schedule();
    };
    const fail = (error: unknown) =>
      finish((log) => log.fail(error, factor, pause));
    timeOut = () => fail(new Error("the history does not respond"));
    const ask =
      typeof history === "string"
        ? (body: string) =>
            host.fetch(history, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body,
            })
        : history;
    let page: { channels: { [name: string]: { events?: unknown[] } } };
    try {
      const response = await ask(JSON.stringify({ channels }));
      const { status } = response;
      if (status === 401 || status === 403) {
        return finish((log) => log.refuse());
      }
      if (!response.ok) {
        const seconds = Number(response.headers.get("retry-after")) || 0;
        pause = Math.min(seconds, 600) * 1000;
        throw new Error(`the history responded with the status ${status}`);
      }
      page = (await response.json()) as typeof page;
      const hasOthers = Object.keys(page.channels).some(
        (name) => page.channels[name]!.events?.length,
      );
      finish((log) => log.respond(page.channels[log.name], hasOthers, factor));
    } catch (error) {
      fail(error);
    }
  };
  const wake = () => {
    if (!isHidden()) {
      logs.forEach((log) => log.requestNow());
    }
    schedule();
  };
  host.document?.addEventListener("visibilitychange", wake);
  host.addEventListener?.("pageshow", wake);
  const requests: LogRequests = {
    pusher,
    history,
    logs,
    schedule,
    reconnect() {
      if (reconnected <= now()) {
        reconnected = now() + 4_000 * Math.random();
      }
      return reconnected - now();
    },
    close() {
      host.clearTimeout(timer);
      host.document?.removeEventListener("visibilitychange", wake);
      host.removeEventListener?.("pageshow", wake);
      connections.splice(connections.indexOf(requests), 1);
    },
  };
  connections.push(requests);
  return requests;
}
