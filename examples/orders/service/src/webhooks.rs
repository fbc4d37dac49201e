//! The webhooks of the realtime service, in one `match`.

use axum::{extract::State, http::StatusCode};
use orders_schema::{PageChannel, PersonId, ShopHook, Typing, Webhook as Kind, WebhookReceived};
use pusher_typed::webhook::{ClientEvent, Webhook};
use tracing::{debug, info, warn};

use crate::{news::News, sessions::Sessions};

/// Always responds with 2xx: the realtime service would repeat the webhook for five minutes, which would not help here.
pub(crate) async fn receive(
    State(sessions): State<Sessions>,
    State(news): State<News>,
    webhook: Webhook<ShopHook>,
) -> StatusCode {
    for event in webhook.events {
        if let Some(received) = describe(&sessions, event) {
            info!("{}", received.text);
            news.webhook(&received);
        }
    }
    for misfit in webhook.misfits {
        warn!("{}: {}", misfit.error, misfit.raw.json());
    }
    StatusCode::NO_CONTENT
}

fn describe(sessions: &Sessions, event: ShopHook) -> Option<WebhookReceived> {
    let name =
        |id: PersonId| sessions.name(id).map_or_else(|| format!("guest {id}"), |name| name.to_string());
    let (webhook, text) = match event {
        ShopHook::Opened(PageChannel::Shop(_)) => {
            (Kind::ChannelOccupied, "the orders have a subscriber".to_owned())
        }
        ShopHook::Closed(PageChannel::Shop(_)) => {
            (Kind::ChannelVacated, "the orders have no subscribers".to_owned())
        }
        ShopHook::Opened(PageChannel::Floor(_)) => {
            (Kind::ChannelOccupied, "the first person has joined".to_owned())
        }
        ShopHook::Closed(PageChannel::Floor(_)) => {
            (Kind::ChannelVacated, "the last person has left".to_owned())
        }
        ShopHook::Came { user_id, .. } => (Kind::MemberAdded, format!("{} joined", name(user_id))),
        ShopHook::Went { user_id, .. } => (Kind::MemberRemoved, format!("{} left", name(user_id))),
        // Not every server reports who sent it.
        ShopHook::Typing(ClientEvent { event: Typing { on: true }, user_id, .. }) => {
            let who = user_id.map_or_else(|| "someone".to_owned(), name);
            (Kind::ClientEvent, format!("{who} is writing an order"))
        }
        ShopHook::Typing(ClientEvent { event: Typing { on: false }, .. }) => return None,
        ShopHook::Other(raw) => {
            debug!("{}", raw.json());
            return None;
        }
    };
    Some(WebhookReceived { webhook, text })
}
