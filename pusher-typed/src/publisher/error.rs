//! Events that were not accepted.

use crate::client::TriggerError;

/// Why a [`Publisher`](super::Publisher) did not accept an event. Nothing was sent.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// use pusher_typed::publisher::PublishError;
///
/// let publisher = client.publisher().capacity(1).start();
/// publisher.publish(&OrderShipped { id: 7 })?;
/// match publisher.publish(&OrderShipped { id: 8 }) {
///     Err(PublishError::Full) => {} // drop the event, or wait for room with `reserve`
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The event is invalid: its names, its size, a missing encryption key.
    #[error(transparent)]
    Event(#[from] TriggerError),
    /// The publisher is full: as many events are waiting as [`capacity`](super::PublisherBuilder::capacity) or
    /// [`capacity_bytes`](super::PublisherBuilder::capacity_bytes) allow. [`reserve`](super::Publisher::reserve)
    /// waits for room.
    #[error(
        "too many events are waiting; wait with `reserve`, or set a larger `capacity` or `capacity_bytes`"
    )]
    Full,
    /// The event alone is larger than [`capacity_bytes`](super::PublisherBuilder::capacity_bytes).
    #[error("the event needs {size} bytes of memory; the maximum is {capacity} (`capacity_bytes`)")]
    TooLarge {
        /// The memory that it needs, in bytes.
        size: usize,
        /// The publisher's capacity in bytes.
        capacity: usize,
    },
    /// The publisher is closed, or the Tokio runtime that it runs on has ended.
    #[error("the publisher was closed, or its Tokio runtime has ended")]
    Closed,
    /// The trigger was created by a client other than the publisher's, perhaps for another app.
    #[error(
        "the trigger was created by a client other than the publisher's; create it with a clone of that client"
    )]
    OtherClient,
}
