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

mod auth;
mod webhook;

pub use self::{auth::AuthRejection, webhook::WebhookRejection};
