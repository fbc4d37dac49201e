//! The sources of a subscriber's histories: an HTTP endpoint, or your own.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use url::Url;

use super::{
    error::BoxError,
    http::{EndpointUrlError, Post, PostError, endpoint_url},
};
use crate::history::{HistoryPage, HistoryQuery};

/// The future of [`History::read`].
pub type ReadingHistory<'a> = Pin<Box<dyn Future<Output = Result<HistoryPage, HistoryError>> + Send + 'a>>;

/// The source of the events that a subscriber has missed on recoverable channels.
///
/// [`HistoryEndpoint`] requests them over HTTP. `testing::MemoryHistory` keeps them in memory, for tests. An
/// application that has access to the outbox can read it directly: implement this trait with `Outbox::history` of the
/// crate `pusher-typed-outbox`.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::testing::MemoryHistory;
/// use pusher_typed::{
///     history::{ChannelHistory, HistoryQuery},
///     subscriber::{History, ReadingHistory},
/// };
///
/// /// A history that hides the channels of others.
/// struct Mine { history: MemoryHistory, channel: String }
///
/// impl History for Mine {
///     fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
///         Box::pin(async move {
///             let mut page = self.history.read(&query);
///             for (name, history) in &mut page.channels {
///                 if *name != self.channel {
///                     *history = ChannelHistory::Refused;
///                 }
///             }
///             Ok(page)
///         })
///     }
/// }
/// # let mine = Mine { history: MemoryHistory::new(), channel: "private-a".into() };
/// # let query = serde_json::from_str(r#"{"channels":{"private-a":null,"private-b":null}}"#)?;
/// # let page = mine.read(query).await.expect("a page");
/// # assert!(matches!(page.channels["private-a"], ChannelHistory::Events { .. }));
/// # assert!(matches!(page.channels["private-b"], ChannelHistory::Refused));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait History: Send + Sync + 'static {
    /// Reads the events after the positions of a query.
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_>;

    /// The maximum number of channels in one query, at least 1; 100 by default.
    fn max_channels(&self) -> usize {
        100
    }
}

impl<T: History + ?Sized> History for Arc<T> {
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
        T::read(self, query)
    }

    fn max_channels(&self) -> usize {
        T::max_channels(self)
    }
}

/// A history that is requested over HTTP: a `POST` with a [`HistoryQuery`] as JSON, whose response is a [`HistoryPage`]
/// as JSON.
///
/// The statuses 401 and 403 mean a refusal, which ends the subscriptions. After any other failure, the request is made
/// again after a pause, which is at least that of the header `Retry-After`. Headers, cookies and certificates are those
/// of the HTTP client. A request times out after 10 seconds. A response may have up to 8 MiB.
///
/// ```
/// use pusher_typed::subscriber::{HistoryEndpoint, SubscriberConfig};
///
/// let http = reqwest::Client::new();
/// let history = HistoryEndpoint::new(http, "https://example.com/pusher/history")?;
/// let config = SubscriberConfig::new("key").history(history);
/// # Ok::<(), pusher_typed::subscriber::EndpointUrlError>(())
/// ```
#[derive(Clone)]
pub struct HistoryEndpoint {
    http: reqwest::Client,
    url: Url,
}

impl HistoryEndpoint {
    const POST: Post = Post {
        content_type: "application/json",
        timeout: Duration::from_secs(10),
        max_body: 8 * 1024 * 1024,
    };

    /// Requests histories from `url`.
    ///
    /// # Errors
    /// Returns an error if the URL is invalid.
    pub fn new(http: reqwest::Client, url: &str) -> Result<Self, EndpointUrlError> {
        Ok(HistoryEndpoint { http, url: endpoint_url(url)? })
    }

    async fn request(&self, query: HistoryQuery) -> Result<HistoryPage, HistoryError> {
        let query = serde_json::to_string(&query)?;
        let page = Self::POST.send(&self.http, &self.url, query).await.map_err(failure)?;
        // The parser's error could quote a payload.
        serde_json::from_slice(&page).map_err(|_| "the endpoint's response is not a page of a history".into())
    }
}

fn failure(error: PostError) -> HistoryError {
    match error {
        _ if error.is_refusal() => HistoryError::refused(error),
        PostError::Status { retry_after: Some(pause), .. } => HistoryError::failed_for(error, pause),
        _ => HistoryError::failed(error),
    }
}

impl History for HistoryEndpoint {
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
        Box::pin(self.request(query))
    }
}

/// Omits the HTTP client's headers, and the user name, password and query of the URL.
impl fmt::Debug for HistoryEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryEndpoint")
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

/// Why a [`History`] could not be read: it refused, which ends the subscriptions, or it failed, and is read again after
/// a pause.
///
/// `?` and `into` convert any error into a failure. A refusal is created by [`HistoryError::refused`]. To refuse some
/// of the channels of a query only, return [`ChannelHistory::Refused`](crate::history::ChannelHistory::Refused) for
/// them.
///
/// ```
/// use pusher_typed::subscriber::HistoryError;
/// use std::io::{Error, ErrorKind};
///
/// let failure = HistoryError::from(Error::from(ErrorKind::TimedOut)); // read again after a pause
/// assert!(!failure.is_refusal());
/// assert!(HistoryError::refused("not your orders").is_refusal());
/// ```
pub struct HistoryError {
    kind: Kind,
    error: BoxError,
}

enum Kind {
    Refused,
    Failed { retry_after: Option<Duration> },
}

impl HistoryError {
    /// The history refuses: the subscriptions end with [`Item::Refused`](super::Item::Refused).
    pub fn refused(error: impl Into<BoxError>) -> Self {
        HistoryError { kind: Kind::Refused, error: error.into() }
    }

    /// The history failed: it is read again after a pause.
    pub fn failed(error: impl Into<BoxError>) -> Self {
        HistoryError { kind: Kind::Failed { retry_after: None }, error: error.into() }
    }

    /// The history failed: it is read again after a pause of at least this length. A pause of more than 10 minutes is
    /// shortened to 10 minutes.
    pub fn failed_for(error: impl Into<BoxError>, pause: Duration) -> Self {
        const LONGEST: Duration = Duration::from_secs(600);
        HistoryError { kind: Kind::Failed { retry_after: Some(pause.min(LONGEST)) }, error: error.into() }
    }

    /// Whether it is a refusal.
    pub fn is_refusal(&self) -> bool {
        matches!(self.kind, Kind::Refused)
    }

    /// The cause.
    pub fn into_inner(self) -> BoxError {
        self.error
    }

    /// The minimum pause after a failure.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            Kind::Refused => None,
            Kind::Failed { retry_after } => retry_after,
        }
    }
}

// It is no `Error` itself, so that every error can become one.
impl<E: Into<BoxError>> From<E> for HistoryError {
    fn from(error: E) -> Self {
        HistoryError::failed(error)
    }
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(if self.is_refusal() { "Refused" } else { "Failed" }).field(&self.error).finish()
    }
}
