//! What a session does with the requests of handles and streams.

use std::sync::Arc;

use tokio::time::Instant;

use super::{
    channel::Channel,
    error::{SendError, SubscribeError},
    item::ConnectionItem,
    outgoing::{Purpose, Subject},
    queue::Sender,
    session::{Command, Session},
    sign_in::{SignIn, UserStream},
};

impl Session {
    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Subscribe(channel) => self.subscribe(*channel),
            Command::Unsubscribe { channel, id } => self.unsubscribe(channel.as_str(), id),
            Command::Drained { channel, id } => self.drained(channel.as_str(), id),
            Command::Resume { channel, id, position, number } => {
                self.resume(channel.as_str(), id, position, number);
            }
            Command::SignIn(stream) => self.sign_in(stream),
            Command::SignOut { id } => self.sign_out(id),
            Command::GiveUp { id, channel: Some(channel) } => self.give_up_channel(channel.as_str(), id),
            Command::GiveUp { id, channel: None } => self.give_up_user(id),
            Command::Send { channel, frame, reply } => {
                if self.channels.get(channel.as_str()).is_some_and(Channel::is_active) {
                    self.send(frame, Purpose::ClientEvent(reply));
                } else {
                    let _ = reply.send(Err(SendError::NotSubscribed));
                }
            }
            Command::Listen(queue) => self.listen(queue),
            Command::Close(_) => {}
        }
    }

    fn subscribe(&mut self, mut channel: Channel) {
        let name: Arc<str> = channel.name.as_str().into();
        if self.channels.contains_key(&name) {
            let _ = channel.failed(SubscribeError::AlreadySubscribed, Instant::now());
            return;
        }
        self.channels.insert(Arc::clone(&name), channel);
        self.proceed(&Subject::Channel(name));
    }

    fn unsubscribe(&mut self, name: &str, id: u64) {
        if self.channels.get(name).is_some_and(|channel| channel.id == id)
            && let Some((name, channel)) = self.channels.remove_entry(name)
        {
            if channel.is_requested() && self.socket_id.is_some() {
                self.send_unsubscribe(&name, channel.is_active());
            }
            self.schedule(&Subject::Channel(name));
        }
    }

    /// A first subscription was not confirmed within the time limit.
    fn give_up_channel(&mut self, name: &str, id: u64) {
        let Some((name, channel)) =
            self.channels.get_key_value(name).filter(|(_, it)| it.id == id && it.is_first_attempt())
        else {
            return;
        };
        let (name, error) = (Arc::clone(name), channel.overdue(self.socket_id.is_some()));
        self.channel_failed(&name, error, Instant::now());
    }

    fn give_up_user(&mut self, id: u64) {
        let Some(user) = self.user.as_ref().filter(|it| it.is_of(id) && it.is_first_attempt()) else {
            return;
        };
        let error = user.overdue(self.socket_id.is_some());
        self.user_failed(error, Instant::now());
    }

    fn sign_in(&mut self, stream: UserStream) {
        match &mut self.user {
            Some(user) => user.take_over(stream),
            None => self.user = Some(SignIn::new(stream, Arc::clone(&self.settings))),
        }
        self.proceed(&Subject::User);
    }

    /// A user's stream was dropped.
    fn sign_out(&mut self, id: u64) {
        let Some(user) = self.user.as_mut().filter(|user| user.is_of(id)) else { return };
        if !user.leave() || self.socket_id.is_none() {
            self.user = None;
            self.schedule(&Subject::User);
        }
    }

    /// Adds a listener in place of those whose streams were dropped.
    fn listen(&mut self, listener: Sender<ConnectionItem>) {
        self.listeners.retain(|listener| !listener.is_abandoned());
        listener.push(ConnectionItem::State(self.state.borrow().clone()));
        self.listeners.push(listener);
    }
}
