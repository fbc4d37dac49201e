//! The webhooks `channel_vacated` and `member_removed`, which are delayed: a
//! client that returns meanwhile causes no webhooks
//! ([webhook request delay](https://pusher.com/docs/channels/server_api/webhooks/#webhook-request-delay)).

use std::{collections::VecDeque, time::SystemTime};

use serde_json::{Value, json};

use crate::webhook::WebhookKind;

/// What ended when a client left.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Departure {
    /// A channel has no subscribers any more.
    Vacated { channel: String },
    /// A presence channel has lost a member.
    Removed { channel: String, user_id: String },
}

impl Departure {
    pub(super) fn into_webhook(self) -> Value {
        match self {
            Departure::Vacated { channel } => {
                json!({ "name": WebhookKind::ChannelVacated.name(), "channel": channel })
            }
            Departure::Removed { channel, user_id } => {
                json!({ "name": WebhookKind::MemberRemoved.name(), "channel": channel, "user_id": user_id })
            }
        }
    }
}

/// The departures whose webhooks are not due yet.
///
/// The delay is always the same, so the oldest one is due first.
#[derive(Default)]
pub(super) struct Departures(VecDeque<(SystemTime, Departure)>);

impl Departures {
    pub(super) fn add(&mut self, due: SystemTime, departure: Departure) {
        self.0.push_back((due, departure));
    }

    /// Removes a departure whose webhook has not been sent. Returns whether there was one.
    pub(super) fn take_back(&mut self, departure: &Departure) -> bool {
        let found = self.0.iter().position(|(_, waiting)| waiting == departure);
        found.and_then(|at| self.0.remove(at)).is_some()
    }

    /// When the next webhook is due.
    pub(super) fn next_due(&self) -> Option<SystemTime> {
        self.0.front().map(|(due, _)| *due)
    }

    /// Removes and returns the oldest departure if it is due.
    pub(super) fn pop_due(&mut self, now: SystemTime) -> Option<Departure> {
        self.next_due().filter(|due| *due <= now)?;
        self.0.pop_front().map(|(_, departure)| departure)
    }
}
