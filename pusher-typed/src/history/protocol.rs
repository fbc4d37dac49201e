//! The messages between a subscriber and the service that has the history, as JSON over HTTP.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::value::RawValue;

use super::position::Position;

/// The name of the event that reports only the position of another event, whose payload is too large for one message or
/// was refused by the service. Its payload is `{"_position":"k3v9.41"}`. Subscribers request that event from the
/// history.
pub const POSITION_EVENT: &str = "pusher-typed:position";

/// The body of a request: for each channel, the position of the last event that the subscriber has.
///
/// `null` requests no events, only the position of the channel's last event.
///
/// ```
/// # use pusher_typed::history::HistoryQuery;
/// let query: HistoryQuery = serde_json::from_str(r#"{"channels":{"private-orders-7":"k3v9.41","private-orders-8":null}}"#)?;
/// assert_eq!(query.channels["private-orders-7"].as_ref().unwrap().offset(), 41);
/// assert_eq!(query.channels["private-orders-8"], None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryQuery {
    /// The channels by their names.
    pub channels: BTreeMap<String, Option<Position>>,
}

/// The body of a response: a page of the history of each requested channel. A channel that is missing in it is
/// requested again.
///
/// ```
/// use pusher_typed::history::{ChannelHistory, HistoryEvent, HistoryPage};
/// use serde_json::value::to_raw_value;
///
/// let event = HistoryEvent { offset: 1, event: "shipped".into(), data: to_raw_value(&7)? };
/// let history = ChannelHistory::Events { last: "k3v9.1".parse()?, events: vec![event] };
/// let page = HistoryPage { channels: [("private-orders".into(), history)].into() };
/// assert_eq!(
///     serde_json::to_string(&page.channels["private-orders"])?,
///     r#"{"status":"ok","last":"k3v9.1","events":[{"offset":1,"event":"shipped","data":7}]}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The channels by their names.
    pub channels: BTreeMap<String, ChannelHistory>,
}

/// The part of one channel in a [`HistoryPage`].
///
/// As JSON, it is one of
/// `{"status":"ok","last":"k3v9.45","events":[{"offset":42,"event":"shipped","data":{}}]}`,
/// `{"status":"reset","last":"k3v9.45"}` and `{"status":"refused"}`.
///
/// ```
/// use pusher_typed::history::ChannelHistory;
///
/// let json = r#"{"status":"reset","last":"k3v9.45"}"#;
/// match serde_json::from_str(json)? {
///     ChannelHistory::Reset { last } => assert_eq!(last.offset(), 45),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub enum ChannelHistory {
    /// The events after the requested position, in order and without gaps. If the last of them has a smaller offset
    /// than `last`, there are more events, which are requested in the same way, from the new position.
    Events {
        /// The position of the channel's last event.
        last: Position,
        /// The events; empty if the request had no position.
        events: Vec<HistoryEvent>,
    },
    /// A reset: the events after the requested position are not available. The position is of another epoch or after
    /// the last event, or the events are no longer kept or too many.
    Reset {
        /// The position of the channel's last event.
        last: Position,
    },
    /// The subscriber may not read this channel.
    Refused,
}

/// One event of a history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HistoryEvent {
    /// The offset in the channel.
    pub offset: u64,
    /// The event's name.
    pub event: String,
    /// The payload, without the position.
    pub data: Box<RawValue>,
}

#[derive(Serialize, Deserialize)]
struct Flat<E> {
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none", default = "Option::default")]
    last: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none", default = "Option::default")]
    events: Option<E>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    Reset,
    Refused,
}

impl Serialize for ChannelHistory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flat = match self {
            ChannelHistory::Events { last, events } => {
                Flat { status: Status::Ok, last: Some(last.clone()), events: Some(events) }
            }
            ChannelHistory::Reset { last } => {
                Flat { status: Status::Reset, last: Some(last.clone()), events: None }
            }
            ChannelHistory::Refused => Flat { status: Status::Refused, last: None, events: None },
        };
        flat.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ChannelHistory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Flat { status, last, events } = Flat::<Vec<HistoryEvent>>::deserialize(deserializer)?;
        match (status, last) {
            (Status::Ok, Some(last)) => {
                Ok(ChannelHistory::Events { last, events: events.unwrap_or_default() })
            }
            (Status::Reset, Some(last)) => Ok(ChannelHistory::Reset { last }),
            (Status::Refused, _) => Ok(ChannelHistory::Refused),
            (Status::Ok | Status::Reset, None) => Err(D::Error::missing_field("last")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_was_written() {
        let texts = [
            r#"{"status":"ok","last":"k3v9.45","events":[{"offset":42,"event":"shipped","data":{"b":1.50,"a":2}}]}"#,
            r#"{"status":"ok","last":"k3v9.0","events":[]}"#,
            r#"{"status":"reset","last":"k3v9.45"}"#,
            r#"{"status":"refused"}"#,
        ];
        for text in texts {
            let history: ChannelHistory = serde_json::from_str(text).expect("a history");
            assert_eq!(serde_json::to_string(&history).expect("JSON"), text);
        }
        for text in [r#"{"status":"ok"}"#, r#"{"status":"reset"}"#, r#"{"status":"other"}"#, "{}"] {
            assert!(serde_json::from_str::<ChannelHistory>(text).is_err(), "{text}");
        }
    }
}
