//! Storing and sending events.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::shared::MemoryHistory;
use crate::{
    ChannelName, ChannelNameError, Client, Position, PublishEvent, PublishEventOn, RecoverableChannel,
    client::TriggerError,
    event::delivery::Deliveries as _,
    history::{POSITION_EVENT, POSITION_KEY, PositionedPayloadError, attach_position},
};

/// Why an event was not stored in a [`MemoryHistory`] or not sent.
///
/// ```
/// use pusher_typed::{Event, testing::{MemoryHistory, PublishToHistoryError}};
///
/// #[derive(serde::Serialize, Event)]
/// #[pusher(channel = "private-shop-<shop>", recoverable, event = "sold")]
/// struct Sold { shop: String }
///
/// let error = MemoryHistory::new().append(&Sold { shop: "a b".into() }).unwrap_err();
/// assert!(matches!(error, PublishToHistoryError::ChannelName(_)));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishToHistoryError {
    /// A channel has no valid name.
    #[error("invalid channel name")]
    ChannelName(#[from] ChannelNameError),
    /// The payload could not be serialized.
    #[error("the payload could not be serialized")]
    Serialize(#[from] serde_json::Error),
    /// The payload cannot have a position.
    #[error(transparent)]
    Payload(#[from] PositionedPayloadError),
    /// The event was stored, and could not be sent.
    #[error("the event was stored, and could not be sent")]
    Trigger(#[from] TriggerError),
}

/// An event on one channel.
struct Message {
    channel: ChannelName,
    event: &'static str,
    /// `None` on a channel that is not recoverable.
    position: Option<Position>,
    data: Box<RawValue>,
}

impl MemoryHistory {
    /// Stores an event, and sends it with its position to the channels that its fields identify. If the event is too
    /// large for one message, only its position is sent. On channels that are not recoverable, the event is only sent.
    ///
    /// # Errors
    /// Returns an error if a channel name or the payload is invalid, or if the event cannot be sent.
    pub async fn publish<E: PublishEvent + ?Sized>(
        &self,
        client: &Client,
        event: &E,
    ) -> Result<(), PublishToHistoryError> {
        for message in self.store(channels(event)?, E::EVENT, event.data())? {
            message.send(client).await?;
        }
        Ok(())
    }

    /// Stores an event, and sends it with its position to a channel that it was declared for.
    ///
    /// # Errors
    /// Returns the same errors as [`publish`](MemoryHistory::publish).
    pub async fn publish_on<C, E>(
        &self,
        client: &Client,
        channel: &C,
        event: &E,
    ) -> Result<(), PublishToHistoryError>
    where
        C: RecoverableChannel,
        E: PublishEventOn<C> + ?Sized,
    {
        for message in self.store(vec![(channel.name()?, true)], E::EVENT, event.data())? {
            message.send(client).await?;
        }
        Ok(())
    }

    /// Stores an event without sending it, as if its message was lost on the way.
    ///
    /// # Errors
    /// Returns an error if a channel name or the payload is invalid.
    pub fn append<E: PublishEvent + ?Sized>(&self, event: &E) -> Result<(), PublishToHistoryError> {
        self.store(channels(event)?, E::EVENT, event.data()).map(drop)
    }

    /// Stores an event on a channel that it was declared for, without sending it.
    ///
    /// # Errors
    /// Returns the same errors as [`append`](MemoryHistory::append).
    pub fn append_on<C, E>(&self, channel: &C, event: &E) -> Result<(), PublishToHistoryError>
    where
        C: RecoverableChannel,
        E: PublishEventOn<C> + ?Sized,
    {
        self.store(vec![(channel.name()?, true)], E::EVENT, event.data()).map(drop)
    }

    /// Stores an event on those of the channels that are recoverable.
    fn store(
        &self,
        channels: Vec<(ChannelName, bool)>,
        event: &'static str,
        data: &(impl Serialize + ?Sized),
    ) -> Result<Vec<Message>, PublishToHistoryError> {
        let data = to_raw_value(data)?;
        let messages = channels.into_iter().map(|(channel, is_recoverable)| {
            if is_recoverable {
                self.store_on(channel, event, data.clone())
            } else {
                Ok(Message { channel, event, position: None, data: data.clone() })
            }
        });
        messages.collect()
    }

    fn store_on(
        &self,
        channel: ChannelName,
        event: &'static str,
        data: Box<RawValue>,
    ) -> Result<Message, PublishToHistoryError> {
        let mut state = self.lock();
        let position = state.logs.next(&channel);
        let message = RawValue::from_string(attach_position(data.get(), &position)?)?;
        state.logs.append(&channel, event, data);
        Ok(Message { channel, event, position: Some(position), data: message })
    }
}

/// The channels of an event, and whether each is recoverable.
fn channels<E: PublishEvent + ?Sized>(event: &E) -> Result<Vec<(ChannelName, bool)>, ChannelNameError> {
    let mut recoverable = Vec::new();
    E::Deliveries::recoverable(&mut recoverable);
    Ok(event.channel_names()?.into_iter().zip(recoverable).collect())
}

impl Message {
    async fn send(&self, client: &Client) -> Result<(), TriggerError> {
        let sent = client.trigger_untyped([&*self.channel], self.event, &self.data).await;
        match (sent, &self.position) {
            (Err(TriggerError::PayloadTooLarge { .. }), Some(position)) => {
                let position = BTreeMap::from([(POSITION_KEY, position)]);
                client.trigger_untyped([&*self.channel], POSITION_EVENT, &position).await.map(drop)
            }
            (other, _) => other.map(drop),
        }
    }
}
