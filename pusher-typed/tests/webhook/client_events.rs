//! Payloads of client events: as text, as a value, encrypted.

use std::error::Error;

use pusher_typed::{
    Channel, Client, DecodeEventError, Event, EventSet, SocketId, WebhookEvent, testing,
    webhook::{self, ClientEvent, MisfitError, Webhook},
};
use serde::{Deserialize, Serialize};

use crate::hook::{
    AppHook, KEY, RoomChannel, SECRET, StoppedAt, TIME_MS, Typing, VaultChannel, accepted, body, client,
    received, room,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-said")]
struct Said(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-moved")]
struct Moved(i32, i32);

#[derive(Debug, Clone, PartialEq, EventSet)]
enum RoomEvent {
    Said(Said),
    Moved(Moved),
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Debug, PartialEq, WebhookEvent)]
enum RoomHook {
    #[pusher(client_event)]
    Typing { channel: RoomChannel, event: Typing, socket_id: Option<SocketId>, user_id: Option<u64> },
    #[pusher(client_event)]
    Room(ClientEvent<RoomChannel, RoomEvent>),
    #[pusher(client_event)]
    Order { channel: OrderChannel, event: String, data: serde_json::Value },
}

fn event(channel: &str, event: &str, rest: &str) -> String {
    format!(r#"[{{"name":"client_event","channel":"{channel}","event":"{event}"{rest}}}]"#)
}

const ID: &str = r#","socket_id":"1.2""#;

fn in_room(name: &str, data: &str) -> Webhook<RoomHook> {
    received(&event("presence-room-r", name, &format!(r#"{ID},"data":{data}"#)))
}

fn said(text: &str) -> RoomHook {
    let socket_id = "1.2".parse().expect("a socket id");
    RoomHook::Room(ClientEvent::new(room("r"), RoomEvent::Said(Said(text.to_owned())), socket_id))
}

#[test]
fn data_is_a_value_or_a_text_that_holds_one() {
    for data in ["[1,-2]", r#""[1,-2]""#, r#""\u005b1, -2]""#] {
        let webhook = in_room("client-moved", data);
        let [RoomHook::Room(moved)] = &webhook.events[..] else { panic!("{webhook:?}") };
        assert_eq!(moved.event, RoomEvent::Moved(Moved(1, -2)));
    }
    // A text as the payload itself, as it is and packed.
    assert_eq!(in_room("client-said", r#""hello""#).events, [said("hello")]);
    assert_eq!(in_room("client-said", r#""\"hello\"""#).events, [said("hello")]);
    assert_eq!(in_room("client-said", r#""[1]""#).events, [said("[1]")]);
}

#[test]
fn the_socket_and_the_user_may_be_missing_where_the_type_says_so() {
    let rest = r#","data":{"on":true}"#;
    let webhook = received::<RoomHook>(&event("presence-room-r", "client-typing", rest));
    let typing =
        RoomHook::Typing { channel: room("r"), event: Typing { on: true }, socket_id: None, user_id: None };
    assert_eq!(webhook.events, [typing]);

    let rest = r#","data":{"on":true},"user_id":7,"socket_id":"1.2""#;
    let webhook = received::<RoomHook>(&event("presence-room-r", "client-typing", rest));
    assert!(matches!(&webhook.events[..], [RoomHook::Typing { user_id: Some(7), socket_id: Some(_), .. }]));

    let webhook = received::<RoomHook>(&event("presence-room-r", "client-said", r#","data":"x""#));
    assert!(matches!(webhook.misfits[0].error, MisfitError::Missing { field: "socket_id" }));
    let webhook =
        received::<RoomHook>(&event("presence-room-r", "client-said", r#","data":"x","socket_id":"1:2""#));
    assert!(matches!(webhook.misfits[0].error, MisfitError::Value { field: "socket_id" }));
}

#[test]
fn a_field_data_takes_every_event_of_the_channel() {
    let rest = format!(r#"{ID},"data":"{{\"any\":1}}""#);
    let webhook = received::<RoomHook>(&event("private-orders-7", "client-anything", &rest));
    let data = serde_json::json!({"any": 1});
    let expected = RoomHook::Order { channel: OrderChannel { id: 7 }, event: "client-anything".into(), data };
    assert_eq!(webhook.events, [expected]);
}

#[test]
fn a_misfit_is_distinguished_from_an_undeclared_event() {
    let unknown = in_room("client-left", "1");
    assert_eq!((unknown.unmatched.len(), unknown.misfits.len()), (1, 0));
    let wrong = in_room("client-moved", r#"{"x":1}"#);
    let [misfit] = &wrong.misfits[..] else { panic!("{wrong:?}") };
    assert!(
        matches!(
            &misfit.error,
            MisfitError::Payload(DecodeEventError::Payload { event: "client-moved", .. })
        ),
        "{misfit:?}"
    );
    assert!(misfit.error.source().and_then(Error::source).is_some());
    assert!(misfit.raw.json().contains(r#"{"x":1}"#));
}

#[test]
fn encrypted_payloads_are_decrypted_with_the_channels_key() {
    let client = client();
    let sent = AppHook::Sealed(ClientEvent::new(
        VaultChannel { id: 7 },
        Typing { on: true },
        "1.2".parse().expect("a socket id"),
    ));
    let request = testing::webhook(&client, std::slice::from_ref(&sent)).expect("a webhook");
    assert!(!request.body.contains("true") && request.body.contains("ciphertext"), "{}", request.body);
    assert_eq!(accepted::<AppHook>(&client, &request.body).events, [sent]);

    // As a value instead of a text, by all kinds, without the key, for another channel, not encrypted.
    let json: serde_json::Value = serde_json::from_str(&request.body).expect("JSON");
    let sealed = json["events"][0]["data"].as_str().expect("a text");
    let events =
        |channel: &str, data: &str| event(channel, "client-typing", &format!(r#"{ID},"data":{data}"#));
    assert_eq!(received::<AppHook>(&events("private-encrypted-vault-7", sealed)).events.len(), 1);
    let generic = received::<webhook::Event>(&events("private-encrypted-vault-7", sealed));
    assert!(
        matches!(&generic.events[..], [webhook::Event::ClientEvent { data, .. }] if data == r#"{"on":true}"#)
    );

    let error = |webhook: Webhook<AppHook>| webhook.misfits.into_iter().next().expect("a misfit").error;
    let other = received(&events("private-encrypted-vault-8", sealed));
    assert!(matches!(error(other), MisfitError::Undecryptable));
    let plain = received(&events("private-encrypted-vault-7", r#"{"on":true}"#));
    assert!(matches!(error(plain), MisfitError::NotEncrypted));
    let keyless = Client::builder("3", KEY, SECRET).clock(StoppedAt(TIME_MS)).build().expect("a client");
    let keyless = accepted(&keyless, &body(&events("private-encrypted-vault-7", sealed)));
    assert!(matches!(error(keyless), MisfitError::NoEncryptionKey));
}
