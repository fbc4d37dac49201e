function check(
  channel: keyof Channels,
  parameter: string,
  value: string | number | bigint | boolean,
  texts: RegExp,
): void {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(
      `${channel}: ${parameter} is ${value}, which is no safe integer; larger ones are passed as a bigint`,
    );
  }
  const text = value == null ? "" : `${value}`;
  if (!texts.test(text)) {
    throw new RangeError(
      `${channel}: ${parameter} is ${JSON.stringify(text)}, which does not match ${texts}`,
    );
  }
}
