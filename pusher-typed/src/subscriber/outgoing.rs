//! The messages that wait to be sent, and what each is for.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::oneshot;

use super::{error::SendError, protocol};

/// What a deadline, an authorization or a request is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Subject {
    User,
    Channel(Arc<str>),
}

/// A message to send, and what it is for.
pub(super) struct Outgoing {
    pub(super) text: String,
    pub(super) purpose: Purpose,
}

pub(super) enum Purpose {
    /// Nobody waits for it.
    Control,
    /// The service waits for it.
    Pong,
    /// The deadline of the subject begins when it is written.
    Request(Subject),
    /// The sender of a client event waits until it is written.
    ClientEvent(oneshot::Sender<Result<(), SendError>>),
}

/// The messages to send, in this order.
#[derive(Default)]
pub(super) struct OutgoingMessages(VecDeque<Outgoing>);

impl OutgoingMessages {
    pub(super) fn push(&mut self, text: String, purpose: Purpose) {
        self.0.push_back(Outgoing { text, purpose });
    }

    /// Responds to a ping before everything that waits; one pong responds to all pings before it.
    pub(super) fn push_pong(&mut self) {
        if !matches!(self.0.front(), Some(Outgoing { purpose: Purpose::Pong, .. })) {
            self.0.push_front(Outgoing { text: protocol::pong(), purpose: Purpose::Pong });
        }
    }

    pub(super) fn pop(&mut self) -> Option<Outgoing> {
        self.0.pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The connection is lost. Dropping the senders notifies the callers that wait for a message of
    /// it.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
