//! A shop, its warehouse and its page: `cargo run -p orders-demo`, and open the address that it prints.
//!
//! The realtime service runs in process. With `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID` it is that one.
//! `PORT` is the page's port (a free one), `SHOP` the shop's name (`corner`), `STEP_MS` how long the warehouse
//! takes for a step (4000).

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
