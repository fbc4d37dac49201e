// The page: requests a name, then shows the shop.
import Pusher from "pusher-js";
import * as api from "./api";
import { Board } from "./board";
import * as connection from "./connection";
import { announce, found } from "./dom";
import { Feed } from "./feed";
import { Floor } from "./floor";
import { onSubmit, text } from "./form";
import { type Person, shopChannel, subscribe, user } from "./generated/orders";
import { interfere } from "./interference";
import * as outage from "./outage";
import { toast } from "./toasts";

async function begin(): Promise<void> {
  const config = await api.config();
  found("shop-name", HTMLParagraphElement).textContent = config.shop;
  const person = await api.whoAmI();
  if (person) open(config, person);
  else welcome(config);
}

function welcome(config: api.Config): void {
  const form = found("welcome", HTMLFormElement);
  const name = found("name", HTMLInputElement);
  form.hidden = false;
  name.focus();
  onSubmit(form, found("name-problem", HTMLParagraphElement), async () => {
    const person = await api.signIn(name.value);
    form.hidden = true;
    open(config, person);
    found("item", HTMLInputElement).focus();
  });
}

function open(config: api.Config, me: Person): void {
  for (const id of ["shop", "footer", "leave"]) found(id, HTMLElement).hidden = false;
  const pusher = connect(config);
  connection.watch(pusher);
  outage.watch();
  void follow(pusher, config.shop, new Board(me.id));
  takeOrders(new Floor(pusher, config.shop));
  user(pusher)
    .bind("notice", (notice) => toast(`order-${notice.id}`, "On its way to you", notice.text))
    .signin();
  found("leave", HTMLButtonElement).addEventListener("click", async () => {
    pusher.disconnect();
    await api.signOut();
    location.reload();
  });
}

function connect(config: api.Config): Pusher {
  return new Pusher(config.key, {
    cluster: "",
    wsHost: config.host,
    wsPort: config.port,
    wssPort: config.port,
    wsPath: config.path,
    forceTLS: config.tls,
    enabledTransports: config.tls ? ["wss"] : ["ws"],
    disableStats: true,
    channelAuthorization: { endpoint: "/pusher/auth", transport: "ajax" },
    userAuthentication: { endpoint: "/pusher/user-auth", transport: "ajax" },
  });
}

/** Milliseconds before a request that has failed is repeated. */
const PAUSE = 1000;

/** Shows the open orders, and then each change once and in order, whatever happens to the messages. */
async function follow(pusher: Pusher, shop: string, board: Board): Promise<void> {
  const feed = new Feed(board);
  const channel = subscribe(pusher, shopChannel(shop), {
    history: "/pusher/history",
    after: await load(feed),
    onReset: async (_, resume) => resume(await load(feed)),
    onRefused: () => void connection.reloadIfSignedOut(),
    // The shop may be restarting: the request is repeated.
    onError: (error) => console.info(error),
  })
    .bind("pusher:subscription_error", () => void connection.reloadIfSignedOut())
    .bind("order-placed", (event) => feed.take({ kind: "placed", ...event }))
    .bind("order-packed", (event) => feed.take({ kind: "packed", ...event }))
    .bind("order-shipped", (event) => feed.take({ kind: "shipped", ...event }))
    .bind("order-delivered", (event) => feed.take({ kind: "delivered", ...event }));
  interfere(channel.raw);
}

/** Shows the open orders. Returns their position. */
async function load(feed: Feed): Promise<string> {
  for (;;) {
    try {
      const { orders, position } = await api.snapshot();
      feed.show(orders);
      return position;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

function takeOrders(floor: Floor): void {
  const form = found("order", HTMLFormElement);
  const item = found("item", HTMLInputElement);
  const quantity = found("quantity", HTMLInputElement);
  form.addEventListener("input", () => floor.typing());
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) floor.stopped();
  });
  onSubmit(form, found("item-problem", HTMLParagraphElement), async () => {
    await api.place(text("item"), Math.trunc(quantity.valueAsNumber) || 0);
    floor.stopped();
    item.value = "";
    quantity.value = "1";
    item.focus();
  });
}

begin().catch((error: unknown) => {
  announce("The shop does not respond. Please reload the page.");
  console.error(error);
});
