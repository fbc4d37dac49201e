//! Refusals, in plain text as the hosted service's.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Why a request is refused, or a scripted answer in its place.
pub(super) struct ApiError(Box<Response>);

impl ApiError {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        let mut text = text.into();
        text.push('\n');
        ApiError(Box::new((status, text).into_response()))
    }

    /// 400: the request is wrong.
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::BAD_REQUEST, text)
    }

    /// 401: the request is not authenticated.
    pub(super) fn auth(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::UNAUTHORIZED, text)
    }

    /// 404: there is no such app or path.
    pub(super) fn not_found(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::NOT_FOUND, text)
    }

    /// 405: the path takes another method.
    pub(super) fn method() -> Self {
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "the path takes another method")
    }

    /// 413: the data of an event is too large.
    pub(super) fn too_large(text: impl Into<String>) -> Self {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
    }

    /// What the test wants answered.
    pub(super) fn scripted(response: Response) -> Self {
        ApiError(Box::new(response))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        *self.0
    }
}
