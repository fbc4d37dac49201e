//! Presence channels: who is there, once for each user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{frame, settings::Settings, state::State, subscribe::Refusal};
use crate::{SocketId, UserId, webhook::WebhookKind};

/// Who a subscription belongs to.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) id: String,
    info: Box<RawValue>,
}

#[derive(Deserialize)]
struct ChannelData {
    user_id: Value,
    user_info: Option<Box<RawValue>>,
}

/// What `pusher_internal:subscription_succeeded` tells.
#[derive(Serialize)]
struct Succeeded<'m> {
    presence: Presence<'m>,
}

/// The members in the form of `pusher_internal:subscription_succeeded`.
#[derive(Serialize)]
struct Presence<'m> {
    count: usize,
    ids: Vec<&'m str>,
    hash: BTreeMap<&'m str, &'m RawValue>,
}

#[derive(Serialize)]
struct Joined<'m> {
    user_id: &'m str,
    user_info: &'m RawValue,
}

impl State {
    /// The member that `channel_data` describes, if there is room.
    pub(super) fn member(&self, channel: &str, data: Option<&str>) -> Result<Member, Refusal> {
        let data = data.ok_or_else(|| Refusal::invalid("a presence channel needs `channel_data`"))?;
        let data: ChannelData = serde_json::from_str(data)
            .map_err(|_| Refusal::invalid("`channel_data` is a JSON object with a `user_id`"))?;
        let member = Member { id: user_id(data.user_id)?, info: data.user_info.unwrap_or_else(nothing) };
        let limit = self.settings.limits.user_info;
        if member.info.get().len() > limit {
            return Err(Refusal::invalid(format!("`user_info` is over {limit} bytes")));
        }
        let users = self.users(channel);
        if users.len() >= Settings::MEMBERS && !users.contains(&&*member.id) {
            return Err(Refusal::limit(format!("the channel has {} members already", Settings::MEMBERS)));
        }
        Ok(member)
    }

    /// The ids of the users, the longest there first.
    pub(super) fn users(&self, channel: &str) -> Vec<&str> {
        let mut users = Vec::new();
        for member in self.present(channel) {
            if !users.contains(&&*member.id) {
                users.push(&*member.id);
            }
        }
        users
    }

    fn present(&self, channel: &str) -> impl Iterator<Item = &Member> {
        self.channels
            .get(channel)
            .into_iter()
            .flat_map(|channel| &channel.subscribers)
            .filter_map(|(_, member)| member.as_ref())
    }

    /// The members as a new subscriber is told them; `None` where there are no such.
    pub(super) fn members(&self, channel: &str) -> Option<String> {
        let ids = self.users(channel);
        if ids.is_empty() {
            return None;
        }
        let mut hash = BTreeMap::new();
        for member in self.present(channel) {
            hash.entry(&*member.id).or_insert(&*member.info);
        }
        serde_json::to_string(&Succeeded { presence: Presence { count: ids.len(), ids, hash } }).ok()
    }

    /// Tells of a new subscription, unless its user was there already.
    pub(super) fn joined(&self, id: &SocketId, name: &str) {
        let Some(member) = self.channels.get(name).and_then(|channel| channel.member(id)) else { return };
        if self.present(name).filter(|present| present.id == member.id).count() > 1 {
            return;
        }
        let data = Joined { user_id: &member.id, user_info: &member.info };
        let data = serde_json::to_string(&data).unwrap_or_default();
        self.broadcast(name, &frame::event(name, "pusher_internal:member_added", &data), Some(id));
        self.tell(json!({ "name": WebhookKind::MemberAdded.name(), "channel": name, "user_id": member.id }));
    }

    /// Tells of a subscription that has ended, unless its user has another.
    pub(super) fn left(&self, name: &str, member: &Member) {
        if self.present(name).any(|present| present.id == member.id) {
            return;
        }
        let data = json!({ "user_id": member.id }).to_string();
        self.broadcast(name, &frame::event(name, "pusher_internal:member_removed", &data), None);
        self.tell(
            json!({ "name": WebhookKind::MemberRemoved.name(), "channel": name, "user_id": member.id }),
        );
    }
}

/// A user's id: a string, or a number as the text of it.
fn user_id(id: Value) -> Result<String, Refusal> {
    let id = match id {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => return Err(Refusal::invalid("`user_id` is no string")),
    };
    if id.is_empty() || id.len() > UserId::MAX_LEN {
        return Err(Refusal::invalid(format!("`user_id` has not 1 to {} characters", UserId::MAX_LEN)));
    }
    Ok(id)
}

/// The info of a member without any.
fn nothing() -> Box<RawValue> {
    serde_json::value::to_raw_value(&json!({})).unwrap_or_default()
}
