//! Queries for the state of channels and users
//! ([HTTP API](https://pusher.com/docs/channels/library_auth_reference/rest-api/#channels)).
//!
//! A failed query is repeated by the same [`RetryPolicy`](super::RetryPolicy)
//! as a trigger: by default only if it was never sent.

mod ask;
mod cache;
mod channel;
mod channels;
mod error;
mod users;

pub use self::{
    ask::SendQuery,
    cache::CachedEvent,
    channel::{ChannelQuery, ChannelState},
    channels::{ChannelAttribute, Channels, ChannelsQuery},
    error::{CacheError, QueryError},
    users::{TerminateUserConnections, UsersQuery},
};
