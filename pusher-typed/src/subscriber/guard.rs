//! The end of a subscription when its stream is dropped.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::{command::Command, slot::Shared};
use crate::ChannelName;

/// What a stream holds of its subscription, and gives back when it is dropped.
pub(super) struct Guard {
    pub(super) channel: ChannelName,
    pub(super) shared: Arc<Shared>,
    pub(super) id: u64,
    pub(super) commands: UnboundedSender<Command>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Without a connection there is no subscription either.
        let _ = self.commands.send(Command::Unsubscribe { channel: self.channel.clone(), id: self.id });
    }
}

/// The same for the sign-in.
pub(super) struct UserGuard {
    pub(super) shared: Arc<Shared>,
    pub(super) commands: UnboundedSender<Command>,
}

impl Drop for UserGuard {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::SignOut(Arc::downgrade(&self.shared)));
    }
}
