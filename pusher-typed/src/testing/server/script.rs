//! Answers that a test chose instead of the server's own.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse as _, Response},
};

use super::app::App;
use crate::transport::TransportErrorKind;

/// The answer to the request that has just come, if there is one in the script.
pub(super) async fn answer(app: &App) -> Option<Response> {
    let answer = app.look(|state| state.answers.pop_front())?;
    match answer.into_result() {
        Ok(response) => Some(scripted(&response)),
        Err(error) if error.kind() == TransportErrorKind::Timeout => std::future::pending().await,
        Err(_) => Some(Body::from_stream(Broken).into_response()),
    }
}

fn scripted(response: &crate::transport::Response) -> Response {
    let status = StatusCode::from_u16(response.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = (status, Bytes::copy_from_slice(response.body())).into_response();
    if let Some(pause) = response.retry_after() {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(pause.as_secs()));
    }
    answer
}

/// A body that breaks off, and the connection with it.
struct Broken;

impl futures_core::Stream for Broken {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}
