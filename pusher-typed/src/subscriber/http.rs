//! Requests to the endpoints of an application: authorizations and histories.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use url::Url;

/// An invalid URL of an [`Endpoint`](super::Endpoint) or a [`HistoryEndpoint`](super::HistoryEndpoint). The text does
/// not contain the URL, which may contain a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid URL of an endpoint: it must begin with http:// or https://")]
pub struct EndpointUrlError {
    source: Option<url::ParseError>,
}

pub(super) fn endpoint_url(url: &str) -> Result<Url, EndpointUrlError> {
    let url = Url::parse(url).map_err(|error| EndpointUrlError { source: Some(error) })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(EndpointUrlError { source: None }),
    }
}

/// One kind of request.
pub(super) struct Post {
    pub(super) content_type: &'static str,
    pub(super) timeout: Duration,
    /// The maximum size of the response in bytes.
    pub(super) max_body: usize,
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostError {
    #[error("the endpoint cannot be reached")]
    Http(#[source] reqwest::Error),
    #[error("the endpoint responded with status {status}")]
    Status { status: u16, retry_after: Option<Duration> },
    #[error("the endpoint's response is too long: more than {0} bytes")]
    TooLong(usize),
}

impl PostError {
    /// Whether the endpoint refuses, by its status.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(self, PostError::Status { status: 401 | 403, .. })
    }
}

impl From<reqwest::Error> for PostError {
    fn from(error: reqwest::Error) -> Self {
        PostError::Http(error.without_url())
    }
}

impl Post {
    /// Makes the request. Returns the body of a response whose status is a success.
    pub(super) async fn send(
        &self,
        http: &reqwest::Client,
        url: &Url,
        body: String,
    ) -> Result<Vec<u8>, PostError> {
        let request = http.post(url.clone()).timeout(self.timeout);
        let mut response = request.header("content-type", self.content_type).body(body).send().await?;
        if !response.status().is_success() {
            let retry_after = retry_after(response.headers());
            return Err(PostError::Status { status: response.status().as_u16(), retry_after });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > self.max_body {
                return Err(PostError::TooLong(self.max_body));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// The seconds in the header. A date is ignored.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
