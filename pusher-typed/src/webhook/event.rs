//! An enum of all kinds of webhook events, for applications that do not declare one.

use super::{
    declared::WebhookChannel,
    decode::WebhookEvent,
    incoming::Incoming,
    kind::WebhookKind,
    raw::{MisfitError, RawWebhookEvent},
};
use crate::{channel::ChannelName, socket::SocketId, user::UserId};

/// An event of a webhook, about a channel in `C`.
///
/// `C` is a channel, a [`ChannelSet`](macro@crate::ChannelSet), or by default
/// the name of any channel. An enum with `#[derive(WebhookEvent)]` declares
/// channels for each kind, and decodes client events.
///
/// ```
/// use pusher_typed::webhook::{Event, Webhook};
///
/// # let (signature, body) = ("00".repeat(32).parse()?, br#"{"time_ms":1,"events":[]}"#);
/// let webhook: Webhook<Event> = Webhook::from_verified(signature, body)?;
/// for event in webhook.events {
///     match event {
///         Event::ChannelOccupied { channel } => println!("{channel} has subscribers"),
///         Event::MemberAdded { channel, user_id } => println!("{user_id} joined {channel}"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Event<C = ChannelName> {
    /// The channel has a subscriber, and had none before.
    ChannelOccupied {
        /// The channel.
        channel: C,
    },
    /// The channel no longer has a subscriber.
    ChannelVacated {
        /// The channel.
        channel: C,
    },
    /// A user joined a presence channel.
    MemberAdded {
        /// The channel.
        channel: C,
        /// The user.
        user_id: UserId,
    },
    /// A user left a presence channel.
    MemberRemoved {
        /// The channel.
        channel: C,
        /// The user.
        user_id: UserId,
    },
    /// A client sent an event.
    ClientEvent {
        /// The channel that it was sent to.
        channel: C,
        /// The event's name.
        event: String,
        /// The payload as JSON, decrypted on encrypted channels. An
        /// [`EventSet`](crate::EventSet::decode) decodes it.
        data: String,
        /// The connection that sent it, if the server includes it.
        socket_id: Option<SocketId>,
        /// The user who sent it, on presence channels, if the server includes it.
        user_id: Option<UserId>,
    },
    /// A client subscribed to a cache channel that has no cached event.
    CacheMiss {
        /// The channel.
        channel: C,
    },
    /// The number of subscriptions to a channel that is not a presence channel has changed.
    SubscriptionCount {
        /// The channel.
        channel: C,
        /// The number of subscriptions.
        subscription_count: u64,
    },
    /// An event of another kind, or about a channel that is not in `C`.
    Other(RawWebhookEvent),
}

impl<C: WebhookChannel> WebhookEvent for Event<C> {
    fn decode_webhook(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>> {
        let (kind, channel) = (event.kind()?, C::from_event(event)?);
        Some(Event::from_parts(kind, channel, event))
    }

    fn other(raw: RawWebhookEvent) -> Result<Self, RawWebhookEvent> {
        Ok(Event::Other(raw))
    }
}

impl<C> Event<C> {
    fn from_parts(kind: WebhookKind, channel: C, event: &Incoming<'_>) -> Result<Self, MisfitError> {
        Ok(match kind {
            WebhookKind::ChannelOccupied => Event::ChannelOccupied { channel },
            WebhookKind::ChannelVacated => Event::ChannelVacated { channel },
            WebhookKind::MemberAdded => Event::MemberAdded { channel, user_id: event.user_id()? },
            WebhookKind::MemberRemoved => Event::MemberRemoved { channel, user_id: event.user_id()? },
            WebhookKind::CacheMiss => Event::CacheMiss { channel },
            WebhookKind::SubscriptionCount => {
                Event::SubscriptionCount { channel, subscription_count: event.subscription_count()? }
            }
            WebhookKind::ClientEvent => Event::ClientEvent {
                channel,
                event: event.event_name()?,
                data: event.json()?,
                socket_id: event.socket_id()?,
                user_id: event.optional_user_id()?,
            },
        })
    }
}
