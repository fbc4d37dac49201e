//! All kinds of webhook events, for those who want no enum of their own.

use super::{Incoming, MisfitError, RawWebhookEvent, WebhookEvent, WebhookKind, declared::WebhookChannel};
use crate::{ChannelName, SocketId, UserId};

/// An event of a webhook, about a channel of `C`.
///
/// `C` is a channel, a [`ChannelSet`](macro@crate::ChannelSet), or by default
/// any channel's name. An enum with `#[derive(WebhookEvent)]` takes each kind
/// for the channels that it concerns, and decodes client events.
///
/// ```
/// use pusher_typed::webhook::{Event, Webhook};
///
/// # let (signature, body) = ("00".repeat(32).parse()?, br#"{"time_ms":1,"events":[]}"#);
/// let webhook: Webhook<Event> = Webhook::from_verified(signature, body)?;
/// for event in webhook.events {
///     match event {
///         Event::ChannelOccupied { channel } => println!("somebody listens to {channel}"),
///         Event::MemberAdded { channel, user_id } => println!("{user_id} joined {channel}"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Event<C = ChannelName> {
    /// Somebody is subscribed to the channel now.
    ChannelOccupied {
        /// The channel.
        channel: C,
    },
    /// Nobody is subscribed to the channel any more.
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
    /// A browser sent an event.
    ClientEvent {
        /// The channel that it was sent to.
        channel: C,
        /// The event's name.
        event: String,
        /// The payload as JSON, decrypted on encrypted channels; what an
        /// [`EventSet::decode`](crate::EventSet::decode) takes.
        data: String,
        /// The connection that sent it, where the server says so.
        socket_id: Option<SocketId>,
        /// The user who sent it, on presence channels, where the server says so.
        user_id: Option<UserId>,
    },
    /// Somebody subscribed to a cache channel that has no event to give.
    CacheMiss {
        /// The channel.
        channel: C,
    },
    /// How many connections are subscribed to a channel that is no presence channel.
    SubscriptionCount {
        /// The channel.
        channel: C,
        /// The count.
        subscription_count: u64,
    },
    /// An event of another kind, or about a channel that is not in `C`.
    Other(RawWebhookEvent),
}

impl<C: WebhookChannel> WebhookEvent for Event<C> {
    fn decode_webhook(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>> {
        let (kind, channel) = (event.kind()?, C::of_event(event)?);
        Some(Event::of(kind, channel, event))
    }

    fn other(raw: RawWebhookEvent) -> Result<Self, RawWebhookEvent> {
        Ok(Event::Other(raw))
    }
}

impl<C> Event<C> {
    fn of(kind: WebhookKind, channel: C, event: &Incoming<'_>) -> Result<Self, MisfitError> {
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
