//! Recoverable channels in the generated file: the scenarios that the Rust subscriber passes too, several
//! subscriptions, and random campaigns, by pusher-js 7 and 8 in Node.js, and in a page of Chromium.

mod size;
mod types;

pub(crate) mod schema;

use std::{env, error::Error, net::Ipv4Addr, time::Duration};

use axum::Router;
use pusher_typed_tests::{Program, TypeScript};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Outcome = Result<(), Box<dyn Error>>;

const TABLE: &str = include_str!("../../../pusher-typed/tests/recovery/scenarios.json");
const LIMIT: Duration = Duration::from_secs(120);
const VERSIONS: usize = 2;

fn project() -> TypeScript {
    let project = TypeScript::new();
    project.install("pusher-js-7");
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    project.write("world.ts", include_str!("world.ts"));
    project.write("scenarios.ts", include_str!("scenarios.ts"));
    project.write("behaviour.ts", include_str!("behaviour.ts"));
    project.write("campaign.ts", include_str!("campaign.ts"));
    project.write("tasks.ts", include_str!("tasks.ts"));
    project.write("node.ts", include_str!("node.ts"));
    project.write("browser.ts", include_str!("browser.ts"));
    assert_eq!(project.compile(), []);
    project
}

/// Runs a task with each version of pusher-js.
async fn in_node(task: &Value, limit: Duration) -> Vec<Value> {
    let project = project();
    let mut program = Program::start(&project, "node.js", task);
    let mut results = Vec::new();
    for _ in 0..VERSIONS {
        results.push(program.next_within(limit).await);
    }
    results
}

async fn in_page(task: &Value) -> Result<Value, Box<dyn Error>> {
    let project = project();
    let url = serve(project.site()).await?;
    Ok(Program::start_in_page(&url, "browser.js", task).next_within(LIMIT).await)
}

async fn serve(routes: Router) -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, routes).into_future());
    Ok(url)
}

fn table() -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_str(TABLE)?)
}

/// How many scenarios callbacks can have: those without a queue of events.
fn scenarios(table: &Value) -> usize {
    let scenarios = table["scenarios"].as_array().into_iter().flatten();
    scenarios.filter(|scenario| scenario.get("capacity").is_none()).count()
}

#[tokio::test]
async fn the_scenarios_of_the_table() -> Outcome {
    let table = table()?;
    let count = json!(scenarios(&table));
    assert!(scenarios(&table) > 40);
    let task = json!({ "task": "scenarios", "table": table });
    assert_eq!(in_node(&task, LIMIT).await, [count.clone(), count.clone()]);
    assert_eq!(in_page(&task).await?, count);
    Ok(())
}

#[tokio::test]
async fn several_subscriptions_the_page_and_the_application() -> Outcome {
    let task = json!({ "task": "behaviour" });
    let results = in_node(&task, LIMIT).await;
    assert!(results[0].as_u64().is_some_and(|count| count > 10), "{results:#?}");
    assert_eq!(results[0], results[1]);
    assert_eq!(in_page(&task).await?, results[0]);
    Ok(())
}

/// With `PUSHER_TYPED_RECOVERY_SEEDS`, runs this number of seeds in each environment and prints the counts. Each seed has
/// about 28 disconnects.
#[tokio::test]
async fn the_state_is_the_log_after_random_losses_repetitions_reorderings_and_disconnects() -> Outcome {
    let long = env::var("PUSHER_TYPED_RECOVERY_SEEDS").ok().map(|seeds| seeds.parse::<u64>()).transpose()?;
    let seeds: Vec<u64> = (0..long.unwrap_or(10)).collect();
    let limit = LIMIT + Duration::from_secs(2) * u32::try_from(seeds.len())?;
    let task = json!({ "task": "campaign", "seeds": seeds, "steps": 2_000 });
    let mut results = in_node(&task, limit).await;
    results.push(in_page(&task).await?);
    for counts in results {
        if long.is_some() {
            println!("{counts}");
        }
        for happened in ["delivered", "lost", "disconnects", "failures", "resets", "restored"] {
            assert!(counts[happened].as_u64().is_some_and(|count| count > 0), "{counts:#}");
        }
    }
    Ok(())
}
