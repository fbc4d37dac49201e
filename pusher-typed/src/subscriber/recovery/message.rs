//! What a message of a recoverable channel is: an event of the log, or something else.

use crate::{
    Position,
    history::{POSITION_EVENT, detach_position},
    subscriber::item::RawEvent,
};

/// A message of a channel.
pub(super) enum Message {
    /// An event of the log; the payload is without the position.
    Event(Position, RawEvent),
    /// The position of an event that is not sent itself.
    Position(Position),
    /// Not an event of the log.
    Other(RawEvent),
}

/// Reads the position. In client events the key has no meaning, because any subscriber can send them.
pub(super) fn read(event: RawEvent) -> Message {
    if event.event.starts_with("client-") {
        return Message::Other(event);
    }
    match detach_position(&event.data) {
        Some((position, _)) if event.event == POSITION_EVENT => Message::Position(position),
        Some((position, data)) => {
            Message::Event(position.clone(), RawEvent { data, position: Some(position), ..event })
        }
        None => Message::Other(event),
    }
}
