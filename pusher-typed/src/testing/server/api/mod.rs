//! The HTTP API
//! ([reference](https://pusher.com/docs/channels/library_auth_reference/rest-api/)).

mod events;
mod queries;
mod response;
mod signed;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
    serve::ListenerExt as _,
};
use tokio::net::TcpListener;

use self::response::ApiError;
use super::{app::App, connection};

/// Serves the API and the WebSocket connections on one port.
pub(super) async fn serve(listener: TcpListener, app: Arc<App>) {
    let routes = Router::new()
        .route("/apps/{app}/events", post(events::trigger))
        .route("/apps/{app}/batch_events", post(events::trigger_batch))
        .route("/apps/{app}/channels", get(queries::channels))
        .route("/apps/{app}/channels/{channel}", get(queries::channel))
        .route("/apps/{app}/channels/{channel}/users", get(queries::users))
        .route("/apps/{app}/users/{user}/terminate_connections", post(queries::terminate_connections))
        .route("/app/{key}", get(connection::connect))
        .fallback(|| async { ApiError::not_found("unknown path") })
        .method_not_allowed_fallback(|| async { ApiError::method() })
        .with_state(app);
    // Otherwise each small frame would wait for the acknowledgement of the one before.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    // It returns only when the future is dropped: errors of accepting are handled inside.
    let _ = axum::serve(listener, routes).await;
}
