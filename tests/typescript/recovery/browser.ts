// The tests of this folder in a page, which has loaded pusher-js.
import type Pusher from "pusher-js";
import { runTask, type Task } from "./tasks.js";

export async function run(task: Task, say: (value: unknown) => void) {
  const page = globalThis as unknown as { Pusher: typeof Pusher };
  say(await runTask(task, page.Pusher));
}
