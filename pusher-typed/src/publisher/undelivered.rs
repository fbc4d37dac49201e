//! Events that were not delivered.

use std::{fmt, sync::Arc, time::Duration};

use super::scheduler::Reason;
use crate::client::{Client, Outgoing, RequestError, Trigger};

/// An event that a [`Publisher`](super::Publisher) accepted and did not deliver.
///
/// [`PublisherBuilder::on_failure`](super::PublisherBuilder::on_failure) receives it. Its `Debug` does not show
/// the payload.
///
/// ```
/// use pusher_typed::publisher::Undelivered;
///
/// fn log(undelivered: &Undelivered) {
///     eprintln!("{undelivered}");
///     if !undelivered.may_have_arrived() {
///         // … write it to a file, publish it once more later …
///     }
/// }
/// ```
pub struct Undelivered {
    client: Client,
    outgoing: Outgoing,
    error: DeliveryError,
    may_have_arrived: bool,
    age: Duration,
}

impl Undelivered {
    pub(super) fn new(
        client: Client,
        outgoing: Outgoing,
        reason: Reason,
        may_have_arrived: bool,
        error: Option<Arc<RequestError>>,
        age: Duration,
    ) -> Self {
        let error = DeliveryError::new(reason, error);
        Undelivered { client, outgoing, error, may_have_arrived, age }
    }

    /// The event's name.
    pub fn event_name(&self) -> &str {
        self.outgoing.event()
    }

    /// The names of the channels to which it was not delivered, or `#server-to-user-ID`.
    pub fn recipients(&self) -> Vec<String> {
        self.outgoing.recipients().map(|to| to.to_string()).collect()
    }

    /// The size of the payload in bytes as it is sent, after encryption.
    pub fn size(&self) -> usize {
        self.outgoing.size()
    }

    /// The payload as JSON, as it is sent: for an encrypted channel, the encrypted payload.
    pub fn data(&self) -> String {
        self.outgoing.data()
    }

    /// Why it was not delivered.
    pub fn error(&self) -> &DeliveryError {
        &self.error
    }

    /// Whether it may have been delivered despite the error, so that publishing it again may deliver it twice.
    ///
    /// This is the case after a timeout, a broken connection or a status of 5xx, and for a batch that was
    /// refused because of one event.
    pub fn may_have_arrived(&self) -> bool {
        self.may_have_arrived
    }

    /// The time since it was published.
    pub fn age(&self) -> Duration {
        self.age
    }

    /// The event, ready to be sent or published again.
    ///
    /// ```no_run
    /// use pusher_typed::{Client, publisher::Undelivered};
    ///
    /// # async fn example(undelivered: Undelivered) -> Result<(), pusher_typed::client::TriggerError> {
    /// undelivered.into_trigger().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_trigger(self) -> Trigger {
        Trigger::from_outgoing(self.client, self.outgoing)
    }
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event {:?} to {} ", self.event_name(), self.recipients().join(", "))?;
        let outcome =
            if self.may_have_arrived { "may or may not have been delivered" } else { "was not delivered" };
        write!(f, "{outcome}: {}", self.error)
    }
}

impl fmt::Debug for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undelivered")
            .field("event_name", &self.event_name())
            .field("recipients", &self.recipients())
            .field("size", &self.size())
            .field("error", &self.error)
            .field("may_have_arrived", &self.may_have_arrived)
            .field("age", &self.age)
            .finish_non_exhaustive()
    }
}

/// Why an event was not delivered.
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
/// use pusher_typed::publisher::DeliveryError;
///
/// let publisher = client
///     .publisher()
///     .on_failure(|undelivered| match undelivered.error() {
///         DeliveryError::Expired { .. } => eprintln!("the service was not available"),
///         error => eprintln!("{error}: {:?}", error.request().and_then(|request| request.status())),
///     })
///     .start();
/// # publisher.publish(&OrderShipped { id: 7 })?;
/// # assert_eq!(publisher.close().await.delivered, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The service refused the event in a request with no other events.
    #[error("the service refused the event")]
    Refused {
        /// The service's response.
        source: Arc<RequestError>,
    },
    /// The service refused the batch that contained the event. It does not report which event is invalid, and
    /// may have delivered some of the others.
    #[error("the service refused a batch that contained the event")]
    BatchRefused {
        /// The service's response.
        source: Arc<RequestError>,
    },
    /// The request failed, and the service may have accepted it.
    #[error("the request failed, but may have arrived")]
    Unknown {
        /// Why the request failed.
        source: Arc<RequestError>,
    },
    /// The service did not accept the event within the time of
    /// [`retry_for`](super::PublisherBuilder::retry_for).
    #[error("the service did not accept the event within the time of `retry_for`")]
    Expired {
        /// Why the last request with the event failed; `None` if the event waited for the end of an outage and was
        /// never sent.
        source: Option<Arc<RequestError>>,
    },
    /// The publisher, or its Tokio runtime, ended before the event was delivered.
    #[error("the publisher ended before the event was delivered")]
    Ended {
        /// Why the last request with the event failed, if there was one.
        source: Option<Arc<RequestError>>,
    },
}

impl DeliveryError {
    fn new(reason: Reason, source: Option<Arc<RequestError>>) -> Self {
        match (reason, source) {
            (Reason::Refused, Some(source)) => DeliveryError::Refused { source },
            (Reason::RefusedTogether, Some(source)) => DeliveryError::BatchRefused { source },
            (Reason::Unknown, Some(source)) => DeliveryError::Unknown { source },
            (Reason::Expired, source) => DeliveryError::Expired { source },
            (_, source) => DeliveryError::Ended { source },
        }
    }

    /// Why the last request with the event failed, if there was one.
    pub fn request(&self) -> Option<&RequestError> {
        match self {
            DeliveryError::Refused { source }
            | DeliveryError::BatchRefused { source }
            | DeliveryError::Unknown { source } => Some(source),
            DeliveryError::Expired { source } | DeliveryError::Ended { source } => source.as_deref(),
        }
    }
}
