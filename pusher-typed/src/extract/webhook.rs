//! Webhooks as an extractor.

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

/// Reads the raw body, verifies it and decodes it.
///
/// The state must be a [`Client`] or [provide one by
/// `FromRef`](crate::extract#state-of-an-application). The headers and the key are checked before
/// the body is read. The size of the body is limited by
/// [`ClientBuilder::webhook_body_limit`](crate::client::ClientBuilder::webhook_body_limit), not by
/// axum's own limit.
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

/// The value of a header; `None` if it is missing or not ASCII text.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Why a request was not accepted as a webhook. The status of the response is 401 for a request
/// that is not from the service or not recent, 400 for a signed body that is not a webhook, and 413
/// for a body over the limit. The response names the reason, but contains neither the key nor any
/// part of the body.
///
/// ```
/// use axum::http::StatusCode;
/// use pusher_typed::{client::WebhookError, extract::WebhookRejection, webhook::{Event, Webhook}};
///
/// async fn handler(webhook: Result<Webhook<Event>, WebhookRejection>) -> StatusCode {
///     match webhook {
///         Ok(_) => StatusCode::NO_CONTENT,
///         Err(rejection) => rejection.status(),
///     }
/// }
/// # let rejection = WebhookRejection::Webhook(WebhookError::MissingKey);
/// # let status = tokio::runtime::Builder::new_current_thread().build()?.block_on(handler(Err(rejection)));
/// # assert_eq!(status, StatusCode::UNAUTHORIZED);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookRejection {
    /// It is not one of the service's webhooks, or not a recent one.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// The body could not be read.
    #[error("the body could not be read")]
    Body(#[from] BytesRejection),
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

/// The text of the response, which the sender of the request may read.
fn public(error: &WebhookError) -> &'static str {
    match error {
        WebhookError::MissingKey => "the header X-Pusher-Key is missing",
        WebhookError::MissingSignature => "the header X-Pusher-Signature is missing",
        WebhookError::UnknownKey { .. } => "unknown key",
        WebhookError::TooLarge { .. } => "the body is too large",
        WebhookError::MalformedSignature => "the signature is not 64 hexadecimal digits",
        WebhookError::WrongSignature => "wrong signature",
        WebhookError::Body(_) => "the body is not a webhook",
        WebhookError::OutsideWindow { .. } => "the webhook is too old, or ahead of the clock",
    }
}
