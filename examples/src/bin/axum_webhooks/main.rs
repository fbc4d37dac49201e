//! Webhooks in axum: an extractor verifies and decodes them, and the handler is one `match`.
//!
//! `PUSHER_URL=http://KEY:SECRET@127.0.0.1:6001/apps/ID cargo run -p pusher-typed-examples --features server --bin axum_webhooks`,
//! and the service sends its webhooks to `http://127.0.0.1:3000/webhooks`.
#![expect(unreachable_pub, reason = "schema.rs reads as it would in a separate crate")]

mod schema;

use std::{error::Error, net::Ipv4Addr};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use pusher_typed::{Client, client::TriggerError, webhook::Webhook};
use tokio::net::TcpListener;

use crate::schema::{AppHook, Price};

/// The service repeats a webhook for five minutes unless the response status is 2xx.
async fn webhooks(State(client): State<Client>, webhook: Webhook<AppHook>) -> StatusCode {
    for event in webhook.events {
        if let Err(error) = handle(&client, event).await {
            eprintln!("{error}");
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
    }
    // Unknown and malformed events would not be different in a repetition.
    for raw in webhook.unmatched {
        eprintln!("not declared: {}", raw.json());
    }
    for misfit in webhook.misfits {
        eprintln!("{}: {}", misfit.error, misfit.raw.json());
    }
    StatusCode::NO_CONTENT
}

async fn handle(client: &Client, event: AppHook) -> Result<(), TriggerError> {
    match event {
        AppHook::Joined { channel, user_id } => println!("user {user_id} joined {}", channel.room),
        AppHook::Left { channel, user_id } => println!("user {user_id} left {}", channel.room),
        AppHook::Typing(typing) => println!("{:?} in {}", typing.event, typing.channel.room),
        // Fills the cache with the current price.
        AppHook::Stale(channel) => {
            client.trigger_on(&channel, &Price { cents: 1999 }).await?;
        }
    }
    Ok(())
}

fn router(client: Client) -> Router {
    Router::new().route("/webhooks", post(webhooks)).with_state(client)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 3000)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router(Client::from_env()?)).await?)
}

#[cfg(test)]
mod tests;
