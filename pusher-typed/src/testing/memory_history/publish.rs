//! Storing and sending events.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::shared::MemoryHistory;
use crate::{
    ChannelName, ChannelNameError, Client, Position, PublishEvent, PublishEventOn, RecoverableChannel,
    client::TriggerError,
    history::{POSITION_EVENT, POSITION_KEY, PositionedPayloadError, attach_position},
};

/// Why an event was not stored in a [`MemoryHistory`] or not sent.
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

/// An event that is stored, with its position in a channel.
struct Stored {
    channel: ChannelName,
    event: &'static str,
    position: Position,
    data: Box<RawValue>,
}

impl MemoryHistory {
    /// Stores an event, and sends it with its position to the channels that its fields identify. An event that is too
    /// large for one message is announced by its position alone.
    ///
    /// # Errors
    /// Returns an error if a channel name or the payload is invalid, or if the event cannot be sent.
    pub async fn publish<E: PublishEvent + ?Sized>(
        &self,
        client: &Client,
        event: &E,
    ) -> Result<(), PublishToHistoryError> {
        for stored in self.store(event.channel_names()?, E::EVENT, event.data())? {
            stored.send(client).await?;
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
        for stored in self.store(vec![channel.name()?], E::EVENT, event.data())? {
            stored.send(client).await?;
        }
        Ok(())
    }

    /// Stores an event without sending it, as if its message was lost on the way.
    ///
    /// # Errors
    /// Returns an error if a channel name or the payload is invalid.
    pub fn append<E: PublishEvent + ?Sized>(&self, event: &E) -> Result<(), PublishToHistoryError> {
        self.store(event.channel_names()?, E::EVENT, event.data()).map(drop)
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
        self.store(vec![channel.name()?], E::EVENT, event.data()).map(drop)
    }

    fn store(
        &self,
        channels: Vec<ChannelName>,
        event: &'static str,
        data: &(impl Serialize + ?Sized),
    ) -> Result<Vec<Stored>, PublishToHistoryError> {
        let data = to_raw_value(data)?;
        let stored = channels.into_iter().map(|channel| self.store_on(channel, event, data.clone()));
        stored.collect()
    }

    fn store_on(
        &self,
        channel: ChannelName,
        event: &'static str,
        data: Box<RawValue>,
    ) -> Result<Stored, PublishToHistoryError> {
        let mut state = self.lock();
        let position = state.logs.next(&channel);
        let message = RawValue::from_string(attach_position(data.get(), &position)?)?;
        state.logs.append(&channel, event, data);
        Ok(Stored { channel, event, position, data: message })
    }
}

impl Stored {
    async fn send(&self, client: &Client) -> Result<(), TriggerError> {
        let sent = client.trigger_untyped([&*self.channel], self.event, &self.data).await;
        match sent {
            Err(TriggerError::PayloadTooLarge { .. }) => {
                let position = std::collections::BTreeMap::from([(POSITION_KEY, &self.position)]);
                client.trigger_untyped([&*self.channel], POSITION_EVENT, &position).await.map(drop)
            }
            other => other.map(drop),
        }
    }
}
