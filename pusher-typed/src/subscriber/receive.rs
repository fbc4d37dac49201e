//! What a session makes of the service's messages.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    SubscribeError,
    connection::ConnectionItem,
    frame::{self, Frame, id_text},
    item::{RawEvent, Signal},
    session::Session,
    slot::{Phase, Slot},
};

#[derive(Deserialize)]
struct Complaint {
    code: Option<u16>,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    error: String,
    status: Option<u16>,
}

#[derive(Deserialize)]
struct Succeeded {
    presence: Presence,
}

#[derive(Deserialize)]
struct Presence {
    #[serde(default)]
    ids: Vec<Value>,
    #[serde(default)]
    hash: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Member {
    user_id: Value,
    #[serde(default)]
    user_info: Value,
}

#[derive(Deserialize)]
struct Count {
    subscription_count: u64,
}

impl Session {
    /// One message of the service.
    pub(super) fn receive(&mut self, frame: Frame) {
        match (&*frame.event, &frame.channel) {
            ("pusher:ping", _) => self.out.push_back(frame::pong()),
            ("pusher:pong", _) => {}
            ("pusher:error", _) => {
                let Complaint { code, message } =
                    frame.content().unwrap_or(Complaint { code: None, message: frame.data });
                self.tell(&ConnectionItem::Error { code, message });
            }
            ("pusher:signin_success", _) => self.signed_in(&frame),
            ("pusher_internal:watchlist_events", _) => self.watchlist(&frame),
            ("pusher:subscription_error", Some(channel)) if self.slots.contains_key(channel) => {
                let refusal = frame.content().unwrap_or(Refusal {
                    kind: "unknown".to_owned(),
                    error: frame.data.clone(),
                    status: None,
                });
                let Refusal { kind, error, status } = refusal;
                self.refuse(channel, SubscribeError::Refused { kind, error, status });
            }
            (_, Some(channel)) => match self.slots.get_mut(channel) {
                Some(slot) => {
                    let channel = channel.clone();
                    slot.receive(frame);
                    self.ask_for_key(&channel);
                }
                None => self.receive_for_user(frame),
            },
            (_, None) => self.strange(format!("{}: {}", frame.event, frame.data)),
        }
    }
}

impl Slot {
    fn receive(&mut self, frame: Frame) {
        if self.phase == Phase::Waiting {
            // of a subscription to the same channel that has just ended
            return;
        }
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => {
                if self.kind().is_presence() {
                    *self.shared.members() = members(&frame);
                }
                self.succeeded();
            }
            "pusher:cache_miss" => self.shared.queue.push(Signal::CacheMiss),
            "pusher_internal:subscription_count" => self.own(frame, |slot, Count { subscription_count }| {
                slot.shared.queue.push(Signal::Count(subscription_count));
                Some(())
            }),
            "pusher_internal:member_added" => self.own(frame, Slot::joined),
            "pusher_internal:member_removed" => self.own(frame, Slot::left),
            _ => self.event(raw(frame)),
        }
    }

    /// A message of the service's own, which is told as it is where its form is another.
    fn own<T>(&mut self, frame: Frame, take: impl FnOnce(&mut Slot, T) -> Option<()>)
    where
        T: for<'d> Deserialize<'d>,
    {
        if frame.content().and_then(|content| take(self, content)).is_none() {
            self.shared.queue.push(Signal::Strange(raw(frame)));
        }
    }

    fn joined(&mut self, Member { user_id, user_info }: Member) -> Option<()> {
        let id = id_text(user_id)?;
        self.shared.members().insert(id.clone(), user_info.clone());
        self.shared.queue.push(Signal::Joined { id, info: user_info });
        Some(())
    }

    fn left(&mut self, Member { user_id, .. }: Member) -> Option<()> {
        let id = id_text(user_id)?;
        self.shared.members().remove(&id);
        self.shared.queue.push(Signal::Left { id });
        Some(())
    }
}

/// The members that a new subscriber is told of.
fn members(frame: &Frame) -> BTreeMap<String, Value> {
    let Some(Succeeded { presence: Presence { ids, mut hash } }) = frame.content() else {
        return BTreeMap::new();
    };
    for id in ids.into_iter().filter_map(id_text) {
        hash.entry(id).or_insert(Value::Null);
    }
    hash
}

pub(super) fn raw(frame: Frame) -> RawEvent {
    RawEvent { event: frame.event, data: frame.data, user_id: frame.user_id }
}
