//! The default transport: HTTP/1.1 with `reqwest`.

use std::{fmt, time::Duration};

use ::reqwest::{
    Client, Proxy,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect,
};
use bytes::{Bytes, BytesMut};

use super::{Method, Request, Response, SendFuture, Transport, TransportError};

/// The maximum size of a response, in bytes. The responses of the service are far smaller.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// How long an idle connection is kept. Load balancers close idle connections after about a minute.
/// Ours are closed earlier, so that no request is sent on a closed connection.
const IDLE: Duration = Duration::from_secs(25);

/// The settings of the builder for connections.
#[derive(Clone)]
pub(crate) struct ReqwestSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<String>,
}

/// Why the HTTP client could not be created.
#[derive(Debug)]
pub(crate) enum SettingsError {
    Proxy,
    Client(::reqwest::Error),
}

impl ReqwestSettings {
    pub(crate) fn connect(self) -> Result<ReqwestTransport, SettingsError> {
        let mut builder = Client::builder()
            .user_agent(concat!("pusher-typed/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(IDLE);
        if let Some(url) = self.proxy {
            // The URL may contain a password, so the error is not passed on.
            builder = builder.proxy(Proxy::all(url).map_err(|_| SettingsError::Proxy)?);
        }
        builder.build().map(ReqwestTransport::new).map_err(|error| SettingsError::Client(error.without_url()))
    }
}

/// Sends requests with a [`reqwest::Client`](::reqwest::Client).
///
/// The client's default transport does not follow redirects, sends no `Referer`, and closes idle
/// connections before the service does.
///
/// ```
/// use pusher_typed::{Client, transport::ReqwestTransport};
/// use reqwest::redirect::Policy;
///
/// let http = reqwest::Client::builder().redirect(Policy::none()).referer(false).build()?;
/// let client = Client::builder("app-id", "key", "secret").transport(ReqwestTransport::new(http)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ReqwestTransport(Client);

impl ReqwestTransport {
    /// Sends requests with `client`. It should not follow redirects (`redirect::Policy::none()`)
    /// and should not send a referer (`referer(false)`), because both disclose the signed URL to
    /// other servers.
    pub fn new(client: Client) -> Self {
        ReqwestTransport(client)
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(send(&self.0, request))
    }
}

async fn send(client: &Client, request: Request) -> Result<Response, TransportError> {
    let url = request.parsed_url().ok_or_else(|| TransportError::not_sent("invalid URL"))?;
    let method = match request.method {
        Method::Get => ::reqwest::Method::GET,
        Method::Post => ::reqwest::Method::POST,
    };
    let mut outgoing = ::reqwest::Request::new(method, url);
    *outgoing.timeout_mut() = Some(request.timeout);
    if let Some(body) = request.body {
        outgoing.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(Request::CONTENT_TYPE));
        *outgoing.body_mut() = Some(body.into());
    }
    if let Some(key) = request.idempotency_key.and_then(|key| HeaderValue::try_from(key).ok()) {
        outgoing.headers_mut().insert(HeaderName::from_static("x-idempotency-key"), key);
    }
    let response = client.execute(outgoing).await.map_err(classify)?;
    let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
    Ok(Response::new(status, read(response).await?).with_retry_after(retry_after))
}

/// Reads the body, up to [`MAX_BODY`].
async fn read(mut response: ::reqwest::Response) -> Result<Bytes, TransportError> {
    let first = response.chunk().await.map_err(classify)?.unwrap_or_default();
    let Some(second) = response.chunk().await.map_err(classify)? else { return capped(first) };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await.map_err(classify)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(too_long());
        }
        body.extend_from_slice(&chunk);
    }
    capped(body.freeze())
}

fn capped(body: Bytes) -> Result<Bytes, TransportError> {
    if body.len() > MAX_BODY { Err(too_long()) } else { Ok(body) }
}

fn too_long() -> TransportError {
    TransportError::other(format!("the response has more than {MAX_BODY} bytes"))
}

/// The seconds in the header. A date is ignored; the client's own pauses apply.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number that does not fit is still a very long time.
    is_number.then(|| text.parse().map_or(Duration::MAX, Duration::from_secs))
}

/// Classifies an error of `reqwest`, without the signed URL.
fn classify(error: ::reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        TransportError::not_sent(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else {
        TransportError::other(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_after_of_any_length_is_read() {
        let read = |text: &str| {
            retry_after(&HeaderMap::from_iter([(
                RETRY_AFTER,
                HeaderValue::from_str(text).expect("a header"),
            )]))
        };
        assert_eq!(read(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(read("18446744073709551616"), Some(Duration::MAX));
        for other in ["", "-1", "+7", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
