//! Authorization of subscriptions and authentication of users ([authorizing
//! users](https://pusher.com/docs/channels/server_api/authorizing-users/), [authenticating
//! users](https://pusher.com/docs/channels/server_api/authenticating-users/)).

mod batch;
mod channel_auth;
mod error;
mod reply;
mod request;
mod user_auth;

pub use self::{
    batch::{BatchAuthReply, ChannelAuthBatch},
    channel_auth::ChannelAuth,
    error::AuthError,
    reply::AuthReply,
    request::{AuthRequestError, ChannelAuthRequest, UserAuthRequest},
    user_auth::{User, UserAuth},
};
