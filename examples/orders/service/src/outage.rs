//! Whether the realtime service is available, for the banner of the page.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Serialize;

use crate::{json::json, news::News};

/// The state of publishing.
#[derive(Debug, Serialize)]
struct Realtime {
    /// For how many seconds the realtime service has not accepted events; null while it does.
    outage_seconds: Option<u64>,
    /// How many events wait to be sent.
    waiting: u64,
}

pub(crate) async fn show(State(news): State<News>) -> Response {
    let stats = news.stats();
    let outage_seconds = stats.outage.map(|outage| outage.as_secs());
    json(StatusCode::OK, &Realtime { outage_seconds, waiting: stats.waiting + stats.in_flight })
}
