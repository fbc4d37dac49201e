//! The shop's service as a separate program:
//!
//! `PUSHER_URL=http://KEY:SECRET@HOST:PORT/apps/ID cargo run -p orders-service`
//!
//! `SHOP` is the name of the shop (default `corner`), `PORT` the port that it listens on (default 3000). The realtime
//! service sends its webhooks to `http://127.0.0.1:PORT/pusher/webhooks`, if it can reach that.

use std::{
    env,
    error::Error,
    io::{IsTerminal as _, stdout},
    net::Ipv4Addr,
};

use orders_schema::Shop;
use orders_service::{Realtime, Service};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().compact().with_target(false).with_ansi(stdout().is_terminal()).init();
    let url =
        env::var("PUSHER_URL").map_err(|_| "PUSHER_URL, the URL of the realtime service, is not set")?;
    let shop: Shop = env::var("SHOP").unwrap_or_else(|_| "corner".to_owned()).parse()?;
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "3000".to_owned()).parse()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let service = Service::start(&Realtime::from_url(&url)?, shop).await?;
    tracing::info!("the page: http://{}", listener.local_addr()?);
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, service.routes()).with_graceful_shutdown(interrupted).await?;
    service.close().await;
    Ok(())
}
