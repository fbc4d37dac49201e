//! Webhooks as an extractor.

use std::{error::Error, fmt};

use axum_core::{
    extract::{DefaultBodyLimit, FromRef, FromRequest, Request, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{
    Client,
    client::WebhookError,
    webhook::{Webhook, WebhookEvent},
};

/// Takes the raw body, verifies it and decodes it.
///
/// The state is a [`Client`] or gives one by `FromRef`. Headers and key are
/// looked at before the body is read; how large it may be is the affair of
/// [`ClientBuilder::webhook_body_limit`](crate::client::ClientBuilder::webhook_body_limit),
/// not of axum's own limit.
impl<S, E> FromRequest<S> for Webhook<E>
where
    S: Send + Sync,
    Client: FromRef<S>,
    E: WebhookEvent,
{
    type Rejection = WebhookRejection;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, WebhookRejection> {
        let client = Client::from_ref(state);
        let key = header(request.headers(), "x-pusher-key");
        let signature = header(request.headers(), "x-pusher-signature");
        client.webhook_signer(key.as_deref())?;
        signature.as_ref().ok_or(WebhookError::MissingSignature)?;
        DefaultBodyLimit::max(client.webhook_body_limit()).apply(&mut request);
        let body = Bytes::from_request(request, state).await?;
        Ok(client.webhook(key.as_deref(), signature.as_deref(), body)?)
    }
}

/// A header's value; one that is no ASCII text is as good as none.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Why a request is no webhook. As a response: 401 for one that is not from the
/// service or not recent, 400 for a signed body that is no webhook, 413 for a
/// body over the limit. The response says which, and neither the key nor
/// anything of the body.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookRejection {
    /// It is not one of the service's webhooks, or not a recent one.
    Webhook(WebhookError),
    /// The body could not be read.
    Body(BytesRejection),
}

impl WebhookRejection {
    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            WebhookRejection::Webhook(error) => {
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED)
            }
            WebhookRejection::Body(error) => error.status(),
        }
    }
}

impl From<WebhookError> for WebhookRejection {
    fn from(error: WebhookError) -> Self {
        WebhookRejection::Webhook(error)
    }
}

impl From<BytesRejection> for WebhookRejection {
    fn from(error: BytesRejection) -> Self {
        WebhookRejection::Body(error)
    }
}

impl fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WebhookRejection::Webhook(error) => error.fmt(f),
            WebhookRejection::Body(_) => f.write_str("the body could not be read"),
        }
    }
}

impl Error for WebhookRejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            WebhookRejection::Webhook(error) => error.source(),
            WebhookRejection::Body(error) => Some(error),
        }
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        let text = match &self {
            WebhookRejection::Webhook(error) => public(error),
            WebhookRejection::Body(_) if self.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                "the body is too large"
            }
            WebhookRejection::Body(_) => "the body could not be read",
        };
        (self.status(), text).into_response()
    }
}

/// What whoever sent the request may know.
fn public(error: &WebhookError) -> &'static str {
    match error {
        WebhookError::MissingKey => "the header X-Pusher-Key is missing",
        WebhookError::MissingSignature => "the header X-Pusher-Signature is missing",
        WebhookError::UnknownKey { .. } => "unknown key",
        WebhookError::TooLarge { .. } => "the body is too large",
        WebhookError::MalformedSignature => "the signature is not 64 hexadecimal digits",
        WebhookError::WrongSignature => "wrong signature",
        WebhookError::Body(_) => "the body is no webhook",
        WebhookError::OutsideWindow { .. } => "the webhook is too old, or ahead of the clock",
    }
}
