//! What the realtime service tells: one `match`.

use axum::{extract::State, http::StatusCode};
use orders_schema::{Heard, PageChannel, PersonId, ShopHook, Typing, Webhook as Kind};
use pusher_typed::webhook::{ClientEvent, Webhook};
use tracing::{debug, info, warn};

use crate::{news::News, sessions::Sessions};

/// Anything but 2xx, and the service sends it again for five minutes: that would not help here.
pub(crate) async fn receive(
    State(sessions): State<Sessions>,
    State(news): State<News>,
    webhook: Webhook<ShopHook>,
) -> StatusCode {
    for event in webhook.events {
        if let Some(heard) = understood(&sessions, event) {
            info!("{}", heard.text);
            news.heard(heard);
        }
    }
    for misfit in webhook.misfits {
        warn!("{}: {}", misfit.error, misfit.raw.json());
    }
    StatusCode::NO_CONTENT
}

fn understood(sessions: &Sessions, event: ShopHook) -> Option<Heard> {
    let name =
        |id: PersonId| sessions.name(id).map_or_else(|| format!("guest {id}"), |name| name.to_string());
    let (webhook, text) = match event {
        ShopHook::Opened(PageChannel::Shop(_)) => {
            (Kind::ChannelOccupied, "somebody watches the orders".to_owned())
        }
        ShopHook::Closed(PageChannel::Shop(_)) => {
            (Kind::ChannelVacated, "nobody watches the orders".to_owned())
        }
        ShopHook::Opened(PageChannel::Floor(_)) => (Kind::ChannelOccupied, "the floor is open".to_owned()),
        ShopHook::Closed(PageChannel::Floor(_)) => (Kind::ChannelVacated, "the floor is empty".to_owned()),
        ShopHook::Came { user_id, .. } => (Kind::MemberAdded, format!("{} came", name(user_id))),
        ShopHook::Went { user_id, .. } => (Kind::MemberRemoved, format!("{} left", name(user_id))),
        // Not every server says who it was.
        ShopHook::Typing(ClientEvent { event: Typing { on: true }, user_id, .. }) => {
            let who = user_id.map_or_else(|| "somebody".to_owned(), name);
            (Kind::ClientEvent, format!("{who} writes an order"))
        }
        ShopHook::Typing(ClientEvent { event: Typing { on: false }, .. }) => return None,
        ShopHook::Other(raw) => {
            debug!("{}", raw.json());
            return None;
        }
    };
    Some(Heard { webhook, text })
}
