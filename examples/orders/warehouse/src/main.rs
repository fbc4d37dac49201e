//! The warehouse as a separate program:
//!
//! `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID cargo run -p orders-warehouse`
//!
//! `SHOP` is the name of the shop (default `corner`), `SHOP_URL` the address of its service (default
//! `http://127.0.0.1:3000`), `WAREHOUSE_TOKEN` the token by which it may read the history there, `STEP_MS` the duration
//! of a step in milliseconds (default 4000).

use std::{
    env,
    error::Error,
    io::{IsTerminal as _, stdout},
    time::Duration,
};

use orders_schema::Shop;
use orders_warehouse::Steady;
use pusher_typed::{
    client::{ClientBuilder, RetryPolicy},
    subscriber::HistoryEndpoint,
};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().compact().with_target(false).with_ansi(stdout().is_terminal()).init();
    // A report that arrives twice changes nothing the second time.
    let client = ClientBuilder::from_env()?.retry(RetryPolicy::at_least_once(5)).build()?;
    let shop: Shop = env::var("SHOP").unwrap_or_else(|_| "corner".to_owned()).parse()?;
    let address = env::var("SHOP_URL").unwrap_or_else(|_| "http://127.0.0.1:3000".to_owned());
    let history = HistoryEndpoint::new(authorized()?, &format!("{address}/pusher/history"))?;
    let step = env::var("STEP_MS").unwrap_or_else(|_| "4000".to_owned()).parse()?;
    tokio::select! {
        stopped = orders_warehouse::run(client, history, shop, Steady::new(Duration::from_millis(step))) => Ok(stopped?),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

/// Requests to the shop's service have the token.
fn authorized() -> Result<reqwest::Client, Box<dyn Error>> {
    let token = env::var("WAREHOUSE_TOKEN")
        .map_err(|_| "WAREHOUSE_TOKEN, which the shop's service must have too, is not set")?;
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))?;
    value.set_sensitive(true);
    let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
    Ok(reqwest::Client::builder().default_headers(headers).build()?)
}
