//! What a connection knows and says, without any I/O of its own.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{sync::watch, task::JoinSet, time::timeout};

use super::{
    Disconnect, SendError, SubscribeError,
    command::Command,
    config::Settings,
    connection::{ConnectionItem, State},
    error::BoxError,
    frame,
    item::Signal,
    queue::Queue,
    slot::{Phase, Slot},
    user::SignIn,
};
use crate::{
    SocketId,
    client::{ChannelAuth, UserAuth},
};

/// An authorizer's answer, and what it is about.
pub(super) enum Authorized {
    Channel { socket_id: SocketId, channel: String, id: u64, auth: Result<ChannelAuth, BoxError> },
    User { socket_id: SocketId, auth: Result<UserAuth, BoxError> },
}

pub(super) struct Session {
    pub(super) settings: Arc<Settings>,
    pub(super) slots: HashMap<String, Slot>,
    pub(super) user: Option<SignIn>,
    pub(super) authorizing: JoinSet<Authorized>,
    /// What is to be sent, in this order.
    pub(super) out: VecDeque<String>,
    /// The present connection.
    pub(super) socket_id: Option<SocketId>,
    state: watch::Sender<State>,
    listeners: Vec<Weak<Queue<ConnectionItem>>>,
}

impl Session {
    pub(super) fn new(settings: Arc<Settings>, state: watch::Sender<State>) -> Self {
        Session {
            settings,
            slots: HashMap::new(),
            user: None,
            authorizing: JoinSet::new(),
            out: VecDeque::new(),
            socket_id: None,
            state,
            listeners: Vec::new(),
        }
    }

