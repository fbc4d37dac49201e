//! Authorization over HTTP, as browsers do it.

use std::{fmt, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use url::{Url, form_urlencoded};

use super::authorizer::{Authorizer, Authorizing};
use super::error::BoxError;
use crate::{
    ChannelName, SocketId,
    client::{ChannelAuth, UserAuth},
};

/// Asks the endpoints that an application has for its browsers
/// ([authorizing users](https://pusher.com/docs/channels/server_api/authorizing-users/)):
/// a form with `socket_id` and `channel_name`.
///
/// Headers, cookies and certificates are those of the HTTP client. A request
/// is given up after 10 seconds. No more than 16 are under way at once, however
/// many subscriptions a new connection has to authorize again.
///
/// ```
/// use pusher_typed::subscriber::Endpoint;
///
/// let http = reqwest::Client::new();
/// let endpoint = Endpoint::new(http, "https://example.com/pusher/auth")?
///     .user_url("https://example.com/pusher/user-auth")?;
/// # Ok::<(), pusher_typed::subscriber::EndpointUrlError>(())
/// ```
#[derive(Clone)]
pub struct Endpoint {
    http: reqwest::Client,
    channels: Url,
    users: Option<Url>,
    turns: Arc<Semaphore>,
}

/// An invalid URL of an [`Endpoint`]. The text does not contain the URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid endpoint URL: {0}")]
pub struct EndpointUrlError(url::ParseError);

impl Endpoint {
    const AT_ONCE: usize = 16;
    const TIMEOUT: Duration = Duration::from_secs(10);
    /// Room for any authorization; more is not read.
    const MAX_BODY: usize = 64 * 1024;

    /// Asks `url` about channels.
    ///
    /// # Errors
    /// When the URL is invalid.
    pub fn new(http: reqwest::Client, url: &str) -> Result<Self, EndpointUrlError> {
        let turns = Arc::new(Semaphore::new(Self::AT_ONCE));
        Ok(Endpoint { http, channels: url.parse().map_err(EndpointUrlError)?, users: None, turns })
    }

    /// Asks `url` for the sign-in.
    ///
    /// # Errors
    /// When the URL is invalid.
    pub fn user_url(mut self, url: &str) -> Result<Self, EndpointUrlError> {
        self.users = Some(url.parse().map_err(EndpointUrlError)?);
        Ok(self)
    }

    /// How many requests may be under way at once, over all subscribers that
    /// have this endpoint or a clone of it; 16 by default, and at least one.
    #[must_use]
    pub fn at_once(mut self, requests: usize) -> Self {
        self.turns = Arc::new(Semaphore::new(requests.clamp(1, Semaphore::MAX_PERMITS)));
        self
    }

    async fn ask<T: DeserializeOwned>(&self, url: &Url, form: String) -> Result<T, BoxError> {
        let _turn = self.turns.acquire().await?;
        let request = self
            .http
            .post(url.clone())
            .timeout(Self::TIMEOUT)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let mut response = request.send().await.map_err(reqwest::Error::without_url)?;
        if !response.status().is_success() {
            return Err(format!("the endpoint answered {}", response.status().as_u16()).into());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            if body.len() + chunk.len() > Self::MAX_BODY {
                return Err("the endpoint's answer is too long to be an authorization".into());
            }
            body.extend_from_slice(&chunk);
        }
        // The parser's error could quote a signature or a key.
        serde_json::from_slice(&body).map_err(|_| "the endpoint's answer is no authorization".into())
    }
}

impl Authorizer for Endpoint {
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth> {
        let fields = [("socket_id", socket_id.as_str()), ("channel_name", channel.as_str())];
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Box::pin(self.ask(&self.channels, form))
    }

    fn user<'a>(&'a self, socket_id: &'a SocketId) -> Authorizing<'a, UserAuth> {
        Box::pin(async move {
            let url = self.users.as_ref().ok_or("the endpoint has no URL for the sign-in")?;
            self.ask(url, format!("socket_id={socket_id}")).await
        })
    }
}

/// Neither the HTTP client's headers nor what a URL may hold beside host and path.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("host", &self.channels.host_str())
            .field("path", &self.channels.path())
            .finish_non_exhaustive()
    }
}
