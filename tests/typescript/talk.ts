// Two people in one process, by pusher-js: Ada and Grace. Each event is reported as a line of JSON.
import Pusher from "pusher-js";
import {
  orderChannel,
  priceChannel,
  roomChannel,
  subscribe,
  tickerChannel,
  user,
} from "./channels.js";

declare const process: {
  argv: string[];
  exit(): void;
  stdin: { resume(): { on(event: "end", callback: () => void): void } };
};
process.stdin.resume().on("end", () => process.exit());

const { port, key, site } = JSON.parse(process.argv[2] ?? "{}") as {
  port: number;
  key: string;
  site: string;
};

const say = (...words: unknown[]) => console.log(JSON.stringify(words));

const connect = (name: string) =>
  new Pusher(key, {
    cluster: "",
    wsHost: "127.0.0.1",
    wsPort: port,
    forceTLS: false,
    enabledTransports: ["ws"],
    enableStats: false,
    channelAuthorization: {
      endpoint: `${site}/${name}/channel`,
      transport: "ajax",
    },
    userAuthentication: { endpoint: `${site}/${name}/user`, transport: "ajax" },
  });

const ada = connect("ada");

// beyond what a number can say
const order = subscribe(ada, orderChannel("us_east", 9007199254740993n));
order
  .bind("pusher:subscription_succeeded", () => say("subscribed", order.name))
  .bind("shipped", ({ carrier, value }) => say("shipped", carrier, value.cents))
  .bind("paid", () => say("unbound, yet called"))
  .unbind("paid");

subscribe(ada, priceChannel())
  .bind("pusher:cache_miss", () => say("no price"))
  .bind("price", ({ price }) => say("price", price.currency));

subscribe(ada, tickerChannel(false, -7))
  .bind("pusher:cache_miss", () => say("no tick"))
  .bind("tick", ([count, symbol]) => say("tick", count, symbol));

ada.connection.bind("message", ({ event }: { event: string }) => {
  if (event === "pusher:signin_success") say("signed in");
});
user(ada)
  .signin()
  .bind("notice", ({ text }) => say("notice", text));

const room = subscribe(ada, roomChannel("lobby"))
  .bind("pusher:subscription_succeeded", (members) => {
    say("ada is in", members.count, members.me);
    graceComes();
  })
  .bind("pusher:member_added", ({ id, info }) =>
    say("added", id, info.displayName, room.members.count),
  )
  .bind("pusher:member_removed", ({ info }) =>
    say("removed", info.displayName, room.members.count),
  )
  .bind("message", ({ text }) => say("message", text))
  .bind("client-typing", ({ on }, { user_id }) => {
    say("typing", on, user_id, room.members.get(user_id ?? "")?.info.isAdmin);
  });

function graceComes() {
  const grace = connect("grace");
  const room = subscribe(grace, roomChannel("lobby"));
  room.bind("pusher:subscription_succeeded", (members) => {
    const names: string[] = [];
    members.each(({ info }) => names.push(info.displayName));
    say("grace sees", names.sort(), members.members["7"]?.displayName);
    say("sent", room.trigger("client-typing", { on: true, offer: null }));
  });
  // what the application sends when everybody is there
  room.bind("message", () => room.unsubscribe());
}
