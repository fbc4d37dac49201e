//! The members of presence channels, each user once
//! ([presence channels](https://pusher.com/docs/channels/using_channels/presence-channels/)).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{
    departures::Departure,
    frame,
    settings::Settings,
    state::{Member, State},
    subscribe::Refusal,
};
use crate::{socket::SocketId, user::UserId, webhook::WebhookKind};

#[derive(Deserialize)]
struct ChannelData {
    user_id: Value,
    user_info: Option<Box<RawValue>>,
}

/// The data of `pusher_internal:subscription_succeeded` on a presence channel.
#[derive(Serialize)]
struct Succeeded<'m> {
    presence: Presence<'m>,
}

#[derive(Serialize)]
struct Presence<'m> {
    count: usize,
    ids: Vec<&'m str>,
    hash: BTreeMap<&'m str, &'m RawValue>,
}

/// The data of `pusher_internal:member_added`.
#[derive(Serialize)]
struct MemberAdded<'m> {
    user_id: &'m str,
    user_info: &'m RawValue,
}

impl State {
    /// The member in `channel_data`, if the channel has not reached its limit.
    pub(super) fn member(&self, channel: &str, data: Option<&str>) -> Result<Member, Refusal> {
        let data = data.ok_or_else(|| Refusal::invalid("a presence channel needs `channel_data`"))?;
        let data: ChannelData = serde_json::from_str(data)
            .map_err(|_| Refusal::invalid("`channel_data` is not a JSON object with a `user_id`"))?;
        let member = Member { id: user_id(data.user_id)?, info: data.user_info.unwrap_or_else(empty_object) };
        let limit = self.settings.limits.user_info;
        if member.info.get().len() > limit {
            return Err(Refusal::invalid(format!("`user_info` is larger than {limit} bytes")));
        }
        let users = self.users(channel);
        if users.len() >= Settings::MEMBERS && !users.contains(&&*member.id) {
            return Err(Refusal::limit(format!("the channel has {} members", Settings::MEMBERS)));
        }
        Ok(member)
    }

    /// The ids of the users, in the order in which they joined.
    pub(super) fn users(&self, channel: &str) -> Vec<&str> {
        let mut users = Vec::new();
        for member in self.present(channel) {
            if !users.contains(&&*member.id) {
                users.push(&*member.id);
            }
        }
        users
    }

    /// The member of each subscription.
    fn present(&self, channel: &str) -> impl Iterator<Item = &Member> {
        self.channels
            .get(channel)
            .into_iter()
            .flat_map(|channel| &channel.subscribers)
            .filter_map(|(_, member)| member.as_ref())
    }

    /// The members for a new subscriber; `None` if the channel has no members.
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

    /// Announces a new subscription, unless its user had another one.
    pub(super) fn member_added(&mut self, id: &SocketId, name: &str) {
        let Some(member) = self.channels.get(name).and_then(|channel| channel.member(id)) else { return };
        if self.present(name).filter(|present| present.id == member.id).count() > 1 {
            return;
        }
        let user_id = member.id.clone();
        let data = MemberAdded { user_id: &member.id, user_info: &member.info };
        let data = serde_json::to_string(&data).unwrap_or_default();
        self.broadcast(name, &frame::event(name, "pusher_internal:member_added", &data), Some(id));
        let webhook = json!({ "name": WebhookKind::MemberAdded.name(), "channel": name, "user_id": user_id });
        if !self.departures.take_back(&Departure::Removed { channel: name.to_owned(), user_id }) {
            self.send_webhook(webhook);
        }
    }

    /// Announces the end of a subscription, unless its user has another one.
    pub(super) fn member_removed(&mut self, name: &str, member: &Member) {
        if self.present(name).any(|present| present.id == member.id) {
            return;
        }
        let data = json!({ "user_id": member.id }).to_string();
        self.broadcast(name, &frame::event(name, "pusher_internal:member_removed", &data), None);
        self.depart(Departure::Removed { channel: name.to_owned(), user_id: member.id.clone() });
    }
}

/// A user's id: a string, or the digits of a number.
fn user_id(id: Value) -> Result<String, Refusal> {
    let id = match id {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => return Err(Refusal::invalid("`user_id` is not a string")),
    };
    if id.is_empty() || id.len() > UserId::MAX_LEN {
        return Err(Refusal::invalid(format!("`user_id` does not have 1 to {} characters", UserId::MAX_LEN)));
    }
    Ok(id)
}

/// The `user_info` of a member without any.
fn empty_object() -> Box<RawValue> {
    serde_json::value::to_raw_value(&json!({})).unwrap_or_default()
}
