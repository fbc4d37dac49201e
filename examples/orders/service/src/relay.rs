//! Sends the events of the outbox, and says whether the realtime service accepts them, for the banner of the page.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use axum::{extract::State, http::StatusCode, response::Response};
use pusher_typed::Client;
use pusher_typed_outbox::{Relay, RelayReport};
use serde::Serialize;
use tracing::{error, info, warn};

use crate::{json::json, refusal::Refusal, store::Database};

/// Since when the realtime service has not accepted events; `None` while it does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outage(Arc<Mutex<Option<Instant>>>);

impl Outage {
    fn seconds(&self) -> Option<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map(|since| since.elapsed().as_secs())
    }

    fn note(&self, report: &RelayReport) {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match report {
            RelayReport::Paused { .. } => *since = since.or_else(|| Some(Instant::now())),
            RelayReport::Resumed { .. } => *since = None,
            _ => {}
        }
    }
}

/// Starts to send the events of the outbox.
pub(crate) fn start(database: &Database, client: Client, outage: Outage) -> Relay {
    database.relay(client, move |report| {
        outage.note(report);
        match report {
            // The relay logs them itself.
            RelayReport::Working { .. } | RelayReport::StandingBy => {}
            RelayReport::Resumed { after } => info!("events are sent again, after {} s", after.as_secs()),
            RelayReport::Paused { reason, .. } => warn!("events wait: {reason}"),
            RelayReport::Dead { event, reason, .. } => error!("{event} was refused: {reason}"),
            other => warn!("{other:?}"),
        }
    })
}

/// The state of publishing.
#[derive(Debug, Serialize)]
struct Realtime {
    /// For how many seconds the realtime service has not accepted events; null while it does.
    outage_seconds: Option<u64>,
    /// How many events wait to be sent.
    waiting: u64,
}

pub(crate) async fn show(
    State(database): State<Database>,
    State(outage): State<Outage>,
) -> Result<Response, Refusal> {
    let waiting = database.waiting().await?;
    Ok(json(StatusCode::OK, &Realtime { outage_seconds: outage.seconds(), waiting }))
}
