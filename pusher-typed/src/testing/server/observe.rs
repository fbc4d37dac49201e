//! What tests see of a server.

use std::{error::Error, fmt, time::Duration};

use super::Server;
use crate::{ChannelNameError, ChannelSet, DecodeEvent, DecodeEventError, EventSet, SocketId};

/// An event that was sent to a channel or to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelEvent {
    /// The channel's name; `#server-to-user-ID` for a user.
    pub channel: String,
    /// The event's name.
    pub event: String,
    /// The payload as JSON, decrypted where the server's own client encrypted it.
    pub data: String,
    /// The connection that sent it, for a client event.
    pub sender: Option<SocketId>,
    /// The user who sent it, for a client event on a presence channel.
    pub user_id: Option<String>,
    /// The connection that the application left out.
    pub excluded: Option<SocketId>,
    /// How many connections it was sent to.
    pub receivers: usize,
}

impl Server {
    const PATIENCE: Duration = Duration::from_secs(5);

    /// Waits until a channel has so many subscriptions, or more.
    ///
    /// # Errors
    /// When it has not within 5 seconds.
    pub async fn wait_for_subscriptions<C: ChannelSet>(
        &self,
        channel: &C,
        count: usize,
    ) -> Result<(), WaitError> {
        let name = channel.name().map_err(WaitError::ChannelName)?;
        self.wait(|state| (state.subscriptions(&name) >= count).then_some(())).await
    }

    /// Waits until nobody is subscribed to a channel.
    ///
    /// # Errors
    /// When somebody is after 5 seconds.
    pub async fn wait_until_vacated<C: ChannelSet>(&self, channel: &C) -> Result<(), WaitError> {
        let name = channel.name().map_err(WaitError::ChannelName)?;
        self.wait(|state| (state.subscriptions(&name) == 0).then_some(())).await
    }

    /// Waits until so many connections are open, no more and no fewer.
    ///
    /// # Errors
    /// When there are others after 5 seconds.
    pub async fn wait_for_connections(&self, count: usize) -> Result<(), WaitError> {
        self.wait(|state| (state.connections.len() == count).then_some(())).await
    }

    /// Waits until so many events of a type or set were sent, by the application
    /// or by clients, and gives all of them in order.
    ///
    /// # Errors
    /// When there are fewer after 5 seconds, or one does not fit its type.
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

    async fn wait<T>(&self, find: impl FnMut(&mut super::state::State) -> Option<T>) -> Result<T, WaitError> {
        tokio::time::timeout(Self::PATIENCE, self.app.wait_for(find)).await.map_err(|_| WaitError::Timeout)
    }

    /// How many connections are subscribed to a channel.
    pub fn subscriptions(&self, channel: &str) -> usize {
        self.app.look(|state| state.subscriptions(channel))
    }

    /// The open connections.
    pub fn connections(&self) -> Vec<SocketId> {
        self.app.look(|state| state.connections.keys().cloned().collect())
    }

    /// All events that were sent so far, in order: the application's, and those of clients.
    pub fn all_events(&self) -> Vec<ChannelEvent> {
        self.app.look(|state| state.events.clone())
    }

    /// What was sent to one channel so far, in order.
    pub fn events_on(&self, channel: &str) -> Vec<ChannelEvent> {
        self.app.look(|state| state.events.iter().filter(|event| event.channel == channel).cloned().collect())
    }

    /// The events of one type or set that were sent so far, in order. Others are left out.
    ///
    /// # Errors
    /// When the payload of an event of the set does not fit its type.
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
    let decoded = events.iter().map(|it| E::decode(&it.channel, &it.event, &it.data));
    decoded.filter(|it| !matches!(it, Err(DecodeEventError::Unknown { .. }))).collect()
}

/// Why waiting for something was in vain.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError {
    /// It did not happen in time.
    Timeout,
    /// The channel has no name.
    ChannelName(ChannelNameError),
    /// An event does not fit its type.
    Event(DecodeEventError),
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WaitError::Timeout => "it did not happen in time",
            WaitError::ChannelName(_) => "the channel has no name",
            WaitError::Event(_) => "an event does not fit its type",
        })
    }
}

impl Error for WaitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            WaitError::Timeout => None,
            WaitError::ChannelName(error) => Some(error),
            WaitError::Event(error) => Some(error),
        }
    }
}
