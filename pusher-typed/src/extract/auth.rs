//! Extractors for authorization requests, and their replies as responses.

use axum_core::{
    body::Body,
    extract::{FromRequest, Request, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};

use crate::{
    ChannelSet, ParseChannel,
    client::{
        AuthError, AuthReply, AuthRequestError, BatchAuthReply, ChannelAuth, ChannelAuthBatch,
        ChannelAuthRequest, UserAuth, UserAuthRequest,
    },
};

/// Why a request was refused before the handler was called. The status of the response is 400 for a
/// malformed request, 403 for an unknown channel, 413 for a body over axum's limit, and 415 for a
/// body that is neither a form nor JSON.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthRejection {
    /// The body could not be read.
    #[error("the body could not be read")]
    Body(#[source] BytesRejection),
    /// The body is not a valid request.
    #[error(transparent)]
    Request(AuthRequestError),
}

impl IntoResponse for AuthRejection {
    fn into_response(self) -> Response {
        match self {
            AuthRejection::Body(error) => error.into_response(),
            AuthRejection::Request(error) => error.into_response(),
        }
    }
}

/// The content type and the body of a request.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<(String, Bytes), AuthRejection> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let body = Bytes::from_request(request, state).await.map_err(AuthRejection::Body)?;
    Ok((content_type, body))
}

impl<S, C> FromRequest<S> for ChannelAuthRequest<C>
where
    S: Send + Sync,
    C: ChannelSet + for<'n> ParseChannel<'n>,
{
    type Rejection = AuthRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, AuthRejection> {
        let (content_type, body) = read(request, state).await?;
        ChannelAuthRequest::parse(&content_type, &body).map_err(AuthRejection::Request)
    }
}

impl<S, C> FromRequest<S> for ChannelAuthBatch<C>
where
    S: Send + Sync,
    C: ChannelSet + for<'n> ParseChannel<'n>,
{
    type Rejection = AuthRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, AuthRejection> {
        let (content_type, body) = read(request, state).await?;
        ChannelAuthBatch::parse(&content_type, &body).map_err(AuthRejection::Request)
    }
}

impl<S: Send + Sync> FromRequest<S> for UserAuthRequest {
    type Rejection = AuthRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, AuthRejection> {
        let (content_type, body) = read(request, state).await?;
        UserAuthRequest::parse(&content_type, &body).map_err(AuthRejection::Request)
    }
}

impl IntoResponse for AuthReply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::from(self.into_body()));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(AuthReply::CONTENT_TYPE));
        response
    }
}

macro_rules! replies {
    ($($ty:ty),*) => {$(
        impl IntoResponse for $ty {
            fn into_response(self) -> Response {
                AuthReply::from(&self).into_response()
            }
        }
    )*};
}

replies!(ChannelAuth, UserAuth, AuthRequestError, AuthError);

impl IntoResponse for BatchAuthReply {
    fn into_response(self) -> Response {
        self.to_reply().into_response()
    }
}
