// A switch that spoils the messages about the orders on their way to this page: it loses, doubles and reorders them. The
// lanes stay right all the same, because the page requests what it has missed.
import type { Channel } from "pusher-js";
import { found } from "./dom";

/** How long a message is held back, in milliseconds: the next ones overtake it. */
const LATE = 1500;

export function interfere(channel: Channel): void {
  const box = found("interference", HTMLInputElement);
  const words = found("interfered", HTMLOutputElement);
  const counts = { lost: 0, doubled: 0, late: 0 };
  const count = (what: keyof typeof counts) => {
    counts[what] += 1;
    words.textContent = `${counts.lost} lost, ${counts.doubled} doubled, ${counts.late} late`;
  };
  const handle = channel.handleEvent.bind(channel);
  channel.handleEvent = (message) => {
    const chance = box.checked && !message.event.startsWith("pusher") ? Math.random() : 1;
    if (chance < 0.25) return count("lost");
    if (chance < 0.5) {
      count("late");
      return void setTimeout(() => handle(message), LATE);
    }
    if (chance < 0.75) {
      count("doubled");
      handle(message);
    }
    handle(message);
  };
}
