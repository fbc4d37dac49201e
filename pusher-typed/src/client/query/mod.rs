//! Queries for the state of channels and users
//! ([HTTP API](https://pusher.com/docs/channels/library_auth_reference/rest-api/#channels)).
//!
//! Queries are retried under the same [`RetryPolicy`](super::RetryPolicy) as triggers: by default
//! only if nothing was sent.

mod cache;
mod channel;
mod channels;
mod error;
mod fetch;
mod users;

pub use self::{
    cache::CachedEvent,
    channel::{ChannelQuery, ChannelState},
    channels::{ChannelAttribute, Channels, ChannelsQuery},
    error::{CacheError, QueryError},
    fetch::SendQuery,
    users::{TerminateUserConnections, UsersQuery},
};
