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

/// The one user of a connection.
pub(super) struct SignIn {
    shared: Arc<Shared>,
    reply: Option<Reply>,
    channel: Option<String>,
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
    pub(super) fn new(shared: Arc<Shared>, reply: Reply) -> Self {
        SignIn { shared, reply: Some(reply), channel: None }
    }

    pub(super) fn is(&self, shared: &Weak<Shared>) -> bool {
        std::ptr::eq(Arc::as_ptr(&self.shared), shared.as_ptr())
    }

    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        if self.reply.is_none() {
            self.shared.queue.push(Signal::Disconnected(lost.clone()));
        }
    }

    pub(super) fn end(mut self, lost: Option<Disconnect>) {
        match self.reply.take() {
            Some(reply) => drop(reply.send(Err(SubscribeError::Closed))),
            None => self.shared.queue.finish(lost.map(Signal::Ended)),
        }
    }

    fn failed(mut self, error: SubscribeError) {
        match self.reply.take() {
            Some(reply) => drop(reply.send(Err(error))),
            None => self.shared.queue.finish(Some(Signal::Refused(error))),
        }
    }
}

impl Session {
    pub(super) fn sign_in(&mut self, sign_in: SignIn) {
        if self.user.is_some() {
            return sign_in.failed(SubscribeError::AlreadySubscribed);
        }
        self.user = Some(sign_in);
        self.ask_sign_in();
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
        let channel = format!("{PREFIX}{id}");
        self.out.push_back(frame::subscribe(&channel, None));
        user.channel = Some(channel);
    }

    /// Anything on a channel without a slot: the user's, or one that was left.
    pub(super) fn receive_for_user(&mut self, frame: Frame) {
        let Some(user) = self.user.as_mut().filter(|user| user.channel == frame.channel) else { return };
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => match user.reply.take() {
                Some(reply) => drop(reply.send(Ok(()))),
                None => user.shared.queue.push(Signal::Gap),
            },
            "pusher:subscription_error" => {
                let (kind, error) = ("unknown".to_owned(), frame.data);
                self.fail_sign_in(SubscribeError::Refused { kind, error, status: None });
            }
            _ => user.shared.queue.push(Signal::Event(raw(frame))),
        }
    }

    /// Who of the watched users has come or gone.
    pub(super) fn watchlist(&mut self, frame: &Frame) {
        let (Some(Watchlist { events }), Some(user)) = (frame.content(), &self.user) else {
            return self.strange(format!("{}: {}", frame.event, frame.data));
        };
        for Change { name, user_ids } in events {
            user.shared.queue.push(Signal::Watchlist { online: name == "online", ids: user_ids });
        }
    }
}
