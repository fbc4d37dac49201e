// What a test asks for: the scenarios of the table, the behaviour of several subscriptions, or random campaigns.
import { runBehaviour } from "./behaviour.js";
import { runCampaign, type Counts } from "./campaign.js";
import { runScenarios, type Table } from "./scenarios.js";
import type { PusherClass } from "./world.js";

export type Task =
  | { task: "scenarios"; table: Table }
  | { task: "behaviour" }
  | { task: "campaign"; seeds: number[]; steps: number };

/** A number or counts, or the failure as text. */
export async function runTask(task: Task, Class: PusherClass) {
  try {
    switch (task.task) {
      case "scenarios":
        return await runScenarios(task.table, Class);
      case "behaviour":
        return await runBehaviour(Class);
      case "campaign":
        return await runCampaigns(task.seeds, task.steps, Class);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function runCampaigns(
  seeds: number[],
  steps: number,
  Class: PusherClass,
) {
  const all: { [name: string]: number } = {};
  for (const seed of seeds) {
    const counts: Counts = await runCampaign(seed, steps, Class);
    for (const [name, count] of Object.entries(counts))
      all[name] = (all[name] ?? 0) + count;
  }
  return all;
}
