//! The shop's service as a separate program:
//!
//! `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID cargo run -p orders-service`
//!
//! `SHOP` is the name of the shop (default `corner`), `PORT` the port that it listens on (default 3000), `ORDERS_DATABASE`
//! the file of its SQLite database (default: a temporary one), or `DATABASE_URL` a PostgreSQL server. A warehouse that
//! runs as a separate program needs the same `WAREHOUSE_TOKEN` as the service. The realtime service sends its webhooks
//! to `http://127.0.0.1:PORT/pusher/webhooks`, if it can reach that.

use std::{
    error::Error,
    io::{IsTerminal as _, stdout},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().compact().with_target(false).with_ansi(stdout().is_terminal()).init();
    orders_service::run().await
}
