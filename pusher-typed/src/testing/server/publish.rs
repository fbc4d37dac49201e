//! Events of the application, to channels and users.

use super::{frame, observe::ChannelEvent, sign_in, state::State};
use crate::SocketId;

/// An event that was found right.
pub(super) struct Publication {
    pub(super) event: String,
    pub(super) channels: Vec<String>,
    pub(super) data: String,
    pub(super) exclude: Option<SocketId>,
    /// What is to be told of each channel.
    pub(super) info: Vec<String>,
}

impl State {
    pub(super) fn publish(&mut self, publication: &Publication) {
        let Publication { event, channels, data, exclude, .. } = publication;
        for channel in channels {
            let receivers = self.deliver(channel, event, data, exclude.as_ref());
            self.keep(channel, event, data);
            self.events.push(ChannelEvent {
                channel: channel.clone(),
                event: event.clone(),
                data: self.readable(channel, data),
                sender: None,
                user_id: None,
                excluded: exclude.clone(),
                receivers,
            });
        }
    }

    fn deliver(&self, channel: &str, event: &str, data: &str, exclude: Option<&SocketId>) -> usize {
        let frame = frame::event(channel, event, data);
        match sign_in::user_of(channel) {
            Some(user) => {
                let receivers = self.connections_of(user).filter(|id| Some(*id) != exclude);
                receivers.map(|id| self.send(id, frame.clone())).count()
            }
            None => self.broadcast(channel, &frame, exclude),
        }
    }

    /// The payload, decrypted where the server's own client encrypted it.
    fn readable(&self, channel: &str, data: &str) -> String {
        let channels = [channel.to_owned()];
        crate::testing::sent::decrypted(&self.settings.master_key, &channels, data)
            .unwrap_or_else(|| data.to_owned())
    }
}
