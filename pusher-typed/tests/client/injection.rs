//! Text that would change a signed string is refused by every method.

use pusher_typed::{
    Client, SocketId, UserId,
    client::{ConfigError, TriggerError},
};

use crate::service::{Notice, Room, Service, note};

/// Texts that have a meaning in a signed string, a URL or a name, or look similar.
const HOSTILE: [&str; 18] = [
    "a:b",
    "a\nb",
    "a\r\nb",
    "::user::",
    "1.1::user::{\"id\":\"1\"}",
    "POST\n/apps/1/events\nauth_key=k",
    "#server-to-user-1",
    "#",
    "a b",
    "a/b",
    "a?b=c&d",
    "a%0Ab",
    "a\"b",
    "a\\b",
    "a\0b",
    "é",
    "٣",
    "a\u{2028}b",
];

#[tokio::test]
async fn no_channel_name_reaches_the_signer_unchecked() {
    let service = Service::default();
    let client = service.client();
    for text in HOSTILE {
        let room = Room { room: text.into() };
        for outcome in [
            client.trigger_untyped([text], "e", &1).await,
            client.trigger_untyped(["fine", text], "e", &1).await,
            client.trigger_on(&room, &note("x")).await,
            client.trigger_on_many([&room], &note("x")).await,
            client.batch().event_on(&room, &note("x")).send().await,
            client.batch().add(client.trigger_untyped([text], "e", &1)).send().await,
        ] {
            let refused = matches!(outcome, Err(TriggerError::ChannelName(_) | TriggerError::UserChannel));
            assert!(refused, "{text:?}: {outcome:?}");
        }
    }
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn no_user_id_reaches_the_signer_unchecked() {
    let service = Service::default();
    for text in HOSTILE.into_iter().chain(["", &"1".repeat(129)]) {
        let outcome = service.client().send_to_user(text, &Notice { text: "x".into() }).await;
        assert!(matches!(outcome, Err(TriggerError::UserId(_))), "{text:?}: {outcome:?}");
        assert!(text.parse::<UserId>().is_err(), "{text:?}");
    }
    assert!(service.requests().is_empty());
}

#[test]
fn no_socket_id_reaches_the_signer_unchecked() {
    for text in HOSTILE {
        assert!(text.parse::<SocketId>().is_err(), "{text:?}");
        assert!(format!("1.{text}").parse::<SocketId>().is_err(), "{text:?}");
    }
}

#[test]
fn no_app_id_or_key_reaches_the_signer_unchecked() {
    for text in HOSTILE {
        assert!(matches!(Client::builder(text, "k", "s").build(), Err(ConfigError::AppId)), "{text:?}");
        assert!(matches!(Client::builder("1", text, "s").build(), Err(ConfigError::Key)), "{text:?}");
        let cluster = Client::builder("1", "k", "s").cluster(text).build();
        assert!(matches!(cluster, Err(ConfigError::Cluster)), "{text:?}");
    }
}

/// An event's name is part of the body only, and escaped there.
#[tokio::test]
async fn an_event_name_is_only_text() {
    for text in HOSTILE {
        let service = Service::default();
        service.client().trigger_untyped(["a"], text, text).await.expect(text);
        let body = service.body();
        assert_eq!((body["name"].as_str(), body["channels"][0].as_str()), (Some(text), Some("a")));
        assert_eq!(
            body["data"].as_str().and_then(|data| serde_json::from_str(data).ok()),
            Some(text.to_owned())
        );
    }
}
