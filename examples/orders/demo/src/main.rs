//! A shop, its warehouse and its page: `cargo run -p orders-demo`, and open the address that it prints.
//!
//! The realtime service runs in process, unless `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID` names another one.
//! `PORT` is the port of the page (default: a free one), `SHOP` the name of the shop (default `corner`), `STEP_MS` the
//! duration of a step in the warehouse, in milliseconds (default 4000). The orders are in a temporary SQLite database, in
//! the file `ORDERS_DATABASE`, or in PostgreSQL at `DATABASE_URL`.

mod running;
mod screen;
mod settings;

use std::{error::Error, process::ExitCode};

use crate::{running::Running, settings::Settings};

#[tokio::main]
async fn main() -> ExitCode {
    screen::start();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            screen::failed(&*error);
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let running = Running::start(Settings::from_env()?).await?;
    screen::welcome(&running);
    running.until(async { drop(tokio::signal::ctrl_c().await) }).await?;
    screen::goodbye();
    Ok(())
}
