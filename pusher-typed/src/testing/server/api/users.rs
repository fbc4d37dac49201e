//! Users: those of a presence channel, and those who signed in.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use serde_json::{Value, json};

use super::{Answered, error::ApiError, json, signed::Signed};
use crate::testing::server::app::App;

/// `GET /apps/ID/channels/NAME/users`
pub(super) async fn list(
    Shared(app): Shared<Arc<App>>,
    Path((_, channel)): Path<(String, String)>,
    _request: Signed,
) -> Answered {
    if !app.settings.channel_name(&channel).map_err(ApiError::invalid)?.kind().is_presence() {
        return Err(ApiError::invalid("only presence channels have users"));
    }
    Ok(json(&app.look(|state| {
        let users: Vec<Value> = state.users(&channel).iter().map(|id| json!({ "id": id })).collect();
        json!({ "users": users })
    })))
}

/// `POST /apps/ID/users/USER/terminate_connections`; a user who is not there is none too many.
pub(super) async fn terminate(
    Shared(app): Shared<Arc<App>>,
    Path((_, user)): Path<(String, String)>,
    _request: Signed,
) -> Answered {
    app.step(|state| state.terminate(&user));
    Ok(json(&json!({})))
}
