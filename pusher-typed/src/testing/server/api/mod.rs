//! The HTTP API
//! ([reference](https://pusher.com/docs/channels/library_auth_reference/rest-api/)).

mod channels;
mod error;
mod events;
mod signed;
mod users;

use std::sync::Arc;

use axum::{
    Router,
    http::header::CONTENT_TYPE,
    response::{IntoResponse as _, Response},
    routing::{get, post},
    serve::ListenerExt as _,
};
use serde_json::Value;
use tokio::net::TcpListener;

use self::error::ApiError;
use super::{app::App, connection};

/// What a handler answers.
type Answered = Result<Response, ApiError>;

/// Serves the API and the WebSocket connections on one port.
pub(super) async fn serve(listener: TcpListener, app: Arc<App>) {
    let routes = Router::new()
        .route("/apps/{app}/events", post(events::one))
        .route("/apps/{app}/batch_events", post(events::batch))
        .route("/apps/{app}/channels", get(channels::list))
        .route("/apps/{app}/channels/{channel}", get(channels::one))
        .route("/apps/{app}/channels/{channel}/users", get(users::list))
        .route("/apps/{app}/users/{user}/terminate_connections", post(users::terminate))
        .route("/app/{key}", get(connection::connect))
        .fallback(|| async { ApiError::not_found("there is nothing at this path") })
        .method_not_allowed_fallback(|| async { ApiError::method() })
        .with_state(app);
    // Small frames that follow each other would wait for each other's acknowledgement.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    // Accepting does not fail for good, and nobody would be there to be told.
    let _ = axum::serve(listener, routes).await;
}

fn json(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
