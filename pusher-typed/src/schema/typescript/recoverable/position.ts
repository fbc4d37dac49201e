type LogPosition = readonly [epoch: string, offset: number];

interface LogJson {
  readonly [key: string]: unknown;
}

const isObject = (value: unknown): value is LogJson =>
  typeof value === "object" && value !== null;

function readPosition(text: unknown): LogPosition | undefined {
  const parts = /^([0-9a-z]{1,32})\.(0|[1-9]\d{0,15})$/.exec(
    typeof text === "string" ? text : "",
  );
  const offset = Number(parts?.[2]);
  return Number.isSafeInteger(offset) ? [parts![1]!, offset] : undefined;
}

function requirePosition(name: string, text: unknown): LogPosition {
  const position = readPosition(text);
  if (!position) {
    throw new RangeError(`${name}: ${JSON.stringify(text)} is not a position`);
  }
  return position;
}

interface LogEvent {
  offset: number;
  event: string;
  data: unknown;
}

/** The events of a response, if they are those that follow the requested position. */
function readEvents(
  events: unknown,
  asked: LogPosition | null,
): LogEvent[] | undefined {
  const follows = (it: unknown, index: number) =>
    asked !== null &&
    isObject(it) &&
    it["offset"] === asked[1] + 1 + index &&
    typeof it["event"] === "string";
  return Array.isArray(events) && events.every(follows)
    ? (events as LogEvent[])
    : undefined;
}
