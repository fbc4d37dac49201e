//! The standard tests of webhook verification in the
//! [server library specification](https://pusher.com/docs/channels/library_auth_reference/server-library-reference-specification/#tests-and-code-coverage),
//! by their names. The bodies are those of the service's documentation, the signatures were made by openssl.
#![allow(non_snake_case)]

use pusher_typed::{
    ChannelName, UserId,
    client::{WebhookError, WebhookHeader},
    webhook::{Event, Webhook},
};

use crate::hook::{KEY, client};

const OCCUPIED: &str =
    r#"{"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"test_channel"}]}"#;
const OCCUPIED_SIGNATURE: &str = "709fdb84c03664445f7698120b0edf0acc1ab1c8c6e93a0368c61841d6b998aa";
const VACATED: &str =
    r#"{"time_ms":1327078148132,"events":[{"name":"channel_vacated","channel":"test_channel"}]}"#;
const VACATED_SIGNATURE: &str = "c90933bae7c5436e97c56028c73d365b9f1657b278a32414ec05224f72b57bb9";
const ADDED: &str = r#"{"time_ms":1327078148132,"events":[{"name":"member_added","channel":"presence-your_channel_name","user_id":"a_user_id"}]}"#;
const ADDED_SIGNATURE: &str = "eca9b3c96ae06efb1c2900f448c2996f546b37d92d8038b54831089072065d86";
const REMOVED: &str = r#"{"time_ms":1327078148132,"events":[{"name":"member_removed","channel":"presence-your_channel_name","user_id":"a_user_id"}]}"#;
const REMOVED_SIGNATURE: &str = "97d8a3cf4ce6892427a4c965c480292cab614814ce9f54880bb8b9a522b1a22e";
const CLIENT: &str = r#"{"time_ms":1327078148132,"events":[{"name":"client_event","channel":"private-my-channel","event":"client-my-event","data":"{\"my\":\"data\"}","socket_id":"123.456"}]}"#;
const CLIENT_SIGNATURE: &str = "8a303fbc210f916b4ed14f85590acfb6c87000fcbfc4dfeb95aeb579dbacbfec";

fn verify(
    key: impl WebhookHeader,
    signature: impl WebhookHeader,
    body: &str,
) -> Result<Webhook<Event>, WebhookError> {
    client().webhook(key, signature, body)
}

fn only_event(signature: &str, body: &str) -> Event {
    let webhook = verify(KEY, signature, body).expect("a webhook");
    assert_eq!(webhook.events.len(), 1, "{webhook:?}");
    webhook.events.into_iter().next().expect("one event")
}

fn channel(name: &str) -> ChannelName {
    name.parse().expect("a channel name")
}

fn user(id: &str) -> UserId {
    id.parse().expect("a user id")
}

#[test]
fn testInvalidPusherKeyHeaderWebhookFails() {
    let error = verify("another-key", OCCUPIED_SIGNATURE, OCCUPIED).unwrap_err();
    assert!(matches!(&error, WebhookError::UnknownKey { key } if key == "another-key"), "{error:?}");
}

#[test]
fn testInvalidPusherSignatureHeaderWebhookFails() {
    let error = verify(KEY, VACATED_SIGNATURE, OCCUPIED).unwrap_err();
    assert!(matches!(error, WebhookError::WrongSignature), "{error:?}");
}

#[test]
fn testMissingBodyDataWebhookFails() {
    let error = verify(KEY, OCCUPIED_SIGNATURE, "").unwrap_err();
    assert!(matches!(error, WebhookError::WrongSignature), "{error:?}");
}

#[test]
fn testMissingPusherKeyHeaderWebhookFails() {
    let error = verify(None::<&str>, OCCUPIED_SIGNATURE, OCCUPIED).unwrap_err();
    assert!(matches!(error, WebhookError::MissingKey), "{error:?}");
}

#[test]
fn testMissingPusherSignatureHeaderWebhookFails() {
    let error = verify(KEY, None::<&str>, OCCUPIED).unwrap_err();
    assert!(matches!(error, WebhookError::MissingSignature), "{error:?}");
}

#[test]
fn testVerifyChannelOccupiedWebhookSucceeds() {
    let event = only_event(OCCUPIED_SIGNATURE, OCCUPIED);
    assert_eq!(event, Event::ChannelOccupied { channel: channel("test_channel") });
}

#[test]
fn testVerifyChannelVacatedWebhookSucceeds() {
    let event = only_event(VACATED_SIGNATURE, VACATED);
    assert_eq!(event, Event::ChannelVacated { channel: channel("test_channel") });
}

#[test]
fn testVerifyClientEventWebhookSucceeds() {
    let expected = Event::ClientEvent {
        channel: channel("private-my-channel"),
        event: "client-my-event".to_owned(),
        data: r#"{"my":"data"}"#.to_owned(),
        socket_id: Some("123.456".parse().expect("a socket id")),
        user_id: None,
    };
    assert_eq!(only_event(CLIENT_SIGNATURE, CLIENT), expected);
}

#[test]
fn testVerifyMemberAddedWebhookSucceeds() {
    let (channel, user_id) = (channel("presence-your_channel_name"), user("a_user_id"));
    assert_eq!(only_event(ADDED_SIGNATURE, ADDED), Event::MemberAdded { channel, user_id });
}

#[test]
fn testVerifyMemberRemovedWebhookSucceeds() {
    let (channel, user_id) = (channel("presence-your_channel_name"), user("a_user_id"));
    assert_eq!(only_event(REMOVED_SIGNATURE, REMOVED), Event::MemberRemoved { channel, user_id });
}
