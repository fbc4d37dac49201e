//! The request as an extractor for axum, and the responses.

use axum_core::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Request, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use pusher_typed::{ChannelSet, ParseChannel};

use super::{
    page::HistoryError,
    request::{HistoryRequest, HistoryRequestError},
    response::HistoryResponse,
};

/// The size of the body is limited by [`MAX_BODY`](HistoryRequest::MAX_BODY), not by axum's own limit.
impl<S, C> FromRequest<S> for HistoryRequest<C>
where
    S: Send + Sync,
    C: ChannelSet + for<'n> ParseChannel<'n>,
{
    type Rejection = HistoryRejection;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, HistoryRejection> {
        DefaultBodyLimit::max(Self::MAX_BODY).apply(&mut request);
        let body = Bytes::from_request(request, state).await?;
        Ok(HistoryRequest::parse(&body)?)
    }
}

/// Why a request was refused before the handler was called. The status of the response is 400, or 413 for a body over a
/// limit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryRejection {
    /// The body could not be read.
    #[error("the body could not be read")]
    Body(#[from] BytesRejection),
    /// The body is not a history request.
    #[error(transparent)]
    Request(#[from] HistoryRequestError),
}

impl IntoResponse for HistoryRejection {
    fn into_response(self) -> Response {
        match self {
            HistoryRejection::Body(error) => error.into_response(),
            HistoryRejection::Request(error) => error.into_response(),
        }
    }
}

impl IntoResponse for HistoryRequestError {
    fn into_response(self) -> Response {
        (status(self.status()), self.to_string()).into_response()
    }
}

/// The status 503 without details.
impl IntoResponse for HistoryError {
    fn into_response(self) -> Response {
        (status(self.status()), "the history is not available").into_response()
    }
}

fn status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl IntoResponse for HistoryResponse {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.into_body()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(HistoryResponse::CONTENT_TYPE));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(HistoryResponse::CACHE_CONTROL));
        response
    }
}
