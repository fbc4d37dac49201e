//! The responses of the HTTP API. Errors are plain text, as those of the hosted service.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::{
    testing::{scripted::ScriptedResponse, server::app::App},
    transport::{self, TransportErrorKind},
};

/// The response to a request, or the error in its place.
pub(super) type ApiResult = Result<Response, ApiError>;

/// Status 200 with a JSON body.
pub(super) fn json(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// An error response, or a scripted response.
pub(super) struct ApiError(Box<Response>);

impl ApiError {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        let mut text = text.into();
        text.push('\n');
        ApiError(Box::new((status, text).into_response()))
    }

    /// 400: the request is invalid.
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::BAD_REQUEST, text)
    }

    /// 401: the request is not authenticated.
    pub(super) fn auth(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::UNAUTHORIZED, text)
    }

    /// 404: unknown app or path.
    pub(super) fn not_found(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::NOT_FOUND, text)
    }

    /// 405: the path has another method.
    pub(super) fn method() -> Self {
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
    }

    /// 413: the data of an event is too large.
    pub(super) fn too_large(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
    }

    /// The next response of the test's script; `None` if the script is at its end.
    pub(super) async fn scripted(app: &App) -> Option<Self> {
        let response: ScriptedResponse = app.look(|state| state.responses.pop_front())?;
        let response = match response.into_result() {
            Ok(response) => scripted(&response),
            Err(error) if error.kind() == TransportErrorKind::Timeout => std::future::pending().await,
            Err(_) => Body::from_stream(ResetBody).into_response(),
        };
        Some(ApiError(Box::new(response)))
    }
}

fn scripted(response: &transport::Response) -> Response {
    let status = StatusCode::from_u16(response.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut scripted = (status, Bytes::copy_from_slice(response.body())).into_response();
    if let Some(pause) = response.retry_after() {
        scripted.headers_mut().insert(RETRY_AFTER, HeaderValue::from(pause.as_secs()));
    }
    scripted
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A body that fails, and with it the connection.
struct ResetBody;

impl futures_core::Stream for ResetBody {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}
