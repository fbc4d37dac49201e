//! The service as a program, with settings from environment variables.

use std::{env, error::Error, net::Ipv4Addr};

use orders_schema::Shop;
use tokio::net::TcpListener;

use crate::{Database, Realtime, Service};

/// Runs the service until the program is interrupted.
///
/// # Errors
/// Returns an error if a variable is missing or invalid, or the database or the realtime service cannot be reached.
pub async fn run() -> Result<(), Box<dyn Error>> {
    let url =
        env::var("PUSHER_URL").map_err(|_| "PUSHER_URL, the URL of the realtime service, is not set")?;
    let shop: Shop = env::var("SHOP").unwrap_or_else(|_| "corner".to_owned()).parse()?;
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "3000".to_owned()).parse()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let database = Database::from_env().await?;
    let service = Service::start(&Realtime::from_url(&url)?, shop, database).await?;
    let service = service.with_warehouse_token(env::var("WAREHOUSE_TOKEN").ok());
    tracing::info!("the page: http://{}", listener.local_addr()?);
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, service.routes()).with_graceful_shutdown(interrupted).await?;
    service.close().await;
    Ok(())
}
