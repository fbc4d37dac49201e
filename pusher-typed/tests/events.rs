//! The channels of events, and decoding received events.
#![cfg(feature = "derive")]

use std::error::Error as _;

use pusher_typed::{Addressed, Channel, DecodeEventError, Event, EventSet, PresenceMember};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-customers-<id>")]
struct CustomerChannel {
    id: u64,
}

#[derive(Debug, PartialEq, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = "presence-room-<room>", event = "message", member = Member)]
struct Message {
    #[serde(skip)]
    room: String,
    text: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id: order }, channel = CustomerChannel { id: customer }, event = "paid")]
struct Paid {
    order: u64,
    #[serde(default)]
    customer: u64,
}

/// Both channels contain the id, and their names say which channel it is.
#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id }, event = "seen")]
struct Seen {
    #[serde(skip_serializing, default)]
    id: u64,
    by: u8,
}

/// The same name as `Paid`, on another channel.
#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = "invoices", event = "paid")]
struct InvoicePaid {
    number: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice(String);

#[derive(Debug, PartialEq, EventSet)]
enum AppEvent {
    Message(Message),
    Paid(Paid),
    InvoicePaid(InvoicePaid),
    Notice(Notice),
}

fn unknown(channel: &str, event: &str) -> bool {
    match AppEvent::decode(channel, event, "{}") {
        Err(DecodeEventError::Unknown { channel: c, event: e }) => c == channel && e == event,
        _ => false,
    }
}

#[test]
fn an_event_goes_to_every_channel_that_its_fields_name() {
    let names = Paid { order: 7, customer: 9 }.channels().unwrap();
    assert_eq!(names, ["private-orders-7", "private-customers-9"]);
    let message = Message { room: "lobby".into(), text: String::new() };
    assert_eq!(message.channels().unwrap(), ["presence-room-lobby"]);
    assert!(Message { room: "a b".into(), text: String::new() }.channels().is_err());
}

#[test]
fn the_name_and_the_channel_together_make_the_event() {
    let paid = AppEvent::decode("private-customers-9", "paid", r#"{"order":7,"customer":9}"#).unwrap();
    assert_eq!(paid, AppEvent::Paid(Paid { order: 7, customer: 9 }));
    let invoice = AppEvent::decode("invoices", "paid", r#"{"number":"x"}"#).unwrap();
    assert_eq!(invoice, AppEvent::InvoicePaid(InvoicePaid { number: "x".into() }));
    let notice = AppEvent::decode("#server-to-user-7", "notice", r#""hi""#).unwrap();
    assert_eq!(notice, AppEvent::Notice(Notice("hi".into())));
}

#[test]
fn a_skipped_field_is_filled_from_the_channel_that_was_received() {
    let message = Message::decode("presence-room-lobby", "message", r#"{"text":"hi"}"#).unwrap();
    assert_eq!(message, Message { room: "lobby".into(), text: "hi".into() });
    assert_eq!(Seen::decode("private-orders-7", "seen", r#"{"by":1}"#).unwrap(), Seen { id: 7, by: 1 });
    assert_eq!(Seen::decode("private-customers-9", "seen", r#"{"by":1}"#).unwrap(), Seen { id: 9, by: 1 });
}

#[test]
fn an_unknown_event_is_distinguished_from_a_payload_that_does_not_fit() {
    assert!(unknown("private-orders-7", "shipped"));
    assert!(unknown("private-orders-07", "paid"));
    assert!(unknown("private-orders-x", "paid"));
    assert!(unknown("presence-room-lobby", "paid"));
    assert!(unknown("private-orders-7", "notice"));
    assert!(unknown("", ""));

    let error = AppEvent::decode("invoices", "paid", r#"{"number":7}"#).unwrap_err();
    assert!(matches!(error, DecodeEventError::Payload { event: "paid", .. }));
    assert_eq!(error.to_string(), "the payload does not match the type of the event \"paid\"");
    assert!(error.source().is_some_and(|source| source.to_string().contains("expected a string")));
}

#[test]
fn names_follow_the_declared_pattern() {
    assert_eq!((Message::NAME, Paid::NAME, Notice::NAME), ("message", "paid", "notice"));
}
