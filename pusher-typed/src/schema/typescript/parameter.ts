/** Compares integers as decimal digits, because a number cannot represent all of them. */
function isGreater(one: string, other: string): boolean {
  const negative = one.charAt(0) === "-";
  if (negative !== (other.charAt(0) === "-")) {
    return !negative;
  }
  const [less, more] = negative ? [one, other] : [other, one];
  return less.length === more.length ? less < more : less.length < more.length;
}

function check(
  channel: keyof Channels,
  parameter: string,
  value: string | number | bigint | boolean,
  texts: RegExp,
  least?: string,
  greatest?: string,
): void {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(
      `${channel}: ${parameter} is ${value}, which is not a safe integer; pass larger ones as a bigint`,
    );
  }
  const text = value == null ? "" : `${value}`;
  if (!texts.test(text)) {
    throw new RangeError(
      `${channel}: ${parameter} is ${JSON.stringify(text)}, which does not match ${texts}`,
    );
  }
  if (least !== undefined && isGreater(least, text)) {
    throw new RangeError(
      `${channel}: ${parameter} is ${text}; the minimum is ${least}`,
    );
  }
  if (greatest !== undefined && isGreater(text, greatest)) {
    throw new RangeError(
      `${channel}: ${parameter} is ${text}; the maximum is ${greatest}`,
    );
  }
}
