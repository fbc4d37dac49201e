//! The warehouse as a separate program:
//!
//! `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID cargo run -p orders-warehouse`
//!
//! `SHOP` is the name of the shop (default `corner`), `STEP_MS` the duration of a step in milliseconds (default 4000).

use std::{
    env,
    error::Error,
    io::{IsTerminal as _, stdout},
    time::Duration,
};

use orders_schema::Shop;
use orders_warehouse::Steady;
use pusher_typed::client::{ClientBuilder, RetryPolicy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().compact().with_target(false).with_ansi(stdout().is_terminal()).init();
    // A report that arrives twice changes nothing the second time.
    let client = ClientBuilder::from_env()?.retry(RetryPolicy::at_least_once(5)).build()?;
    let shop: Shop = env::var("SHOP").unwrap_or_else(|_| "corner".to_owned()).parse()?;
    let step = env::var("STEP_MS").unwrap_or_else(|_| "4000".to_owned()).parse()?;
    tokio::select! {
        stopped = orders_warehouse::run(client, shop, Steady::new(Duration::from_millis(step))) => Ok(stopped?),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}
