//! Signed-in users and their watchlists
//! ([user authentication](https://pusher.com/docs/channels/using_channels/user-authentication/)).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::{
    frame::{self, CloseReason},
    message::SignIn,
    state::{SignedIn, State},
};
use crate::{socket::SocketId, user::UserId};

#[derive(Deserialize)]
struct UserData {
    id: String,
    #[serde(default)]
    watchlist: Vec<String>,
}

/// The user of a channel `#server-to-user-ID`; `None` for other channels.
pub(super) fn user_of(channel: &str) -> Option<&str> {
    channel.strip_prefix("#server-to-user-")
}

impl State {
    pub(super) fn sign_in(&mut self, id: &SocketId, request: &SignIn) {
        let SignIn { auth, user_data } = request;
        let data = match serde_json::from_str::<UserData>(user_data) {
            Ok(data) if (1..=UserId::MAX_LEN).contains(&data.id.len()) => data,
            _ => return self.send_error(id, "`user_data` is not a JSON object with an `id`"),
        };
        if !self.settings.is_signed(auth, &format!("{id}::user::{user_data}")) {
            // The response to a sign-in, in every version of the protocol.
            return self.close_with_error(id, &CloseReason::UNAUTHORIZED);
        }
        if self.user(id).is_some() {
            return self.send_error(id, "the connection has already signed in");
        }
        self.signed_in(id, data, user_data);
    }

    fn signed_in(&mut self, id: &SocketId, data: UserData, user_data: &str) {
        let success = json!({ "event": "pusher:signin_success", "data": { "user_data": user_data } });
        self.send(id, success.to_string().into());
        let limit = self.settings.limits.watchlist;
        if data.watchlist.len() > limit {
            self.send(id, frame::error(Some(4302), &format!("the watchlist has more than {limit} users")));
        }
        let watchlist: BTreeSet<_> = data.watchlist.into_iter().take(limit).collect();
        let online: Vec<_> = watchlist.iter().map(|id| &**id).filter(|id| self.is_online(id)).collect();
        if !online.is_empty() {
            self.send(id, watchlist_events("online", &online));
        }
        if !self.is_online(&data.id) {
            self.send_to_watchers("online", &data.id);
        }
        if let Some(connection) = self.connections.get_mut(id) {
            connection.user = Some(SignedIn { id: data.id, watchlist });
        }
    }

    /// Announces that a user has gone offline, if the connection that ended was the last.
    pub(super) fn signed_out(&self, user: &str) {
        if !self.is_online(user) {
            self.send_to_watchers("offline", user);
        }
    }

    fn send_to_watchers(&self, name: &str, user: &str) {
        let frame = watchlist_events(name, &[user]);
        for (id, connection) in &self.connections {
            if connection.user.as_ref().is_some_and(|watcher| watcher.watchlist.contains(user)) {
                self.send(id, frame.clone());
            }
        }
    }

    /// The user that the connection has signed in as.
    pub(super) fn user(&self, id: &SocketId) -> Option<&str> {
        self.connections.get(id)?.user.as_ref().map(|user| &*user.id)
    }

    /// The connections of a user.
    pub(super) fn connections_of(&self, user: &str) -> impl Iterator<Item = &SocketId> {
        let own = move |signed_in: &SignedIn| signed_in.id == user;
        self.connections
            .iter()
            .filter(move |(_, connection)| connection.user.as_ref().is_some_and(own))
            .map(|(id, _)| id)
    }

    fn is_online(&self, user: &str) -> bool {
        self.connections_of(user).next().is_some()
    }

    /// Closes all connections of a user.
    pub(super) fn terminate(&self, user: &str) {
        for id in self.connections_of(user) {
            self.close(id, &CloseReason::TERMINATED);
        }
    }
}

fn watchlist_events(name: &str, users: &[&str]) -> axum::extract::ws::Utf8Bytes {
    let data = json!({ "events": [{ "name": name, "user_ids": users }] }).to_string();
    frame::message("pusher_internal:watchlist_events", &data)
}