    /// A new connection: everything is asked for again.
    pub(super) fn connected(&mut self, id: &SocketId) {
        self.socket_id = Some(id.clone());
        self.set_state(State::Connected(id.clone()));
        let names: Vec<_> = self.slots.keys().cloned().collect();
        for name in &names {
            self.ask(name);
        }
        self.ask_sign_in();
    }

    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        self.socket_id = None;
        self.out.clear();
        self.authorizing = JoinSet::new();
        for slot in self.slots.values_mut() {
            slot.disconnected(lost);
        }
        self.user_disconnected(lost);
        self.set_state(State::Reconnecting(lost.clone()));
    }

    /// There will be no other connection. The first reason counts.
    pub(super) fn end(&mut self, lost: Option<Disconnect>) {
        if matches!(*self.state.borrow(), State::Ended(_)) {
            return;
        }
        for (_, mut slot) in self.slots.drain() {
            slot.end(lost.clone().map(Signal::Ended));
        }
        if let Some(user) = self.user.take() {
            user.end(lost.clone());
        }
        self.set_state(State::Ended(lost));
        self.listeners.drain(..).filter_map(|it| it.upgrade()).for_each(|queue| queue.finish(None));
    }

    fn set_state(&mut self, state: State) {
        self.tell(&ConnectionItem::State(state.clone()));
        self.state.send_replace(state);
    }

    pub(super) fn tell(&mut self, item: &ConnectionItem) {
        self.listeners.retain(|listener| match listener.upgrade() {
            Some(queue) => {
                queue.push(item.clone());
                true
            }
            None => false,
        });
    }

    pub(super) fn strange(&mut self, text: String) {
        self.tell(&ConnectionItem::Strange(text));
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Subscribe(slot) => self.subscribe(slot),
            Command::Unsubscribe { channel, id } => self.unsubscribe(channel.as_str(), id),
            Command::SignIn { shared, reply } => self.sign_in(SignIn::new(shared, reply)),
            Command::SignOut(stream) => self.sign_out(&stream),
            Command::Send { channel, frame, reply } => {
                let active = self.slots.get(channel.as_str()).is_some_and(|it| it.phase == Phase::Active);
                if active {
                    self.out.push_back(frame);
                }
                let _ = reply.send(if active { Ok(()) } else { Err(SendError::NotSubscribed) });
            }
            Command::Listen(queue) => self.listeners.push(queue),
            Command::Close(_) => {}
        }
    }

    fn subscribe(&mut self, mut slot: Slot) {
        let name = slot.name.to_string();
        if self.slots.contains_key(&name) {
            return slot.failed(SubscribeError::AlreadySubscribed);
        }
        self.slots.insert(name.clone(), slot);
        self.ask(&name);
    }

    fn unsubscribe(&mut self, channel: &str, id: u64) {
        if self.slots.get(channel).is_some_and(|slot| slot.id == id)
            && let Some(slot) = self.slots.remove(channel)
            && slot.phase != Phase::Waiting
        {
            self.out.push_back(frame::unsubscribe(channel));
        }
    }

    /// Subscribes, after an authorization where one is needed.
    fn ask(&mut self, channel: &str) {
        let (Some(socket_id), Some(slot)) = (self.socket_id.clone(), self.slots.get_mut(channel)) else {
            return;
        };
        if slot.kind().is_public() {
            slot.phase = Phase::Asked;
            return self.out.push_back(frame::subscribe(channel, None));
        }
        self.authorize(socket_id, channel, None);
    }

    /// Asks the authorizer, for a subscription or for another key of it.
    fn authorize(&mut self, socket_id: SocketId, channel: &str, limit: Option<Duration>) {
        let Some(slot) = self.slots.get(channel) else { return };
        let (id, name, authorizer) = (slot.id, slot.name.clone(), Arc::clone(&self.settings.authorizer));
        self.authorizing.spawn(async move {
            let asking = authorizer.channel(&socket_id, &name);
            let auth = match limit {
                Some(limit) => timeout(limit, asking).await.unwrap_or_else(|elapsed| Err(elapsed.into())),
                None => asking.await,
            };
            Authorized::Channel { socket_id, channel: name.to_string(), id, auth }
        });
    }

    /// Asks for another key where the last message could not be decrypted.
    pub(super) fn ask_for_key(&mut self, channel: &str) {
        let wants = self.slots.get_mut(channel).is_some_and(|slot| std::mem::take(&mut slot.wants_key));
        if let Some(socket_id) = self.socket_id.clone().filter(|_| wants) {
            // Events wait for the answer.
            self.authorize(socket_id, channel, Some(self.settings.subscribe_timeout));
        }
    }

    /// An answer of the authorizer, if it is still of interest.
    pub(super) fn authorized(&mut self, authorized: Authorized) {
        match authorized {
            Authorized::Channel { socket_id, channel, id, auth }
                if self.socket_id.as_ref() == Some(&socket_id) =>
            {
                let Some(slot) = self.slots.get_mut(&channel).filter(|slot| slot.id == id) else { return };
                if slot.phase != Phase::Waiting {
                    return slot.another_key(auth.ok().as_ref().and_then(ChannelAuth::shared_secret));
                }
                match accept(slot, auth) {
                    Ok(frame) => self.out.push_back(frame),
                    Err(error) => self.refuse(&channel, error),
                }
            }
            Authorized::User { socket_id, auth } if self.socket_id.as_ref() == Some(&socket_id) => {
                self.authenticated(auth);
            }
            _ => {}
        }
    }

    pub(super) fn refuse(&mut self, channel: &str, error: SubscribeError) {
        if let Some(mut slot) = self.slots.remove(channel) {
            slot.failed(error);
        }
    }
}

fn accept(slot: &mut Slot, auth: Result<ChannelAuth, BoxError>) -> Result<String, SubscribeError> {
    let auth = auth.map_err(SubscribeError::Unauthorized)?;
    if slot.kind().is_encrypted() {
        slot.set_key(auth.shared_secret())?;
    }
    slot.phase = Phase::Asked;
    Ok(frame::subscribe(slot.name.as_str(), Some(&auth)))
}
