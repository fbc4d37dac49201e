// A page that shows orders by the hook of the guide, under StrictMode. It says what it shows whenever that changes.
import Pusher from "pusher-js";
import { StrictMode, createElement, useEffect, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { useOrder } from "./use_order.js";

interface Options {
  port: number;
  key: string;
}

type Say = (value: unknown) => void;

const counts = { visibilitychange: 0, pageshow: 0 };

/** Counts the listeners that exist. */
function count(target: EventTarget) {
  const { addEventListener, removeEventListener } = target;
  const change = (event: string, by: number) => {
    if (event === "visibilitychange" || event === "pageshow")
      counts[event] += by;
  };
  target.addEventListener = (event: string, ...rest: [never]) => {
    change(event, 1);
    addEventListener.call(target, event, ...rest);
  };
  target.removeEventListener = (event: string, ...rest: [never]) => {
    change(event, -1);
    removeEventListener.call(target, event, ...rest);
  };
}

export function run({ port, key }: Options, say: Say) {
  count(document);
  count(window);
  const pusher = new Pusher(key, {
    cluster: "",
    wsHost: "127.0.0.1",
    wsPort: port,
    forceTLS: false,
    enabledTransports: ["ws"],
    enableStats: false,
    channelAuthorization: { endpoint: "/pusher/auth", transport: "ajax" },
  });

  function Order({ id, label }: { id: number; label: string }) {
    const order = useOrder(pusher, id);
    useEffect(() => {
      if (order) say({ label, id, lines: order.lines });
    }, [order]);
    return createElement("p", null, order?.lines.join(", "));
  }

  const container = document.createElement("main");
  document.body.append(container);
  const root = createRoot(container);
  const show = (...children: ReactNode[]) =>
    root.render(createElement(StrictMode, null, ...children));
  const order = (label: string, id: number) =>
    createElement(Order, { key: label, id, label });

  const scenes = [
    () => show(order("one", 7), order("other", 7)),
    () => show(order("one", 8), order("other", 7)),
    () => {
      show();
      // After the effects have ended.
      setTimeout(() => {
        const channels = pusher.allChannels().length;
        say({ ended: true, channels, ...counts });
      }, 100);
    },
  ];
  scenes.shift()!();
  // The test goes on by a message on a channel that is not recoverable.
  pusher.subscribe("scenes").bind("next", () => scenes.shift()!());
  pusher.connection.bind("connected", () => say({ connected: true }));
}
