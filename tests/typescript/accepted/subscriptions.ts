// The arguments that each event passes to its callback.
import Pusher from "pusher-js";
import {
  flashChannel,
  newsChannel,
  orderChannel,
  priceChannel,
  roomChannel,
  subscribe,
  tickerChannel,
  user,
  type AuthError,
  type MemberInfo,
  type OrderChannelName,
  type OrderPaid,
  type OrderShipped,
  type Payment,
  type TypedChannel,
  type TypedMember,
} from "./channels.js";

/** Compiles only where both types are the same. */
function same<A, B>(
  ..._same: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? []
    : [never]
) {}

const pusher = new Pusher("key", { cluster: "eu" });

const name: OrderChannelName = orderChannel("us_east", 7);
const text: `private-orders-${"eu" | "us_east"}-${number}` = name;
const order: TypedChannel<"OrderChannel"> = subscribe(pusher, name);
order
  .bind("shipped", (event) => {
    same<typeof event.carrier, string>();
    same<typeof event.value.cents, number>();
    same<typeof event.value.currency, string | null | undefined>();
  })
  .bind("paid", ({ payment }) => {
    same<typeof payment, Payment>();
    switch (payment.by) {
      case "cash":
        return;
      case "card":
        payment.last_digits.trim();
    }
  })
  .bind("client-seen", (event) => same<typeof event, { at: number }>())
  .bind("pusher:subscription_succeeded", () => {})
  .bind("pusher:subscription_error", (error) => {
    same<typeof error, AuthError>();
    same<typeof error.status, number | undefined>();
  })
  .bind("pusher:subscription_count", (event) => {
    same<typeof event.subscription_count, number>();
  });
same<typeof order.name, OrderChannelName>();
const outcome = Math.random() < 0.5 ? ("shipped" as const) : ("paid" as const);
order.bind(outcome, (event) =>
  same<typeof event, OrderPaid | OrderShipped>(),
);
const onEither = (event: OrderPaid | OrderShipped) => void event;
order.bind(outcome, onEither).unbind(outcome, onEither);
pusher.switchCluster({ appKey: "key", cluster: "us2" });
const sent: boolean = order.trigger("client-seen", { at: 1 });
const onShipped = (event: { carrier: string }) => void event;
order.bind("shipped", onShipped).unbind("shipped", onShipped).unbind("paid");
order.unbind().unsubscribe();
order.raw.bind_global(() => sent);

subscribe(pusher, newsChannel(text)).bind("headline", (event) =>
  event.text.trim(),
);
subscribe(pusher, flashChannel()).bind("headline", (event) =>
  same<typeof event, { text: string }>(),
);
const either = Math.random() < 0.5 ? newsChannel("a") : flashChannel();
subscribe(pusher, either).bind("headline", (event) => event.text);

subscribe(pusher, tickerChannel(true, -7))
  .bind("tick", ([count, symbol]) => {
    same<typeof count, number>();
    same<typeof symbol, string | null>();
  })
  .bind("pusher:cache_miss", () => {});

subscribe(pusher, priceChannel())
  .bind("price", ({ price }) => price.cents.toFixed(2))
  .bind("pusher:cache_miss", () => {});

const room = subscribe(pusher, roomChannel("lobby"))
  .bind("pusher:subscription_succeeded", (members) => {
    same<typeof members.me, TypedMember<MemberInfo> | null>();
    members.each((member) => same<typeof member.info, MemberInfo>());
    same<ReturnType<typeof members.get>, TypedMember<MemberInfo> | null>();
  })
  .bind("pusher:member_added", ({ id, info }) => {
    same<typeof id, string>();
    same<typeof info.displayName, string>();
    same<typeof info.isAdmin, boolean | null | undefined>();
  })
  .bind("pusher:member_removed", (member) => member.info.displayName)
  .bind("message", (event) => event.text)
  .bind("client-typing", (event, sender) => {
    same<typeof event.on, boolean | undefined>();
    same<typeof sender.user_id, string | undefined>();
  });
room.trigger("client-typing", {});
room.trigger("client-seen", { by: "Ada" });
const seen = Math.random() < 0.5 ? orderChannel("eu", 7) : roomChannel("lobby");
subscribe(pusher, seen).trigger("client-seen", { at: 1, by: "Ada" });
room.trigger("client-typing", { on: true, offer: { cents: 1 } });
same<typeof room.members.count, number>();
same<(typeof room.members.members)[string], MemberInfo>();

user(pusher)
  .signin()
  .bind("notice", (notice) => same<typeof notice, { text: string }>())
  .bind("pusher:signin_error", (error) => same<typeof error, AuthError>())
  .unbind("notice")
  .raw.bind_global(() => {});

// The map itself, for types of the application's own.
import type { Channels, UserEvents } from "./channels.js";
same<Channels["RoomChannel"]["events"]["message"]["text"], string>();
same<keyof UserEvents, "notice">();
same<keyof Channels["OrderChannel"]["clientEvents"], "client-seen">();
