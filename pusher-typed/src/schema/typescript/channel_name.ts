// The rules for names are the same as in the Rust declarations.
function nameOf<K extends keyof Channels>(
  channel: K,
  name: string,
): Channels[K]["name"] {
  if (name.length > 164) {
    throw new RangeError(
      `${channel}: the name has ${name.length} characters; the maximum is 164`,
    );
  }
  return name as Channels[K]["name"];
}
