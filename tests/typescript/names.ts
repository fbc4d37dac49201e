// Says the names that the functions make, and what they refuse, as one line of JSON.
import {
  flashChannel,
  newsChannel,
  orderChannel,
  priceChannel,
  roomChannel,
  seatChannel,
  tickerChannel,
} from "./channels.js";

const made = [
  orderChannel("eu", 0),
  orderChannel("us_east", 18446744073709551615n),
  newsChannel("a_b_0"),
  flashChannel(),
  roomChannel("a-Z,0;=@._"),
  roomChannel("x".repeat(150)),
  priceChannel(),
  tickerChannel(true, -32768),
  tickerChannel(false, 7),
  tickerChannel(false, 32767),
  tickerChannel(false, 0n),
  seatChannel(-32768, 255),
];

/** Arguments that only code without type checks can pass. */
const any = (value: unknown) => value as never;

const refused = [
  () => orderChannel("eu", -1),
  () => orderChannel("eu", -1n),
  () => orderChannel("eu", 1.5),
  () => orderChannel("eu", NaN),
  () => orderChannel("eu", 2 ** 53),
  () => orderChannel("eu", 10n ** 20n),
  () => orderChannel("eu", any("7 ")),
  () => orderChannel(any("us"), 7),
  () => newsChannel(""),
  () => newsChannel("A"),
  () => newsChannel("a-b"),
  () => newsChannel("a\n"),
  () => newsChannel("x".repeat(21)),
  () => roomChannel("a:b"),
  () => roomChannel("ü"),
  () => roomChannel("x".repeat(151)),
  () => roomChannel(any(undefined)),
  () => roomChannel(any(null)),
  () => tickerChannel(any("maybe"), 1),
  () => tickerChannel(true, 1000000),
  () => tickerChannel(true, 32768),
  () => tickerChannel(true, -32769n),
  () => orderChannel("eu", 18446744073709551616n),
  () => orderChannel("eu", any("007")),
  () => seatChannel(0, 1),
  () => seatChannel(1, 0),
];

const reasons = refused.map((make) => {
  try {
    return make();
  } catch (error) {
    return error instanceof RangeError ? error.message : String(error);
  }
});
console.log(JSON.stringify([made, reasons]));
