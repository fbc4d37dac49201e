//! Triggering events, alone and in batches.

use std::sync::Arc;

use axum::extract::State as Shared;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    response::{ApiError, ApiResult, json},
    signed::Signed,
};
use crate::{
    channel::{ChannelKind, ChannelName},
    socket::SocketId,
    testing::server::{app::App, publish::Publication, settings::Settings, sign_in, state::State},
    user::UserId,
};

#[derive(Deserialize)]
struct Event {
    name: Option<String>,
    data: Option<Value>,
    channel: Option<String>,
    channels: Option<Vec<String>>,
    socket_id: Option<String>,
    info: Option<String>,
}

#[derive(Deserialize)]
struct Batch {
    batch: Vec<Event>,
}

/// `POST /apps/ID/events`
pub(super) async fn trigger(Shared(app): Shared<Arc<App>>, request: Signed) -> ApiResult {
    let publication = read::<Event>(&request)?.check(&app.settings)?;
    Ok(json(&app.step(|state| {
        state.publish(&publication);
        if publication.info.is_empty() {
            return json!({});
        }
        let of = |channel: &String| (channel.clone(), Value::from(counts(state, channel, &publication.info)));
        json!({ "channels": publication.channels.iter().map(of).collect::<Map<_, _>>() })
    })))
}

/// `POST /apps/ID/batch_events`: all events, or none if one is invalid.
pub(super) async fn trigger_batch(Shared(app): Shared<Arc<App>>, request: Signed) -> ApiResult {
    let events = read::<Batch>(&request)?.batch;
    let limit = app.settings.limits.batch;
    if events.len() > limit {
        return Err(ApiError::invalid(format!(
            "the batch has {} events; the maximum is {limit}",
            events.len()
        )));
    }
    if events.iter().any(|event| event.channels.is_some()) {
        return Err(ApiError::invalid("an event of a batch has one `channel`, not `channels`"));
    }
    let checked: Result<Vec<_>, _> = events.into_iter().map(|event| event.check(&app.settings)).collect();
    let publications = checked?;
    Ok(json(&app.step(|state| {
        let infos: Vec<_> = publications.iter().map(|publication| published(state, publication)).collect();
        if publications.iter().all(|publication| publication.info.is_empty()) {
            return json!({});
        }
        json!({ "batch": infos })
    })))
}

fn published(state: &mut State, publication: &Publication) -> Map<String, Value> {
    state.publish(publication);
    let channel = publication.channels.first().map(String::as_str).unwrap_or_default();
    counts(state, channel, &publication.info)
}

/// The requested counts of a channel that it has.
pub(super) fn counts<N: AsRef<str>>(state: &State, channel: &str, info: &[N]) -> Map<String, Value> {
    let presence = ChannelKind::from_name(channel).is_presence();
    let count = |name: &N| match name.as_ref() {
        "user_count" if presence => Some(("user_count".to_owned(), json!(state.users(channel).len()))),
        "subscription_count" => Some(("subscription_count".to_owned(), json!(state.subscriptions(channel)))),
        _ => None,
    };
    info.iter().filter_map(count).collect()
}

fn read<T: DeserializeOwned>(request: &Signed) -> Result<T, ApiError> {
    serde_json::from_slice(&request.body)
        .map_err(|error| ApiError::invalid(format!("invalid JSON in the body: {error}")))
}

impl Event {
    fn check(self, settings: &Settings) -> Result<Publication, ApiError> {
        let event = name(self.name, settings.limits.event_name)?;
        let channels = channels(self.channel, self.channels, settings)?;
        let Some(Value::String(data)) = self.data else {
            return Err(ApiError::invalid("`data` is not a string"));
        };
        let limit = settings.limits.payload;
        if data.len() > limit {
            return Err(ApiError::too_large(format!(
                "the data of `{event}` has {} bytes; the maximum is {limit}",
                data.len()
            )));
        }
        let exclude = self.socket_id.map(|id| id.parse::<SocketId>());
        let exclude = exclude.transpose().map_err(|error| ApiError::invalid(error.to_string()))?;
        Ok(Publication { event, channels, data, exclude, info: info(self.info.as_deref())? })
    }
}

fn name(name: Option<String>, limit: usize) -> Result<String, ApiError> {
    match name {
        None => Err(ApiError::invalid("`name` is missing in the event")),
        Some(name) if name.is_empty() => Err(ApiError::invalid("the event's `name` is empty")),
        Some(name) if name.chars().count() > limit => {
            Err(ApiError::invalid(format!("the event's name is longer than {limit} characters")))
        }
        Some(name) if name.starts_with("pusher:") || name.starts_with("pusher_internal:") => {
            Err(ApiError::invalid("event names that begin with `pusher:` or `pusher_internal:` are reserved"))
        }
        Some(name) => Ok(name),
    }
}

fn channels(
    one: Option<String>,
    many: Option<Vec<String>>,
    settings: &Settings,
) -> Result<Vec<String>, ApiError> {
    let mut channels = many.unwrap_or_default();
    channels.extend(one);
    let limit = settings.limits.channels;
    if channels.is_empty() {
        return Err(ApiError::invalid("`channel` or `channels` is missing in the event"));
    }
    if channels.len() > limit {
        return Err(ApiError::invalid(format!(
            "the event has {} channels; the maximum is {limit}",
            channels.len()
        )));
    }
    for channel in &channels {
        check_channel(channel, settings)?;
    }
    if channels.len() > 1 && channels.iter().any(|channel| ChannelKind::from_name(channel).is_encrypted()) {
        return Err(ApiError::invalid("an event for an encrypted channel cannot have other channels"));
    }
    Ok(channels)
}

fn check_channel(channel: &str, settings: &Settings) -> Result<(), ApiError> {
    match sign_in::user_of(channel) {
        Some(user) if user.len() <= UserId::MAX_LEN && ChannelName::new(user).is_ok() => Ok(()),
        Some(_) => Err(ApiError::invalid("invalid user id in the channel name")),
        None => settings.channel_name(channel).map(drop).map_err(ApiError::invalid),
    }
}

fn info(info: Option<&str>) -> Result<Vec<String>, ApiError> {
    let names: Vec<_> =
        info.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    match names.iter().find(|name| !matches!(**name, "user_count" | "subscription_count")) {
        Some(name) => Err(ApiError::invalid(format!("unknown attribute `{name}`"))),
        None => Ok(names.into_iter().map(str::to_owned).collect()),
    }
}
