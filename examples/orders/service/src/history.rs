//! The history of the shop's channel: what pages and the warehouse have missed.

use axum::{
    extract::State,
    http::{HeaderMap, header::AUTHORIZATION},
    response::{IntoResponse as _, Response},
};
use orders_schema::{PageChannel, Shop};
use pusher_typed::{
    history::HistoryQuery,
    subscriber::{History, HistoryError, ReadingHistory},
};
use pusher_typed_outbox::HistoryRequest;
use subtle::ConstantTimeEq as _;
use tracing::error;

use crate::{refusal::Refusal, sessions::SignedIn, store::Database};

/// By which the warehouse may read the history, if it runs as a separate program.
#[derive(Clone, Default)]
pub(crate) struct WarehouseToken(pub(crate) Option<String>);

impl WarehouseToken {
    fn is_in(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.0 else { return false };
        let sent = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        sent.as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// The same decision as `access::authorize` makes about a subscription.
pub(crate) async fn read(
    State(database): State<Database>,
    State(shop): State<Shop>,
    State(token): State<WarehouseToken>,
    person: Result<SignedIn, Refusal>,
    headers: HeaderMap,
    request: HistoryRequest<PageChannel>,
) -> Result<Response, Refusal> {
    match person {
        Ok(_) => {}
        Err(Refusal::NotSignedIn) if token.is_in(&headers) => {}
        Err(refusal) => return Err(refusal),
    }
    let request = request.authorize(|channel| match channel {
        PageChannel::Shop(orders) => orders.shop == shop,
        PageChannel::Floor(_) => false,
    });
    Ok(database.history(request).await.into_response())
}

/// The history for a warehouse in the same process.
#[derive(Clone)]
pub struct ShopHistory(pub(crate) Database);

impl History for ShopHistory {
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
        Box::pin(async move {
            let query = serde_json::to_vec(&query)?;
            let request = HistoryRequest::<PageChannel>::parse(&query)?.authorize(|_| true);
            match self.0.history(request).await {
                Ok(response) => Ok(response.page().clone()),
                Err(error) => {
                    error!("the history was not read: {error}");
                    Err(HistoryError::failed(error))
                }
            }
        })
    }
}
