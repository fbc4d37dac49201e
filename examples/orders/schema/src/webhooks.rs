//! Which webhooks the shop's service takes.

use pusher_typed::{
    WebhookEvent,
    webhook::{ClientEvent, RawWebhookEvent},
};

use crate::{FloorChannel, PageChannel, PersonId, Typing};

/// For one `match`, in the shop's service.
#[derive(Debug, PartialEq, WebhookEvent)]
pub enum ShopHook {
    /// Somebody looks at a shop.
    #[pusher(channel_occupied)]
    Opened(PageChannel),
    /// Nobody looks at it any more.
    #[pusher(channel_vacated)]
    Closed(PageChannel),
    /// Somebody has come.
    #[pusher(member_added)]
    Came {
        /// Where.
        channel: FloorChannel,
        /// Who.
        user_id: PersonId,
    },
    /// Somebody has gone.
    #[pusher(member_removed)]
    Went {
        /// Where.
        channel: FloorChannel,
        /// Who.
        user_id: PersonId,
    },
    /// Somebody begins or stops to write an order.
    #[pusher(client_event)]
    Typing(ClientEvent<FloorChannel, Typing>),
    /// Anything else that the app's settings let through.
    #[pusher(other)]
    Other(RawWebhookEvent),
}
