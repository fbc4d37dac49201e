//! The client of the service's HTTP API: triggers, queries, authorization, webhooks
//! ([reference](https://pusher.com/docs/channels/library_auth_reference/rest-api/)).

mod authorize;
mod batch;
mod builder;
mod clock;
mod error;
mod execute;
mod failover;
mod from_env;
mod from_url;
mod handle;
mod limits;
#[cfg(feature = "publisher")]
mod once;
mod origin;
mod outgoing;
mod query;
mod retry;
mod send;
#[cfg(feature = "publisher")]
#[doc(hidden)]
pub mod stored;
mod trace;
mod trigger;
mod triggered;
mod unsigned_request;
mod webhook;
mod webhook_header;
mod webhook_rules;

#[cfg(feature = "testing-server")]
pub(crate) use self::clock::unix_seconds;
#[cfg(feature = "subscriber")]
pub(crate) use self::origin::{split_port, without_user};
#[cfg(feature = "publisher")]
pub(crate) use self::outgoing::Outgoing;
pub use self::{
    authorize::{
        AuthError, AuthReply, AuthRequestError, BatchAuthReply, ChannelAuth, ChannelAuthBatch,
        ChannelAuthRequest, User, UserAuth, UserAuthRequest,
    },
    batch::Batch,
    builder::ClientBuilder,
    clock::Clock,
    error::{
        ConfigError, Delivery, EventNameError, MissingEncryptionKey, RequestError, TriggerError, WebhookError,
    },
    handle::Client,
    limits::Limits,
    query::{
        CacheError, CachedEvent, ChannelAttribute, ChannelQuery, ChannelState, Channels, ChannelsQuery,
        QueryError, SendQuery, TerminateUserConnections, UsersQuery,
    },
    retry::RetryPolicy,
    trigger::{SendTrigger, Trigger},
    triggered::{ChannelInfo, Triggered},
    webhook_header::WebhookHeader,
};
#[cfg(feature = "testing")]
pub(crate) use self::{builder::master_key, handle::ClientConfig, webhook_rules::WebhookRules};
