//! The kinds of messages of a recoverable channel: an event of the log, a position, or another message.

use serde::Deserialize;

use crate::{
    Position,
    history::{POSITION_EVENT, POSITION_KEY, take_position},
    subscriber::raw_event::RawEvent,
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
pub(super) fn read(mut event: RawEvent) -> Message {
    if event.event.starts_with("client-") {
        return Message::Other(event);
    }
    match take_position(&mut event.data) {
        Some(position) if event.event == POSITION_EVENT => Message::Position(position),
        Some(position) => {
            (event.position, event.in_string) = (Some(position.clone()), false);
            Message::Event(position, event)
        }
        None => match unusual_position(&event.data) {
            Some(position) => Message::Position(position),
            None => Message::Other(event),
        },
    }
}

/// The position of a payload that another program has serialized again, so that the position is not the first key. The
/// event is then read from the history.
fn unusual_position(data: &str) -> Option<Position> {
    #[derive(Deserialize)]
    struct Positioned {
        #[serde(rename = "_position")]
        position: Position,
    }
    let positioned = data.contains(POSITION_KEY).then(|| serde_json::from_str::<Positioned>(data).ok());
    positioned.flatten().map(|positioned| positioned.position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_never_passed_through() {
        let read = |data: &str| {
            let event = RawEvent {
                event: "event".to_owned(),
                data: data.to_owned(),
                user_id: None,
                position: None,
                in_string: false,
            };
            match read(event) {
                Message::Event(position, event) => format!("event {position} {}", event.data),
                Message::Position(position) => format!("position {position}"),
                Message::Other(event) => format!("other {}", event.data),
            }
        };
        assert_eq!(read(r#"{"_position":"a.1","n":1}"#), r#"event a.1 {"n":1}"#);
        for unusual in
            [r#"{"n":1,"_position":"a.1"}"#, r#"{ "_position" : "a.1" , "n":1}"#, r#"{"_position": "a.1"}"#]
        {
            assert_eq!(read(unusual), "position a.1");
        }
        for other in [
            r#"{"n":1}"#,
            r#"{"n":{"_position":"a.1"}}"#,
            r#"{"_position":"a"}"#,
            r#"{"_position":7}"#,
            r#"["_position"]"#,
            r#""_position""#,
        ] {
            assert_eq!(read(other), format!("other {other}"));
        }
    }
}
