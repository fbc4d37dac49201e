//! Signing in, as the connection sees it
//! ([user authentication](https://pusher.com/docs/channels/using_channels/user-authentication/)).

use std::sync::{Arc, Weak};

use serde::Deserialize;

use super::{
    Disconnect, SubscribeError,
    error::BoxError,
    frame::{self, Frame},
    item::Signal,
    receive::raw,
    session::{Authorized, Session},
    slot::{Reply, Shared},
};
use crate::client::UserAuth;

/// What the channels of users begin with.
const PREFIX: &str = "#server-to-user-";

/// The one user of a connection. The protocol has no sign-out: whose stream is
/// dropped stays signed in until the connection ends, and has room for another stream.
pub(super) struct SignIn {
    stream: Option<Arc<Shared>>,
    reply: Option<Reply>,
    /// The user's channel on the present connection.
    channel: Option<String>,
    /// Whether that is subscribed to.
    stands: bool,
}

#[derive(Deserialize)]
struct Success {
    user_data: String,
}

#[derive(Deserialize)]
struct UserData {
    id: String,
}

#[derive(Deserialize)]
struct Watchlist {
    events: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    name: String,
    user_ids: Vec<String>,
}

impl SignIn {
    pub(super) fn new(stream: Arc<Shared>, reply: Reply) -> Self {
        SignIn { stream: Some(stream), reply: Some(reply), channel: None, stands: false }
    }

    fn push(&self, signal: Signal) {
        if let Some(stream) = &self.stream {
            stream.queue.push(signal);
        }
    }

    pub(super) fn end(self, lost: Option<Disconnect>) {
        self.finish(SubscribeError::Closed, lost.map(Signal::Ended));
    }

    fn failed(mut self, error: SubscribeError) {
        match self.reply.take() {
            Some(reply) => drop(reply.send(Err(error))),
            None => self.finish(SubscribeError::Closed, Some(Signal::Refused(error))),
        }
    }

    fn finish(mut self, error: SubscribeError, last: Option<Signal>) {
        match (self.reply.take(), self.stream) {
            (Some(reply), _) => drop(reply.send(Err(error))),
            (None, Some(stream)) => stream.queue.finish(last),
            (None, None) => {}
        }
    }

    /// The user's channel is subscribed to: the first time, for another stream, or again after a gap.
    fn succeeded(&mut self) {
        self.stands = true;
        match self.reply.take() {
            Some(reply) => drop(reply.send(Ok(()))),
            None => self.push(Signal::Gap),
        }
    }
}

impl Session {
    pub(super) fn sign_in(&mut self, new: SignIn) {
        match &mut self.user {
            Some(SignIn { stream: Some(_), .. }) => return new.failed(SubscribeError::AlreadySubscribed),
            Some(user) => {
                (user.stream, user.reply) = (new.stream, new.reply);
                if user.stands {
                    return user.succeeded();
                }
            }
            None => self.user = Some(new),
        }
        self.ask_sign_in();
    }

    /// A stream was dropped.
    pub(super) fn sign_out(&mut self, stream: &Weak<Shared>) {
        let own =
            |user: &&mut SignIn| user.stream.as_ref().is_some_and(|own| Arc::as_ptr(own) == stream.as_ptr());
        let Some(user) = self.user.as_mut().filter(own) else { return };
        (user.stream, user.reply) = (None, None);
        if self.socket_id.is_none() {
            self.user = None;
        }
    }

    /// The connection is lost, and with it the sign-in; it is asked for again where somebody listens.
    pub(super) fn user_disconnected(&mut self, lost: &Disconnect) {
        let Some(user) = self.user.as_mut().filter(|user| user.stream.is_some()) else {
            self.user = None;
            return;
        };
        (user.channel, user.stands) = (None, false);
        if user.reply.is_none() {
            user.push(Signal::Disconnected(lost.clone()));
        }
    }

    pub(super) fn ask_sign_in(&mut self) {
        let (Some(socket_id), Some(_)) = (self.socket_id.clone(), &self.user) else { return };
        let authorizer = Arc::clone(&self.settings.authorizer);
        self.authorizing.spawn(async move {
            let auth = authorizer.user(&socket_id).await;
            Authorized::User { socket_id, auth }
        });
    }

    pub(super) fn authenticated(&mut self, auth: Result<UserAuth, BoxError>) {
        match auth {
            Ok(auth) => self.out.push_back(frame::sign_in(&auth)),
            Err(error) => self.fail_sign_in(SubscribeError::Unauthorized(error)),
        }
    }

    fn fail_sign_in(&mut self, error: SubscribeError) {
        if let Some(user) = self.user.take() {
            user.failed(error);
        }
    }

    /// Signed in, but the user's events come on a channel of their own.
    pub(super) fn signed_in(&mut self, frame: &Frame) {
        let success = frame.content::<Success>();
        let data = success.and_then(|it| serde_json::from_str::<UserData>(&it.user_data).ok());
        let (Some(UserData { id }), Some(user)) = (data, &mut self.user) else {
            return self.strange(format!("{}: {}", frame.event, frame.data));
        };
        if user.channel.is_some() {
            // asked for again before the first answer
            return;
        }
        let channel = format!("{PREFIX}{id}");
        self.out.push_back(frame::subscribe(&channel, None));
        user.channel = Some(channel);
    }

    /// Anything on a channel without a slot: the user's, or one that was left.
    pub(super) fn receive_for_user(&mut self, frame: Frame) {
        let Some(user) = self.user.as_mut().filter(|user| user.channel == frame.channel) else { return };
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => user.succeeded(),
            "pusher:subscription_error" => {
                let (kind, error) = ("unknown".to_owned(), frame.data);
                self.fail_sign_in(SubscribeError::Refused { kind, error, status: None });
            }
            _ => user.push(Signal::Event(raw(frame))),
        }
    }

    /// Who of the watched users has come or gone.
    pub(super) fn watchlist(&mut self, frame: &Frame) {
        let (Some(Watchlist { events }), Some(user)) = (frame.content(), &self.user) else {
            return self.strange(format!("{}: {}", frame.event, frame.data));
        };
        for Change { name, user_ids } in events {
            user.push(Signal::Watchlist { online: name == "online", ids: user_ids });
        }
    }
}
