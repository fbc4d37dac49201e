//! The webhooks `channel_vacated` and `member_removed`, which are delayed: a
//! client that returns meanwhile causes no webhooks
//! ([webhook request delay](https://pusher.com/docs/channels/server_api/webhooks/#webhook-request-delay)).

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{app::App, state::State};
use crate::{client::Clock as _, webhook::WebhookKind};

/// What ended when a client left.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Departure {
    /// A channel has no subscribers any more.
    Vacated { channel: String },
    /// A presence channel has lost a member.
    Removed { channel: String, user_id: String },
}

/// A departure, and the time of its webhook.
pub(super) type DueDeparture = (SystemTime, Departure);

impl Departure {
    fn into_webhook(self) -> Value {
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

impl State {
    /// Sends the webhook of a departure after the delay.
    pub(super) fn depart(&mut self, departure: Departure) {
        let delay = self.settings.webhook_delay;
        if delay.is_zero() {
            self.send_webhook(departure.into_webhook());
        } else {
            self.departures.push_back((self.settings.clock.after(delay), departure));
        }
    }

    /// Takes back a departure whose webhook has not been sent. Whether there was one.
    pub(super) fn take_back(&mut self, departure: &Departure) -> bool {
        let found = self.departures.iter().position(|(_, waiting)| waiting == departure);
        found.and_then(|at| self.departures.remove(at)).is_some()
    }

    fn send_due_departures(&mut self) {
        let now = self.settings.clock.now();
        // The delay is always the same, so the oldest one is due first.
        while self.departures.front().is_some_and(|(due, _)| *due <= now)
            && let Some((_, departure)) = self.departures.pop_front()
        {
            self.send_webhook(departure.into_webhook());
        }
    }
}

/// Sends the webhooks of departures as they become due.
pub(super) async fn run(app: &App) {
    loop {
        let due = app.wait_for(|state| state.departures.front().map(|(due, _)| *due)).await;
        app.settings.clock.sleep_until(due).await;
        app.step(State::send_due_departures);
    }
}
