//! What a session does with the messages of the service.

use std::sync::Arc;

use tokio::time::Instant;

use super::{
    channel::{Need, raw},
    error::SubscribeError,
    item::{ConnectionItem, Signal},
    outgoing::{Purpose, Subject},
    protocol::{
        Concerns, ErrorMessage, Frame, SignedIn, SubscriptionError, UnreadableFrame, WatchlistEvents,
    },
    session::Session,
    trace,
};

impl Session {
    /// One message of the service.
    pub(super) fn receive(&mut self, frame: Frame, now: Instant) {
        match (&*frame.event, &frame.channel) {
            ("pusher:ping", _) => self.out.push_pong(),
            ("pusher:pong", _) => {}
            ("pusher:error", _) => {
                let ErrorMessage { code, message } = ErrorMessage::from_frame(&frame);
                trace::service_error(code, &message);
                self.report(&ConnectionItem::Error { code, message });
            }
            ("pusher:signin_success", _) => self.signed_in(&frame),
            ("pusher_internal:watchlist_events", _) => self.watchlist(&frame),
            (_, Some(name)) => match self.channels.get_key_value(&**name) {
                Some((name, _)) => self.receive_for_channel(&Arc::clone(name), frame, now),
                None => self.receive_for_user(frame, now),
            },
            (_, None) => self.report(&ConnectionItem::Unrecognized(frame.to_text())),
        }
    }

    fn receive_for_channel(&mut self, name: &Arc<str>, frame: Frame, now: Instant) {
        let is_doubtful =
            frame.event == "pusher_internal:subscription_succeeded" && self.is_doubtful(name, now);
        let Some(channel) = self.channels.get_mut(name) else { return };
        if frame.event == "pusher:subscription_error" {
            let SubscriptionError { kind, error, status } = SubscriptionError::from_frame(&frame);
            if channel.is_requested() {
                self.channel_failed(name, SubscribeError::Refused { kind, error, status }, now);
            }
            return;
        }
        let needed = channel.needs();
        let is_confirmed = channel.receive(frame, now);
        if is_doubtful {
            channel.confirm_again(now);
        }
        if is_confirmed || (needed == Need::Nothing && channel.needs() != Need::Nothing) {
            self.proceed(&Subject::Channel(Arc::clone(name)));
        } else if channel.is_recoverable() {
            self.schedule(&Subject::Channel(Arc::clone(name)));
        }
    }

    /// A message that cannot be read is reported to every stream that it may have been for.
    pub(super) fn unreadable(&mut self, frame: &UnreadableFrame) {
        trace::unreadable();
        self.report(&ConnectionItem::Unrecognized(Arc::clone(&frame.text)));
        match &frame.concerns {
            Concerns::Any => {
                self.channels.values_mut().for_each(|channel| channel.unreadable(&frame.text));
                self.schedule_recoverable();
                self.user.iter().for_each(|user| user.push(Signal::Unreadable(Arc::clone(&frame.text))));
            }
            Concerns::Channels(names) => {
                for name in names {
                    if let Some(channel) = self.channels.get_mut(&**name) {
                        channel.unreadable(&frame.text);
                        self.schedule(&Subject::Channel(name.as_str().into()));
                    } else if let Some(user) = &self.user
                        && user.channel() == Some(name)
                    {
                        user.push(Signal::Unreadable(Arc::clone(&frame.text)));
                    }
                }
            }
        }
    }

    /// The service has accepted the sign-in. The user's events are sent on a separate channel.
    fn signed_in(&mut self, frame: &Frame) {
        let id = frame.content::<SignedIn>().and_then(|signed_in| signed_in.user_id());
        let (Some(id), Some(user)) = (id, &mut self.user) else {
            return self.report(&ConnectionItem::Unrecognized(frame.to_text()));
        };
        if let Some(message) = user.signed_in(&id) {
            self.send(message, Purpose::Request(Subject::User));
        }
        self.schedule(&Subject::User);
    }

    /// A message on a channel that is not subscribed to: the user's, or one that was left.
    fn receive_for_user(&mut self, frame: Frame, now: Instant) {
        let channel = frame.channel.as_deref();
        let Some(user) = self.user.as_mut().filter(|user| user.channel() == channel) else {
            if !frame.is_of_the_protocol() {
                self.report(&ConnectionItem::Unrecognized(frame.to_text()));
            }
            return;
        };
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => user.succeeded(),
            "pusher:subscription_error" => {
                let SubscriptionError { kind, error, status } = SubscriptionError::from_frame(&frame);
                self.user_failed(SubscribeError::Refused { kind, error, status }, now);
            }
            _ => user.push(Signal::Event(raw(frame))),
        }
        self.schedule(&Subject::User);
    }

    /// Watched users went online or offline.
    fn watchlist(&mut self, frame: &Frame) {
        let (Some(WatchlistEvents { events }), Some(user)) = (frame.content(), &self.user) else {
            if let Some(user) = &self.user {
                user.push(Signal::Unreadable(frame.to_text()));
            }
            return self.report(&ConnectionItem::Unrecognized(frame.to_text()));
        };
        for event in events {
            user.push(Signal::Watchlist { online: event.name == "online", ids: event.user_ids });
        }
    }
}
