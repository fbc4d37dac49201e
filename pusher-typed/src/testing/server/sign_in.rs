//! Signed-in users: who is online, and who wants to know.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::{close::Closing, frame, message::SignIn, state::State};
use crate::{SocketId, UserId};

/// Who a connection has signed in as.
pub(super) struct SignedIn {
    pub(super) id: String,
    /// The users whose coming and going it is told.
    watchlist: BTreeSet<String>,
}

#[derive(Deserialize)]
struct UserData {
    id: String,
    #[serde(default)]
    watchlist: Vec<String>,
}

/// The user whose channel has this name.
pub(super) fn user_of(channel: &str) -> Option<&str> {
    channel.strip_prefix("#server-to-user-")
}

impl State {
    pub(super) fn sign_in(&mut self, id: &SocketId, request: &SignIn) {
        let SignIn { auth, user_data } = request;
        let data = match serde_json::from_str::<UserData>(user_data) {
            Ok(data) if (1..=UserId::MAX_LEN).contains(&data.id.len()) => data,
            _ => return self.complain(id, "`user_data` is a JSON object with an `id`"),
        };
        if !self.settings.is_signed(auth, &format!("{id}::user::{user_data}")) {
            return self.close(id, &Closing::UNAUTHORIZED);
        }
        if self.user(id).is_some() {
            return self.complain(id, "the connection has signed in already");
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
        let first = !self.is_online(&data.id);
        if first {
            self.tell_watchers("online", &data.id);
        }
        if let Some(connection) = self.connections.get_mut(id) {
            connection.user = Some(SignedIn { id: data.id, watchlist });
        }
    }

    /// A connection of this user has ended.
    pub(super) fn signed_out(&self, user: &str) {
        if !self.is_online(user) {
            self.tell_watchers("offline", user);
        }
    }

    fn tell_watchers(&self, name: &str, user: &str) {
        let frame = watchlist_events(name, &[user]);
        for (id, connection) in &self.connections {
            if connection.user.as_ref().is_some_and(|watcher| watcher.watchlist.contains(user)) {
                self.send(id, frame.clone());
            }
        }
    }

    /// Who the connection has signed in as.
    pub(super) fn user(&self, id: &SocketId) -> Option<&str> {
        self.connections.get(id)?.user.as_ref().map(|user| &*user.id)
    }

    /// The connections of a user.
    pub(super) fn connections_of(&self, user: &str) -> impl Iterator<Item = &SocketId> {
        let own = move |user_of: &SignedIn| user_of.id == user;
        self.connections.iter().filter(move |(_, it)| it.user.as_ref().is_some_and(own)).map(|(id, _)| id)
    }

    fn is_online(&self, user: &str) -> bool {
        self.connections_of(user).next().is_some()
    }

    /// Ends all connections of a user.
    pub(super) fn terminate(&self, user: &str) {
        for id in self.connections_of(user) {
            self.close(id, &Closing::TERMINATED);
        }
    }
}

fn watchlist_events(name: &str, users: &[&str]) -> axum::extract::ws::Utf8Bytes {
    let data = json!({ "events": [{ "name": name, "user_ids": users }] }).to_string();
    frame::message("pusher_internal:watchlist_events", &data)
}
