//! Queries of channels and users, and terminating the connections of a user.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use serde_json::{Map, Value, json};

use super::{
    events::counts,
    response::{ApiError, ApiResult, json},
    signed::Signed,
};
use crate::{
    channel::ChannelKind,
    testing::server::{app::App, sign_in, state::State},
};

/// `GET /apps/ID/channels`: the channels with subscribers.
pub(super) async fn channels(Shared(app): Shared<Arc<App>>, request: Signed) -> ApiResult {
    let prefix = request.param("filter_by_prefix").unwrap_or_default();
    let info = request.info();
    for name in &info {
        match *name {
            "subscription_count" => {}
            "user_count" if prefix.starts_with("presence-") => {}
            "user_count" => {
                return Err(ApiError::invalid(
                    "`user_count` needs a `filter_by_prefix` that begins with `presence-`",
                ));
            }
            name => return Err(unknown(name)),
        }
    }
    Ok(json(&app.look(|state| {
        let listed = |name: &&String| name.starts_with(prefix) && sign_in::user_of(name).is_none();
        let names = state.channels.keys().filter(listed);
        let channels = names.map(|name| (name.clone(), Value::from(counts(state, name, &info))));
        json!({ "channels": channels.collect::<Map<_, _>>() })
    })))
}

/// `GET /apps/ID/channels/NAME`
pub(super) async fn channel(
    Shared(app): Shared<Arc<App>>,
    Path((_, channel)): Path<(String, String)>,
    request: Signed,
) -> ApiResult {
    let kind = app.settings.channel_name(&channel).map_err(ApiError::invalid)?.kind();
    let info = request.info();
    for name in &info {
        check(name, kind)?;
    }
    Ok(json(&app.look(|state| attributes(state, &channel, &info).into())))
}

/// Refuses an attribute that channels of this kind do not have.
fn check(attribute: &str, kind: ChannelKind) -> Result<(), ApiError> {
    match attribute {
        "user_count" if !kind.is_presence() => {
            Err(ApiError::invalid("only presence channels have a `user_count`"))
        }
        "cache" if !kind.is_cache() => Err(ApiError::invalid("only cache channels have a `cache`")),
        "user_count" | "subscription_count" | "cache" => Ok(()),
        name => Err(unknown(name)),
    }
}

fn attributes(state: &State, channel: &str, info: &[&str]) -> Map<String, Value> {
    let mut attributes = counts(state, channel, info);
    attributes.insert("occupied".to_owned(), json!(state.channels.contains_key(channel)));
    if info.contains(&"cache")
        && let Some(cache) = state.cache_attribute(channel)
    {
        attributes.insert("cache".to_owned(), cache);
    }
    attributes
}

fn unknown(attribute: &str) -> ApiError {
    ApiError::invalid(format!("unknown attribute `{attribute}`"))
}

/// `GET /apps/ID/channels/NAME/users`
pub(super) async fn users(
    Shared(app): Shared<Arc<App>>,
    Path((_, channel)): Path<(String, String)>,
    _request: Signed,
) -> ApiResult {
    if !app.settings.channel_name(&channel).map_err(ApiError::invalid)?.kind().is_presence() {
        return Err(ApiError::invalid("only presence channels have users"));
    }
    Ok(json(&app.look(|state| {
        let users: Vec<Value> = state.users(&channel).iter().map(|id| json!({ "id": id })).collect();
        json!({ "users": users })
    })))
}

/// `POST /apps/ID/users/USER/terminate_connections`; succeeds for a user without connections, too.
pub(super) async fn terminate_connections(
    Shared(app): Shared<Arc<App>>,
    Path((_, user)): Path<(String, String)>,
    _request: Signed,
) -> ApiResult {
    app.step(|state| state.terminate(&user));
    Ok(json(&json!({})))
}
