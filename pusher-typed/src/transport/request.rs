//! A signed request.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use url::Url;

use crate::wire::endpoint::{Endpoint, Method};

/// A signed request, as the client passes it to a [`Transport`](super::Transport).
///
/// Its `Debug` shows neither the query, which contains the signature, nor the body.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Client, transport::{Request, Response, SendFuture, Transport}};
/// struct Log;
///
/// impl Transport for Log {
///     fn send(&self, request: Request) -> SendFuture<'_> {
///         println!("{:?} {}", request.method(), request.endpoint()); // not `url`: it contains the signature
/// #       assert!(request.endpoint().ends_with("/apps/1/events"));
/// #       assert!(!request.endpoint().contains("signature") && request.url().contains("signature"));
///         Box::pin(async { Ok(Response::new(200, "{}")) })
///     }
/// }
/// # let client = Client::builder("1", "key", "secret").transport(Log).build()?;
/// # client.trigger_untyped(["news"], "headline", "text").await?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) query: String,
    pub(crate) body: Option<Bytes>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) timeout: Duration,
}

impl Request {
    /// The `Content-Type` of a request with a body.
    pub const CONTENT_TYPE: &'static str = "application/json";

    /// The header by which a server recognizes a repeated attempt.
    pub const IDEMPOTENCY_KEY: &'static str = "X-Idempotency-Key";

    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The URL with the signature, which must be sent unchanged. Do not log it.
    pub fn url(&self) -> String {
        let endpoint = self.endpoint.url();
        let mut url = String::with_capacity(endpoint.len() + 1 + self.query.len());
        url.push_str(endpoint);
        url.push('?');
        url.push_str(&self.query);
        url
    }

    /// The URL without its query: nothing in it is secret.
    pub fn endpoint(&self) -> &str {
        self.endpoint.url()
    }

    /// The query: parameters and signature, escaped.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The body, JSON, of a request that has one.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// The value of the header [`IDEMPOTENCY_KEY`](Request::IDEMPOTENCY_KEY), if
    /// the request has one: the same for every attempt.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// The time limit of the attempt, including the response.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The URL in parsed form, without parsing the endpoint again.
    pub(crate) fn parsed_url(&self) -> Option<Url> {
        let mut url = self.endpoint.parsed()?.clone();
        url.set_query(Some(&self.query));
        Some(url)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("endpoint", &self.endpoint())
            .field("body_len", &self.body.as_ref().map(Bytes::len))
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
