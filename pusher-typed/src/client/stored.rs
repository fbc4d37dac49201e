//! Events that are stored before they are sent, for `pusher-typed-outbox`. Not part of the public API.
//!
//! A [`StoredEvent`] is checked and serialized without a client. [`Client::prepare_stored`] encrypts it,
//! [`Client::send_prepared`] makes one attempt to send it.

use std::{fmt, time::Duration};

use serde::Serialize;

use super::{
    error::{RequestError, TriggerError},
    handle::Client,
    limits::Limits,
    outgoing::{Outgoing, Recipients, check_event_name},
};
use crate::{
    Channel, ChannelName, ChannelParam, PublishEvent, PublishEventBy, SendUserEvent, SocketId, UserId,
    event::delivery::Deliveries as _, history::check_payload, wire::encryption::sealed_len,
};

/// The beginning of the name of the channel of a user.
const USER_CHANNEL: &str = "#server-to-user-";

/// An event that is checked and serialized, and not encrypted.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Its recipients, without duplicates.
    pub recipients: Vec<StoredRecipient>,
    /// Its name.
    pub event: &'static str,
    /// Its payload as JSON.
    pub data: String,
}

/// A recipient of a stored event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecipient {
    /// The name of the channel, or `#server-to-user-ID`.
    pub name: String,
    /// Whether the channel is recoverable.
    pub recoverable: bool,
}

impl StoredEvent {
    /// An event for the channels that its own fields identify.
    ///
    /// # Errors
    /// Returns an error if a name or the payload is over a limit, a name is invalid, or the payload cannot
    /// be serialized, or cannot have a position on a recoverable channel.
    pub fn new<E: PublishEvent + ?Sized>(event: &E, limits: &Limits) -> Result<Self, TriggerError> {
        let names = event.channel_names()?;
        let mut flags = Vec::with_capacity(names.len());
        E::Deliveries::recoverable(&mut flags);
        let recoverable: Vec<_> =
            names.iter().zip(flags).filter(|(_, flag)| *flag).map(|(name, _)| name.clone()).collect();
        StoredEvent::checked(E::EVENT, Recipients::Channels(names), &recoverable, event.data(), limits)
    }

    /// An event for a channel that it was declared for.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](StoredEvent::new).
    pub fn on<C, E, D>(channel: &C, event: &E, limits: &Limits) -> Result<Self, TriggerError>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: PublishEventBy<C, D> + ?Sized,
    {
        let name = channel.name()?;
        let recoverable: Vec<_> = C::RECOVERABLE.then(|| name.clone()).into_iter().collect();
        let to = Recipients::Channels(vec![name]);
        StoredEvent::checked(E::EVENT, to, &recoverable, event.data(), limits)
    }

    /// An event for a signed-in user.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](StoredEvent::new).
    pub fn to_user<I, E>(user_id: &I, event: &E, limits: &Limits) -> Result<Self, TriggerError>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        let to = Recipients::User(UserId::new(user_id).map_err(TriggerError::UserId)?);
        StoredEvent::checked(E::EVENT, to, &[], event.data(), limits)
    }

    fn checked<T: Serialize + ?Sized>(
        event: &'static str,
        mut to: Recipients,
        recoverable: &[ChannelName],
        data: &T,
        limits: &Limits,
    ) -> Result<Self, TriggerError> {
        check_event_name(event, limits.event_name).map_err(|error| TriggerError::event_name(event, error))?;
        to.check(limits)?;
        let data = serde_json::to_string(data)
            .map_err(|source| TriggerError::Serialize { event: event.to_owned(), source })?;
        let is_recoverable = |name: &str| recoverable.iter().any(|recoverable| recoverable.as_str() == name);
        let recipients: Vec<_> = to
            .each()
            .map(|to| to.to_string())
            .map(|name| StoredRecipient { recoverable: is_recoverable(&name), name })
            .collect();
        if recipients.iter().any(|to| to.recoverable) {
            check_size(event, data.len(), limits.recoverable_payload)?;
            check_payload(&data)
                .map_err(|error| TriggerError::RecoverablePayload { event: event.to_owned(), error })?;
        }
        if recipients.iter().any(|to| !to.recoverable) {
            let encrypted = to.channels().iter().any(|name| name.kind().is_encrypted());
            let size = if encrypted { sealed_len(data.len()) } else { data.len() };
            check_size(event, size, limits.payload)?;
        }
        Ok(StoredEvent { recipients, event, data })
    }
}

fn check_size(event: &str, size: usize, limit: usize) -> Result<(), TriggerError> {
    if size > limit {
        return Err(TriggerError::PayloadTooLarge { event: event.to_owned(), size, limit });
    }
    Ok(())
}

/// A stored event as it is sent to its one recipient.
pub struct PreparedEvent(Outgoing);

/// Without the payload.
impl fmt::Debug for PreparedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedEvent").field("event", &self.0.event).finish_non_exhaustive()
    }
}

impl Client {
    /// Checks a stored event against this client's limits, and encrypts it if its channel is encrypted.
    ///
    /// # Errors
    /// Returns an error if a name or the payload is over a limit, a name is invalid, or the encryption key
    /// is missing.
    #[doc(hidden)]
    pub fn prepare_stored(
        &self,
        recipient: &str,
        event: &str,
        data: &str,
        exclude: Option<SocketId>,
    ) -> Result<PreparedEvent, TriggerError> {
        let limits = &self.config().limits;
        let mut to = stored_recipient(recipient)?;
        check_event_name(event, limits.event_name).map_err(|error| TriggerError::event_name(event, error))?;
        to.check(limits)?;
        let outgoing = Outgoing::stored(&self.inner, event, to, data, exclude)?;
        check_size(event, outgoing.size, limits.payload)?;
        Ok(PreparedEvent(outgoing))
    }

    /// Sends events in one request, once, regardless of the client's retry policy.
    ///
    /// # Errors
    /// Returns an error if the service does not respond with success within `timeout`.
    #[doc(hidden)]
    pub async fn send_prepared(
        &self,
        events: &[PreparedEvent],
        timeout: Duration,
    ) -> Result<(), RequestError> {
        let events: Vec<&Outgoing> = events.iter().map(|event| &event.0).collect();
        self.send_batch_once(&events, None, timeout).await
    }
}

fn stored_recipient(name: &str) -> Result<Recipients, TriggerError> {
    match name.strip_prefix(USER_CHANNEL) {
        Some(id) => id.parse().map(Recipients::User).map_err(TriggerError::UserId),
        None => Ok(Recipients::Channels(vec![ChannelName::new(name)?])),
    }
}
