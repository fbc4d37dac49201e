//! Extractors and responses for [axum](https://docs.rs/axum) (feature `axum`).
//!
//! An authorization endpoint is one exhaustive `match`:
//!
//! ```
//! use axum::{Router, extract::State, routing::post};
//! use pusher_typed::{
//!     Channel, ChannelSet, Client, PresenceMember,
//!     client::{AuthError, AuthReply, ChannelAuthRequest},
//! };
//!
//! #[derive(Channel)]
//! #[pusher(channel = "private-orders-<id>")]
//! struct OrderChannel { id: u64 }
//!
//! #[derive(PresenceMember)]
//! struct Member { #[pusher(user_id)] id: u64, name: String }
//!
//! #[derive(Channel)]
//! #[pusher(channel = "presence-room-<room>", member = Member)]
//! struct RoomChannel { room: u32 }
//!
//! #[derive(ChannelSet)]
//! enum AppChannel { Order(OrderChannel), Room(RoomChannel) }
//!
//! # fn owns(_: &OrderChannel) -> bool { true }
//! async fn authorize(
//!     State(client): State<Client>,
//!     request: ChannelAuthRequest<AppChannel>,
//! ) -> Result<AuthReply, AuthError> {
//!     let auth = match &request.channel {
//!         AppChannel::Order(order) if owns(order) => client.authorize(&request.socket_id, order)?,
//!         AppChannel::Order(_) => return Ok(AuthReply::forbidden()),
//!         AppChannel::Room(room) => {
//!             let member = Member { id: 7, name: "Ada".into() };
//!             client.authorize_member(&request.socket_id, room, &member)?
//!         }
//!     };
//!     Ok(AuthReply::from(&auth))
//! }
//!
//! # fn app(client: Client) -> Router {
//! Router::new().route("/pusher/auth", post(authorize)).with_state(client)
//! # }
//! ```
//!
//! # State of an application
//!
//! The state of the router must be a [`Client`](crate::Client), or provide one by `FromRef`. For a state type of your own,
//! derive `FromRef` (axum's feature `macros`) or implement it for `Client`. `Arc<App>` cannot have an impl, because neither
//! `Arc` nor `Client` is a type of your crate; put the `Arc` into a struct. Without the impl, axum reports that the trait
//! `Handler` is not implemented for the function; with `#[axum::debug_handler]` (feature `macros`), it names the missing
//! impl.
//!
//! ```
//! use std::sync::Arc;
//! use axum::{Router, extract::{FromRef, State}, http::StatusCode, routing::post};
//! use pusher_typed::{Client, webhook::Webhook};
//! # use pusher_typed::{Channel, WebhookEvent};
//! # #[derive(Channel)]
//! # #[pusher(channel = "private-orders-<id>")]
//! # struct OrderChannel { id: u64 }
//! # #[derive(WebhookEvent)]
//! # enum AppHook { #[pusher(channel_occupied)] Occupied(OrderChannel) }
//!
//! struct App { client: Client, greeting: String }
//!
//! #[derive(Clone)]
//! struct AppState(Arc<App>);
//!
//! impl FromRef<AppState> for Client {
//!     fn from_ref(state: &AppState) -> Client {
//!         state.0.client.clone()
//!     }
//! }
//!
//! // The extractor `Webhook` and `State<Client>` find the client in the state.
//! async fn webhooks(State(state): State<AppState>, webhook: Webhook<AppHook>) -> StatusCode {
//!     println!("{}: {} events", state.0.greeting, webhook.events.len());
//!     StatusCode::OK
//! }
//!
//! # fn app(app: App) -> Router {
//! Router::new().route("/pusher/webhooks", post(webhooks)).with_state(AppState(Arc::new(app)))
//! # }
//! ```

mod auth;
mod webhook;

pub use self::{auth::AuthRejection, webhook::WebhookRejection};
