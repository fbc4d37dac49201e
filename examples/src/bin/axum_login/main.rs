//! An axum application with a login, whose browsers may subscribe and sign in.
//!
//! `PUSHER_URL=http://KEY:SECRET@127.0.0.1:6001/apps/ID cargo run -p pusher-typed-examples --features server --bin axum_login`
//!
//! then `curl -c jar -d name=ada http://127.0.0.1:3000/login` and
//! `curl -b jar -d 'socket_id=1.2&channel_name=presence-lobby' http://127.0.0.1:3000/pusher/auth`.

mod pusher;
mod session;

use std::{error::Error, net::Ipv4Addr};

use axum::{Router, extract::FromRef, routing::post};
use pusher_typed::Client;
use tokio::net::TcpListener;

use crate::session::Sessions;

/// The state that the handlers share.
#[derive(Clone, FromRef)]
struct App {
    client: Client,
    sessions: Sessions,
}

fn router(client: Client) -> Router {
    Router::new()
        .route("/login", post(session::login))
        .route("/pusher/auth", post(pusher::authorize))
        .route("/pusher/user-auth", post(pusher::sign_in))
        .with_state(App { client, sessions: Sessions::default() })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 3000)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router(client)).await?)
}

#[cfg(test)]
mod tests;
