//! The cost of the outbox in comparison with handwritten code, on a PostgreSQL server with fsync.
//!
//! ```sh
//! POSTGRES_BIN=/usr/lib/postgresql/15/bin cargo bench -p pusher-typed-outbox --features e2e --bench outbox
//! ```
//!
//! `BENCH_SCALE=0.1` makes every part a tenth of its size.

mod by_hand;
mod database;
mod history;
mod latency;
mod publishing;
mod relaying;
mod service;
mod table;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let selected = |part: &str| arguments.is_empty() || arguments.iter().any(|word| word == part);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let database = database::Server::start();
        println!("{}\n", database::machine(&database).await);
        if selected("publishing") {
            publishing::throughput(&database).await;
        }
        if selected("relaying") {
            relaying::beside_a_loop(&database).await;
        }
        if selected("growth") {
            relaying::growth(&database).await;
        }
        if selected("recovery") {
            history::recovery(&database).await;
        }
        if selected("checks") {
            history::idle(&database).await;
        }
        if selected("publishers") {
            latency::of_publishers(&database).await;
        }
        if selected("idle") {
            latency::when_idle(&database).await;
        }
    });
}
