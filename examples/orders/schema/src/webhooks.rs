//! The webhooks that the shop's service handles.

use pusher_typed::{
    WebhookEvent,
    webhook::{ClientEvent, RawWebhookEvent},
};

use crate::{FloorChannel, PageChannel, PersonId, Typing};

/// A webhook event, for a `match` in the shop's service.
#[derive(Debug, PartialEq, WebhookEvent)]
pub enum ShopHook {
    /// A shop has its first visitor.
    #[pusher(channel_occupied)]
    Opened(PageChannel),
    /// The last visitor has left.
    #[pusher(channel_vacated)]
    Closed(PageChannel),
    /// A person has joined.
    #[pusher(member_added)]
    Came {
        /// The channel.
        channel: FloorChannel,
        /// The person.
        user_id: PersonId,
    },
    /// A person has left.
    #[pusher(member_removed)]
    Went {
        /// The channel.
        channel: FloorChannel,
        /// The person.
        user_id: PersonId,
    },
    /// A person starts or stops writing an order.
    #[pusher(client_event)]
    Typing(ClientEvent<FloorChannel, Typing>),
    /// Other events that are enabled in the app's settings.
    #[pusher(other)]
    Other(RawWebhookEvent),
}
