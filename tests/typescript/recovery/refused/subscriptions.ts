// Each line with an error says which.
import Pusher from "pusher-js";
import { newsChannel, orderChannel, roomChannel, subscribe, type RecoveryOptions, type TypedChannel } from "./channels.js";

const pusher = new Pusher("key", { cluster: "eu" });
const options: RecoveryOptions = { history: "/history", after: null, onReset: () => {} };
const order = subscribe(pusher, orderChannel(7), options);
const news = subscribe(pusher, newsChannel());

// options that are missing, or that the channel does not have
subscribe(pusher, orderChannel(7)); // TS2554
subscribe(pusher, roomChannel()); // TS2554
subscribe(pusher, newsChannel(), options); // TS2554
subscribe(pusher, Math.random() < 0.5 ? orderChannel(7) : newsChannel()); // TS2554
subscribe(pusher, "private-orders-7", options); // TS2769
subscribe(pusher, orderChannel(7), { after: null, onReset: () => {} }); // TS2769
subscribe(pusher, orderChannel(7), { history: "/history", onReset: () => {} }); // TS2769
subscribe(pusher, orderChannel(7), { history: "/history", after: null }); // TS2769
subscribe(pusher, orderChannel(7), { ...options, after: undefined }); // TS2769
subscribe(pusher, orderChannel(7), { ...options, after: 41 }); // TS2769
subscribe(pusher, orderChannel(7), { ...options, history: () => "{}" }); // TS2769
subscribe(pusher, orderChannel(7), { ...options, onReset: (last: number) => last }); // TS2769

// positions
order.bind("event", (_, { position }) => position.length); // TS18047
order.bind("event", (_, { offset }) => offset); // TS2339
order.bind("event", (event) => event._position); // TS2339
order.bind("client-typing", (_, info) => info.position); // TS18048 TS2322
order.position.length; // TS18047
order.position = "k3v9.41"; // TS2540
order.resume(41); // TS2345
order.resume(); // TS2554
news.resume("k3v9.41"); // TS2339
news.position; // TS2339
news.bind("news", (_, { position }) => position); // TS2339 TS2345
const channel: TypedChannel<"OrderChannel"> = news; // TS2322
channel.unsubscribe();
