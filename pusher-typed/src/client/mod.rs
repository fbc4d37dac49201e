//! The client of the service's HTTP API: triggers, queries, authorization, webhooks
//! ([reference](https://pusher.com/docs/channels/library_auth_reference/rest-api/)).
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! # use pusher_typed::{Channel, Event, testing::Recorder};
//! # #[derive(Channel)]
//! # #[pusher(channel = "private-orders-<id>")]
//! # struct OrderChannel { id: u64 }
//! # #[derive(serde::Serialize, Event)]
//! # #[pusher(channel = OrderChannel { id }, event = "shipped")]
//! # struct OrderShipped { id: u64 }
//! # let recorder = Recorder::new();
//! # recorder.respond(pusher_typed::testing::ScriptedResponse::ok(r#"{"occupied":true}"#));
//! # let client = recorder.client();
//! let channel = OrderChannel { id: 7 };
//! if client.channel(&channel).await?.occupied {
//!     client.trigger(&OrderShipped { id: 7 }).await?;
//! }
//! # assert_eq!(recorder.sent().len(), 1);
//!
//! let auth = client.authorize(&"1234.1234".parse()?, &channel)?; // without a request
//! # assert!(auth.auth().starts_with("recorder:"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
