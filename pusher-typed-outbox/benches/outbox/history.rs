//! What subscribers that have missed events, or that check whether they have, cost the service.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
    http::Request,
    routing::post,
};
use pusher_typed::history::{Epoch, HistoryQuery, Position};
use pusher_typed_outbox::{HistoryError, HistoryRequest, HistoryResponse, Outbox};
use sqlx::{AssertSqlSafe, PgPool, Postgres, query, query_scalar};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::{
    database::{RecoverableOrder, Server, TEXT, scaled},
    table::{print, whole},
};

const CONNECTIONS: u32 = 8;
const TASKS: u64 = 32;

async fn history(
    State(outbox): State<Outbox<Postgres>>,
    request: HistoryRequest<RecoverableOrder>,
) -> Result<HistoryResponse, HistoryError> {
    outbox.history(request.authorize(|channel| channel.id != u64::MAX)).await
}

/// The endpoint in this process, without a network.
#[derive(Clone)]
struct Endpoint {
    app: Router,
    epoch: Epoch,
}

impl Endpoint {
    async fn new(outbox: Outbox<Postgres>, pool: &PgPool) -> Self {
        let epoch: String =
            query_scalar("SELECT pusher_current_epoch()").fetch_one(pool).await.expect("an epoch");
        let app = Router::new().route("/", post(history)).with_state(outbox);
        Endpoint { app, epoch: Epoch::new(&epoch).expect("an epoch") }
    }

    /// Requests the events of channels after an offset, and returns the size of the request and of the response.
    async fn request(&self, channels: impl Iterator<Item = u64>, after: u64) -> (u64, u64) {
        let position = Position::new(self.epoch.clone(), after).expect("a position");
        let channels = channels.map(|id| (format!("private-stock-{id}"), Some(position.clone()))).collect();
        let body = serde_json::to_vec(&HistoryQuery { channels }).expect("JSON");
        let sent = body.len() as u64;
        let request = Request::post("/").body(Body::from(body)).expect("a request");
        let response = self.app.clone().oneshot(request).await.expect("a response");
        assert!(response.status().is_success(), "{}", response.status());
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (sent, body.len() as u64)
    }
}

/// Channels with so many events each.
async fn fill(pool: &PgPool, channels: u64, each: u64) {
    let insert = format!(
        "INSERT INTO pusher_outbox (channel, event, data, recoverable, sent_at)
         SELECT 'private-stock-' || id, 'changed', '{{\"id\":1,\"text\":\"{TEXT}\"}}', true, now()
         FROM generate_series(1, {each}) AS n, generate_series(0, {channels} - 1) AS id"
    );
    query(AssertSqlSafe(insert)).execute(pool).await.expect("rows");
    query("VACUUM ANALYZE").execute(pool).await.expect("statistics");
}

/// The sums of what requests took.
#[derive(Default)]
struct Totals {
    seconds: f64,
    requests: u64,
    sent: u64,
    received: u64,
}

/// Makes `count` requests, each for `channels` channels.
async fn requests(endpoint: &Endpoint, count: u64, channels: u64, after: u64) -> Totals {
    let [next, sent, received]: [Arc<AtomicU64>; 3] = Default::default();
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for _ in 0..TASKS {
        let (endpoint, next) = (endpoint.clone(), Arc::clone(&next));
        let (sent, received) = (Arc::clone(&sent), Arc::clone(&received));
        tasks.spawn(async move {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return;
                }
                let sizes = endpoint.request(at * channels..(at + 1) * channels, after).await;
                sent.fetch_add(sizes.0, Ordering::Relaxed);
                received.fetch_add(sizes.1, Ordering::Relaxed);
            }
        });
    }
    tasks.join_all().await;
    Totals {
        seconds: began.elapsed().as_secs_f64(),
        requests: count,
        sent: sent.load(Ordering::Relaxed),
        received: received.load(Ordering::Relaxed),
    }
}

#[allow(clippy::cast_precision_loss)]
fn kib(bytes: u64) -> String {
    format!("{} KiB", whole(bytes as f64 / 1024.0))
}

/// Subscribers with ten channels each, on each of which they have missed five events.
pub(crate) async fn recovery(server: &Server) {
    const CHANNELS: u64 = 10;
    let subscribers = scaled(1000);
    let (outbox, pool) = server.outbox(CONNECTIONS).await;
    fill(&pool, subscribers * CHANNELS, 20).await;
    let endpoint = Endpoint::new(outbox, &pool).await;
    let mut rows = Vec::new();
    for (name, count, channels) in [
        ("one request for each subscriber", subscribers, CHANNELS),
        ("one request for each channel", subscribers * CHANNELS, 1),
    ] {
        let totals = requests(&endpoint, count, channels, 15).await;
        rows.push(vec![
            name.to_owned(),
            totals.requests.to_string(),
            totals.requests.to_string(),
            kib(totals.sent),
            kib(totals.received),
            format!("{:.2} s", totals.seconds),
        ]);
    }
    print(
        "1,000 subscribers that reconnect at once, each with 10 channels and 5 missed events on each",
        &["", "requests", "queries", "sent", "received", "time"],
        &rows,
    );
}

/// Subscribers that have missed nothing.
pub(crate) async fn idle(server: &Server) {
    let (outbox, pool) = server.outbox(CONNECTIONS).await;
    fill(&pool, scaled(10_000), 20).await;
    let endpoint = Endpoint::new(outbox, &pool).await;
    let mut rows = Vec::new();
    for channels in [1, 10] {
        let count = scaled(10_000) / channels;
        let totals = requests(&endpoint, count, channels, 20).await;
        #[allow(clippy::cast_precision_loss)]
        let per_second = totals.requests as f64 / totals.seconds;
        rows.push(vec![channels.to_string(), whole(per_second)]);
    }
    print(
        "Checks of subscribers that have missed nothing: requests per second of one process, with 8 connections",
        &["channels in a request", "requests/s"],
        &rows,
    );
}
