// The tests of this folder in Node.js, with both versions of pusher-js.
import Pusher from "pusher-js";
import Pusher7 from "pusher-js-7";
import { runTask, type Task } from "./tasks.js";

declare const process: { argv: string[]; exit(): void };

const task = JSON.parse(process.argv[2] ?? "null") as Task;
for (const Class of [Pusher, Pusher7 as unknown as typeof Pusher])
  console.log(JSON.stringify(await runTask(task, Class)));
process.exit();
