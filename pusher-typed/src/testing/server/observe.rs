//! What tests observe of a server: its connections, subscriptions and events.

use std::time::Duration;

use thiserror::Error;

use super::{
    handle::Server,
    state::{ChannelEvent, State},
};
use crate::{
    channel::{ChannelNameError, ChannelSet},
    event::{DecodeEvent, DecodeEventError, EventSet},
    socket::SocketId,
};

impl Server {
    const WAIT_LIMIT: Duration = Duration::from_secs(5);

    /// Waits until a channel has at least `count` subscriptions.
    ///
    /// # Errors
    /// Returns an error if the channel still has fewer after 5 seconds.
    pub async fn wait_for_subscriptions<C: ChannelSet>(
        &self,
        channel: &C,
        count: usize,
    ) -> Result<(), WaitError> {
        let name = channel.name().map_err(WaitError::ChannelName)?;
        self.wait(|state| (state.subscriptions(&name) >= count).then_some(())).await
    }

    /// Waits until a channel has no subscriptions.
    ///
    /// # Errors
    /// Returns an error if the channel still has subscriptions after 5 seconds.
    pub async fn wait_until_vacated<C: ChannelSet>(&self, channel: &C) -> Result<(), WaitError> {
        let name = channel.name().map_err(WaitError::ChannelName)?;
        self.wait(|state| (state.subscriptions(&name) == 0).then_some(())).await
    }

    /// Waits until exactly `count` connections are open.
    ///
    /// # Errors
    /// Returns an error if the number of open connections is still different after 5
    /// seconds.
    pub async fn wait_for_connections(&self, count: usize) -> Result<(), WaitError> {
        self.wait(|state| (state.connections.len() == count).then_some(())).await
    }

    /// Waits until at least `count` events of a type or set were sent, by the
    /// application or by clients. Returns all of them in order.
    ///
    /// # Errors
    /// Returns an error if there are still fewer after 5 seconds, or a payload does not match its type.
    pub async fn wait_for_events<E>(&self, count: usize) -> Result<Vec<E>, WaitError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        self.wait(|state| match decode(&state.events) {
            Ok(events) if events.len() < count => None,
            decoded => Some(decoded),
        })
        .await?
        .map_err(WaitError::Event)
    }

    async fn wait<T>(&self, find: impl FnMut(&mut State) -> Option<T>) -> Result<T, WaitError> {
        tokio::time::timeout(Self::WAIT_LIMIT, self.app.wait_for(find)).await.map_err(|_| WaitError::Timeout)
    }

    /// The number of subscriptions to a channel.
    pub fn subscriptions(&self, channel: &str) -> usize {
        self.app.look(|state| state.subscriptions(channel))
    }

    /// The open connections.
    pub fn connections(&self) -> Vec<SocketId> {
        self.app.look(|state| state.connections.keys().cloned().collect())
    }

    /// All events that were sent so far, by the application and by clients, in order.
    pub fn all_events(&self) -> Vec<ChannelEvent> {
        self.app.look(|state| state.events.clone())
    }

    /// The events that were sent to one channel so far, in order.
    pub fn events_on(&self, channel: &str) -> Vec<ChannelEvent> {
        self.app.look(|state| state.events.iter().filter(|event| event.channel == channel).cloned().collect())
    }

    /// The events of one type or set that were sent so far, in order. Others are left out.
    ///
    /// # Errors
    /// Returns an error if the payload of an event of the set does not match its type.
    pub fn events<E>(&self) -> Result<Vec<E>, DecodeEventError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        self.app.look(|state| decode(&state.events))
    }
}

fn decode<E>(events: &[ChannelEvent]) -> Result<Vec<E>, DecodeEventError>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    let decoded = events.iter().map(|event| E::decode(&event.channel, &event.event, &event.data));
    decoded.filter(|decoded| !matches!(decoded, Err(DecodeEventError::Unknown { .. }))).collect()
}

/// Why waiting for a condition failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WaitError {
    /// The condition was not met in time.
    #[error("the condition was not met within 5 seconds")]
    Timeout,
    /// The channel's name is invalid.
    #[error("invalid channel name")]
    ChannelName(#[source] ChannelNameError),
    /// The payload of an event does not match its type.
    #[error("the payload of an event does not match its type")]
    Event(#[source] DecodeEventError),
}
