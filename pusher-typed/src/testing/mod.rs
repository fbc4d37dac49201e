//! Test doubles for applications: they record what is sent and return scripted
//! responses.
//!
//! A [`Recorder`] replaces the network. With the feature `testing-server`,
//! `Server` replaces the service: browsers and subscribers can connect to it. A
//! [`MemoryHistory`] replaces the history of recoverable channels. With the feature
//! `subscriber`, `HandlerCheck` checks the handlers of their events.
//!
//! ```
//! use pusher_typed::{
//!     Event,
//!     testing::{ScriptedResponse, Recorder},
//! };
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
//! #[pusher(channel = "private-orders-<id>", event = "created")]
//! struct OrderCreated { id: u64 }
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
//! # runtime.block_on(async {
//! let recorder = Recorder::new();
//! let client = recorder.client();
//!
//! client.trigger(&OrderCreated { id: 7 }).await?;
//! assert_eq!(recorder.events::<OrderCreated>()?, [OrderCreated { id: 7 }]);
//!
//! recorder.respond(ScriptedResponse::status(403, "over quota"));
//! assert!(client.trigger(&OrderCreated { id: 8 }).await.is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "subscriber")]
mod handler_check;
mod memory_history;
#[cfg(any(feature = "subscriber", feature = "testing-server"))]
mod random;
mod recorder;
mod scripted;
mod sent;
#[cfg(feature = "testing-server")]
mod server;
mod webhook;

#[cfg(feature = "subscriber")]
pub use self::handler_check::{HandlerCheck, HandlerCheckError};
#[cfg(feature = "testing-server")]
pub use self::server::{
    ChannelEvent, FaultKind, FaultPlan, InjectedFault, ReceiveError, Server, ServerBuilder, StartError,
    WaitError, Webhooks,
};
pub use self::{
    memory_history::{HistoryBackup, MemoryHistory, PublishToHistoryError},
    recorder::Recorder,
    scripted::ScriptedResponse,
    sent::SentEvent,
    webhook::{SignedWebhook, webhook},
};
