// A user who may not sign in, and whose connection moves to another cluster. What happens is said in lines of JSON.
import Pusher from "pusher-js";
import { orderChannel, subscribe, user } from "./channels.js";

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

const pusher = new Pusher(key, {
  cluster: "eu",
  wsHost: "127.0.0.1",
  wsPort: port,
  forceTLS: false,
  enabledTransports: ["ws"],
  enableStats: false,
  channelAuthorization: {
    endpoint: `${site}/mallory/channel`,
    transport: "ajax",
  },
  userAuthentication: { endpoint: `${site}/mallory/user`, transport: "ajax" },
});

user(pusher)
  .bind("pusher:signin_error", ({ type, status }) =>
    say("not signed in", type, status),
  )
  .signin();

let isMoved = false;
const order = subscribe(pusher, orderChannel("eu", 7));
order
  .bind("pusher:subscription_succeeded", () => say("subscribed", isMoved))
  .bind("shipped", ({ carrier }) => {
    say("shipped", carrier, isMoved);
    if (!isMoved) {
      isMoved = true;
      pusher.switchCluster({ appKey: key, cluster: "us2" });
    }
  });
