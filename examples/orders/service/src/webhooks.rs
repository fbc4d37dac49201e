//! The webhooks of the realtime service, in one `match`.

use axum::{extract::State, http::StatusCode};
use orders_schema::{
    FloorChannel, PageChannel, PersonId, ShopHook, Typing, Webhook as Kind, WebhookReceived,
};
use pusher_typed::webhook::{ClientEvent, Webhook};
use tracing::{debug, info, warn};

use crate::store::Database;

/// Always responds with 2xx: the realtime service would repeat the webhook for five minutes, which would not help here.
pub(crate) async fn receive(
    State(database): State<Database>,
    State(floor): State<FloorChannel>,
    webhook: Webhook<ShopHook>,
) -> StatusCode {
    for event in webhook.events {
        let name = name(&database, &event).await;
        if let Some(received) = describe(&name, event) {
            info!("{}", received.text);
            if let Err(error) = database.publish_webhook(&floor, &received).await {
                warn!("{error}");
            }
        }
    }
    for misfit in webhook.misfits {
        warn!("{}: {}", misfit.error, misfit.raw.json());
    }
    StatusCode::NO_CONTENT
}

/// The name of the person whom the event is about.
async fn name(database: &Database, event: &ShopHook) -> String {
    let id: PersonId = match event {
        ShopHook::Came { user_id, .. }
        | ShopHook::Went { user_id, .. }
        | ShopHook::Typing(ClientEvent { user_id: Some(user_id), .. }) => *user_id,
        // Not every server reports who sent it.
        _ => return "someone".to_owned(),
    };
    match database.name(id).await {
        Ok(Some(name)) => name.to_string(),
        Ok(None) | Err(_) => format!("guest {id}"),
    }
}

fn describe(name: &str, event: ShopHook) -> Option<WebhookReceived> {
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
        ShopHook::Came { .. } => (Kind::MemberAdded, format!("{name} joined")),
        ShopHook::Went { .. } => (Kind::MemberRemoved, format!("{name} left")),
        ShopHook::Typing(ClientEvent { event: Typing { on: true }, .. }) => {
            (Kind::ClientEvent, format!("{name} is writing an order"))
        }
        ShopHook::Typing(ClientEvent { event: Typing { on: false }, .. }) => return None,
        ShopHook::Other(raw) => {
            debug!("{}", raw.json());
            return None;
        }
    };
    Some(WebhookReceived { webhook, text })
}
