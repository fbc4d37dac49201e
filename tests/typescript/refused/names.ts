// Each line with an error says which.
import Pusher from "pusher-js";
import {
  flashChannel,
  newsChannel,
  orderChannel,
  roomChannel,
  subscribe,
  tickerChannel,
  type FlashChannelName,
  type NewsChannelName,
  type OrderChannelName,
} from "./channels.js";

const pusher = new Pusher("key", { cluster: "eu" });

// names that no function made
subscribe(pusher, "private-orders-eu-7"); // TS2769
subscribe(pusher, `private-orders-eu-${7}`); // TS2769
const order: OrderChannelName = "private-orders-eu-7"; // TS2322
const other: `private-orders-${number}` = orderChannel("eu", 7); // TS2322

// names of another channel, though the text would fit
const news: NewsChannelName = flashChannel(); // TS2322
const flash: FlashChannelName = newsChannel("flash"); // TS2322

// parameters
orderChannel("us", 7); // TS2345
orderChannel(7, "eu"); // TS2345
orderChannel("eu", "7"); // TS2345
orderChannel("eu"); // TS2554
orderChannel("eu", 7, 8); // TS2554
orderChannel("eu", null); // TS2345
flashChannel("x"); // TS2554
roomChannel(7); // TS2345
tickerChannel("true", 1); // TS2345

export { order, other, news, flash };
