// Each line with an error says which.
import Pusher from "pusher-js";
import { flashChannel, orderChannel, priceChannel, roomChannel, subscribe, tickerChannel, user } from "./channels.js";

const pusher = new Pusher("key", { cluster: "eu" });
const order = subscribe(pusher, orderChannel("eu", 7));
const room = subscribe(pusher, roomChannel("lobby"));

// events that are not declared, or on another channel
order.bind("shiped", () => {}); // TS2345
order.bind("message", () => {}); // TS2345
room.bind("shipped", () => {}); // TS2345
room.unbind("shipped"); // TS2345
order.bind("notice", () => {}); // TS2345
user(pusher).bind("shipped", () => {}); // TS2345
subscribe(pusher, flashChannel()).bind("tick", () => {}); // TS2345

// events of the protocol that such a channel does not have
order.bind("pusher:member_added", () => {}); // TS2345
order.bind("pusher:cache_miss", () => {}); // TS2345
room.bind("pusher:subscription_count", () => {}); // TS2345
order.bind("pusher:subscription_succeeded", (members) => members); // TS2322

// payloads that are used with the wrong type
order.bind("shipped", (event) => event.price); // TS2339
order.bind("shipped", (event) => event.carrier.cents); // TS2339
order.bind("shipped", (event) => event.value.currency.trim()); // TS18049
order.bind("paid", ({ payment }) => payment.last_digits); // TS2339
order.bind("shipped", (event: { carrier: number }) => event); // TS2345
subscribe(pusher, tickerChannel(true, 1)).bind("tick", (event) => event[2]); // TS2493
room.bind("pusher:member_added", (member) => member.info.name); // TS2339
room.members.get("7").info; // TS2531
room.members.me.id; // TS18047
room.members.members["7"].displayName; // TS2532
room.bind("client-typing", (_, sender) => sender.user_id.trim()); // TS18048
order.bind("client-seen", (_, sender) => sender); // TS2345
order.members; // TS2339

// a callback of several events that fits one of them
const outcome = Math.random() < 0.5 ? "shipped" : "paid";
order.bind(outcome, (event) => event.carrier); // TS2339
order.bind(outcome, (event: { carrier: string }) => event); // TS2345
pusher.switchCluster({ cluster: "us2" }); // TS2741

// events that may not be sent
order.trigger("shipped", { carrier: "DHL", value: { cents: 1, currency: null } }); // TS2345
order.trigger("client-typing", {}); // TS2345
room.trigger("client-typing", { on: "yes" }); // TS2322
room.trigger("client-typing", { typing: true }); // TS2353
order.trigger("client-seen", {}); // TS2741
order.trigger("client-seen"); // TS2554
subscribe<"OrderChannel" | "RoomChannel">(pusher, orderChannel("eu", 7)).trigger("client-seen", { by: "Ada" }); // TS2345
subscribe(pusher, Math.random() < 0.5 ? orderChannel("eu", 7) : roomChannel("a")).trigger("client-seen", { at: 1 }); // TS2345
room.trigger(Math.random() < 0.5 ? "client-typing" : "client-seen", { on: true }); // TS2345
subscribe(pusher, priceChannel()).trigger("client-price", {}); // TS2339
subscribe(pusher, flashChannel()).trigger("client-flash", {}); // TS2339
