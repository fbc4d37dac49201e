//! Publishing in the background (feature `publisher`).
//!
//! [`Client::trigger`](crate::Client::trigger) waits for the service, and fails when the service cannot be reached. A
//! [`Publisher`] queues the event and returns immediately:
//!
//! ```
//! use pusher_typed::Event;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
//! #[pusher(channel = "private-orders-<id>", event = "created")]
//! struct OrderCreated { id: u64 }
//!
//! # #[cfg(feature = "testing")] {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! # let recorder = pusher_typed::testing::Recorder::new();
//! # let client = recorder.client();
//! let publisher = client
//!     .publisher()
//!     .on_failure(|undelivered| eprintln!("{undelivered}"))
//!     .start();
//!
//! publisher.publish(&OrderCreated { id: 7 })?; // never waits
//!
//! let report = publisher.close().await; // before the program ends
//! assert_eq!((report.delivered, report.failed), (1, 0));
//! # assert_eq!(recorder.events::<OrderCreated>()?, [OrderCreated { id: 7 }]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What happens to an event
//!
//! The names, the size, the encryption key and the room in the queue are checked immediately. An accepted event ends exactly
//! once. It is delivered when the service accepts it. Otherwise it fails, and [`on_failure`](PublisherBuilder::on_failure)
//! receives it as an [`Undelivered`]. This also applies when the publisher is dropped, when its runtime ends, and when
//! [`close`](Publisher::close) takes too long. Events are lost only when the process ends; store events that must survive it in
//! the application's database.
//!
//! - **Order**: the events of one channel or user are delivered in the order in which they were published. At most one request
//!   has events of a channel at any time. Different channels do not wait for each other.
//! - **Batches**: waiting events are sent together, up to the service's limit, as soon as one of the [concurrent
//!   requests](PublisherBuilder::in_flight) is free. So single events are sent without delay, and under load ten events
//!   share a request. An event to several channels is a separate request, because each item of a batch has one channel.
//! - **Outages**: without a connection, and after the statuses 429, 401, 403 and others that do not depend on one event, the
//!   service has accepted nothing. The events wait and are retried for the time of [`retry_for`](PublisherBuilder::retry_for).
//!   After a pause one request with one event probes the service; all others wait. [`stats`](Publisher::stats) reports an
//!   outage.
//! - **Unknown outcomes**: after a timeout, a broken connection or a status of 5xx it is unknown whether the service has accepted
//!   the request. By default its events fail, so that none is delivered twice, and
//!   [`may_have_arrived`](Undelivered::may_have_arrived) returns `true`.
//!   [`at_least_once`](PublisherBuilder::at_least_once) sends them again.
//! - **Refusals**: when the service refuses an event as invalid (400, 413, 422), the event fails. When it refuses a batch, it
//!   does not report which event is invalid, and Sockudo has already delivered the events before it. By default all events of
//!   the batch fail, as events that may have arrived. With `at_least_once` they are sent again individually.
//!
//! The [retry policy](crate::client::RetryPolicy) of the client has no effect here.

mod accounts;
mod builder;
mod engine;
mod error;
mod handle;
#[cfg(test)]
mod model;
#[doc(hidden)]
pub mod schedule;
mod scheduler;
mod stats;
mod tasks;
mod trace;
mod undelivered;

pub use self::{
    builder::PublisherBuilder,
    error::PublishError,
    handle::{Permit, Publisher},
    stats::{CloseReport, PublisherStats},
    undelivered::{DeliveryError, Undelivered},
};
