//! The response to a request.

use std::fmt;

use pusher_typed::history::HistoryPage;

/// The response to a [`HistoryRequest`](crate::HistoryRequest): a page of the history, with events that a subscriber
/// has missed.
///
/// With the feature `axum`, it is a response. With another framework, send [`into_body`](HistoryResponse::into_body)
/// with the status 200 and the headers `Content-Type: application/json` and `Cache-Control: no-store`.
#[derive(Clone)]
pub struct HistoryResponse {
    page: HistoryPage,
}

impl HistoryResponse {
    /// The header `Content-Type`.
    pub const CONTENT_TYPE: &'static str = "application/json";
    /// The header `Cache-Control`. A response is for one subscriber, and the next one is different.
    pub const CACHE_CONTROL: &'static str = "no-store";

    pub(crate) fn new(page: HistoryPage) -> Self {
        HistoryResponse { page }
    }

    /// The histories of the channels.
    pub fn page(&self) -> &HistoryPage {
        &self.page
    }

    /// The histories of the channels.
    pub fn into_page(self) -> HistoryPage {
        self.page
    }

    /// The body, as JSON.
    pub fn into_body(self) -> String {
        // The payloads are valid JSON, and everything else can be serialized.
        serde_json::to_string(&self.page).unwrap_or_else(|_| String::from(r#"{"channels":{}}"#))
    }
}

/// The number of channels; omits the payloads.
impl fmt::Debug for HistoryResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryResponse").field("channels", &self.page.channels.len()).finish_non_exhaustive()
    }
}
