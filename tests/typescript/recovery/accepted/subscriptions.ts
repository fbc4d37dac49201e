// What recoverable channels offer.
import Pusher from "pusher-js";
import {
  newsChannel,
  orderChannel,
  roomChannel,
  subscribe,
  type HistoryResponse,
  type RecoveryOptions,
  type TypedChannel,
  type TypedEventInfo,
} from "./channels.js";

/** Compiles only where both types are the same. */
function same<A, B>(
  ..._same: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? []
    : [never]
) {}

const pusher = new Pusher("key", { cluster: "eu" });
const options: RecoveryOptions = {
  history: "/pusher/history",
  after: null,
  onReset: (last) => same<typeof last, string>(),
};

const order: TypedChannel<"OrderChannel"> = subscribe(
  pusher,
  orderChannel(7),
  options,
);
order
  .bind("event", ({ n }, { position }) => {
    same<typeof n, number>();
    same<typeof position, string | null>();
  })
  .bind("event", (event) => event.n)
  .bind("news", (_, info) => same<typeof info, TypedEventInfo>())
  .bind("client-typing", ({ on }) => same<typeof on, boolean>())
  .bind("pusher:subscription_succeeded", () => {});
same<typeof order.position, string | null>();
order.resume("k3v9.41");
order.trigger("client-typing", { on: true });
order.unbind("event").unsubscribe();

// The snapshot of a page, whose positions may lack a channel.
const snapshot: { positions: { [channel: string]: string } } = {
  positions: {},
};
const name = orderChannel(8);
subscribe(pusher, name, {
  history: async (body): Promise<HistoryResponse> =>
    fetch("/pusher/history", { method: "POST", body, credentials: "include" }),
  after: snapshot.positions[name] ?? null,
  async onReset(last, resume) {
    await fetch("/orders");
    resume(last);
  },
  onRefused() {},
  onError: (error) => same<typeof error, unknown>(),
});

const room = subscribe(pusher, roomChannel(), options)
  .bind("message", ({ text }, { position }) => text + position)
  .bind("client-typing", (_, sender) =>
    same<typeof sender.user_id, string | undefined>(),
  )
  .bind("pusher:member_added", ({ info }) => info.name);
room.resume(room.position ?? "k3v9.0");
same<typeof room.members.count, number>();

// A channel that is not recoverable is what it was.
subscribe(pusher, newsChannel()).bind("news", ({ n }) => n.toFixed());
const either = Math.random() < 0.5 ? orderChannel(7) : newsChannel();
subscribe(pusher, either, options).bind("news", ({ n }) => n.toFixed());
