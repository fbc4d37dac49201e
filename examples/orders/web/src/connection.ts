// The state of the connection.
import type Pusher from "pusher-js";
import { whoAmI } from "./api";
import { found } from "./dom";

const WORDS: Record<string, string> = {
  initialized: "connecting …",
  connecting: "connecting …",
  connected: "live",
  unavailable: "no connection, trying again …",
  failed: "this browser cannot connect",
  disconnected: "disconnected: reload the page",
};

export function watch(pusher: Pusher): void {
  const show = (state: string) => {
    const box = found("connection", HTMLParagraphElement);
    box.hidden = false;
    box.dataset["state"] = state;
    const text = box.querySelector(".text");
    if (text) text.textContent = WORDS[state] ?? state;
  };
  show(pusher.connection.state);
  pusher.connection.bind("state_change", (change: { current: string }) => {
    show(change.current);
    if (change.current === "disconnected") void reloadIfSignedOut();
  });
}

/** Signing out in another tab disconnects this page, and its channels are no longer authorized. */
export async function reloadIfSignedOut(): Promise<void> {
  if (!(await whoAmI())) location.reload();
}
