//! Client events in webhooks.

use std::fmt;

use super::{
    declared::{ClientEventVariant, SocketIdField, WebhookChannel, WebhookClientEvent},
    incoming::Incoming,
    raw::MisfitError,
};
use crate::{
    channel::{ChannelSet, ParseChannelParam, Patterns, UserIdOf, users::Users},
    event::set::Events,
    socket::SocketId,
};

/// An event `E` that a client sent to a channel `C`
/// ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).
///
/// `E` is an event whose name begins with `client-`, or an [`EventSet`](macro@crate::EventSet) of
/// these. `C` is a channel or a [`ChannelSet`](macro@crate::ChannelSet). On encrypted
/// channels the payload has been decrypted.
///
/// ```
/// # use pusher_typed::{Channel, Event, PresenceMember, WebhookEvent};
/// # #[derive(PresenceMember)]
/// # struct Member { #[pusher(user_id)] id: u64 }
/// # #[derive(Debug, PartialEq, Channel)]
/// # #[pusher(channel = "presence-room-<room>", member = Member)]
/// # struct RoomChannel { room: String }
/// # use pusher_typed::webhook::{ClientEvent, Webhook};
/// #[derive(Debug, PartialEq, serde::Deserialize, Event)]
/// #[pusher(channel = RoomChannel, event = "client-typing")]
/// struct Typing { on: bool }
///
/// #[derive(Debug, PartialEq, WebhookEvent)]
/// enum AppHook {
///     #[pusher(client_event)]
///     Typing(ClientEvent<RoomChannel, Typing>),
/// }
///
/// # let body = br#"{"time_ms":1,"events":[{"name":"client_event","channel":"presence-room-attic",
/// #     "event":"client-typing","data":"{\"on\":true}","socket_id":"1.2","user_id":"7"}]}"#;
/// # let webhook: Webhook<AppHook> = Webhook::from_verified("00".repeat(32).parse()?, body)?;
/// let attic = RoomChannel { room: "attic".into() };
/// let typing = ClientEvent::new(attic, Typing { on: true }, "1.2".parse()?).from_user(7);
/// assert_eq!(webhook.events, [AppHook::Typing(typing)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
pub struct ClientEvent<C: ChannelSet, E> {
    /// The channel that it was sent to.
    pub channel: C,
    /// The event.
    pub event: E,
    /// The connection that sent it.
    pub socket_id: SocketId,
    /// The user who sent it. Only presence channels have it, and not every server includes it.
    pub user_id: Option<UserIdOf<C>>,
}

impl<C: ChannelSet, E> ClientEvent<C, E> {
    /// Creates an event as it would be received, for tests.
    pub fn new(channel: C, event: E, socket_id: SocketId) -> Self {
        ClientEvent { channel, event, socket_id, user_id: None }
    }

    /// Sets the user who sent it.
    #[must_use]
    pub fn from_user(mut self, user_id: UserIdOf<C>) -> Self {
        self.user_id = Some(user_id);
        self
    }
}

impl<C, E> ClientEventVariant for ClientEvent<C, E>
where
    C: WebhookChannel + ChannelSet<Users: Users<Id: for<'n> ParseChannelParam<'n>>>,
    E: WebhookClientEvent,
{
    const CHANNELS: Patterns = C::CHANNELS;
    const CLIENT_EVENTS: Events = E::CLIENT_EVENTS;

    const DECODE: fn(&Incoming<'_>) -> Option<Result<Self, MisfitError>> = |event| {
        let channel = C::from_event(event)?;
        let rest = |decoded: E| {
            let (socket_id, user_id) = (SocketIdField::from_event(event)?, event.optional_user_id()?);
            Ok(ClientEvent { channel, event: decoded, socket_id, user_id })
        };
        Some(E::from_event(event)?.and_then(rest))
    };
}

impl<C, E> fmt::Debug for ClientEvent<C, E>
where
    C: ChannelSet<Users: Users<Id: fmt::Debug>> + fmt::Debug,
    E: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientEvent")
            .field("channel", &self.channel)
            .field("event", &self.event)
            .field("socket_id", &self.socket_id)
            .field("user_id", &self.user_id)
            .finish()
    }
}

impl<C: ChannelSet<Users: Users<Id: Clone>> + Clone, E: Clone> Clone for ClientEvent<C, E> {
    fn clone(&self) -> Self {
        ClientEvent {
            channel: self.channel.clone(),
            event: self.event.clone(),
            socket_id: self.socket_id.clone(),
            user_id: self.user_id.clone(),
        }
    }
}

impl<C, E> PartialEq for ClientEvent<C, E>
where
    C: ChannelSet<Users: Users<Id: PartialEq>> + PartialEq,
    E: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.channel == other.channel
            && self.event == other.event
            && self.socket_id == other.socket_id
            && self.user_id == other.user_id
    }
}
