//! Bodies of each kind: those of the hosted service's documentation, and those of another server.

use pusher_typed::webhook::{ClientEvent, WebhookKind};

use crate::hook::{AppHook, PriceChannel, Typing, order, received, room};

fn socket_id(text: &str) -> pusher_typed::SocketId {
    text.parse().expect("a socket id")
}

#[test]
fn every_kind_as_the_hosted_service_documents_it() {
    let webhook = received::<AppHook>(
        r#"[
            { "name": "channel_occupied", "channel": "private-orders-7" },
            { "name": "channel_vacated", "channel": "private-orders-7" },
            { "name": "member_added", "channel": "presence-room-attic", "user_id": "42" },
            { "name": "member_removed", "channel": "presence-room-attic", "user_id": "42" },
            { "name": "client_event", "channel": "presence-room-attic", "event": "client-typing",
              "data": "{\"on\":true}", "socket_id": "1234.5678", "user_id": "42" },
            { "name": "cache_miss", "channel": "cache-prices-3" },
            { "name": "subscription_count", "channel": "private-orders-7", "subscription_count": 12 }
        ]"#,
    );
    let typing = ClientEvent::new(room("attic"), Typing { on: true }, socket_id("1234.5678")).from_user(42);
    let expected = [
        AppHook::Watched(order(7)),
        AppHook::Unwatched(order(7)),
        AppHook::Joined { channel: room("attic"), user_id: 42 },
        AppHook::Left { channel: room("attic"), user_id: 42 },
        AppHook::Typing(typing),
        AppHook::Stale(PriceChannel { id: 3 }),
        AppHook::Watching { channel: order(7), subscription_count: 12 },
    ];
    assert_eq!(webhook.events, expected);
    assert!(webhook.misfits.is_empty() && webhook.unmatched.is_empty());
}

#[test]
fn every_kind_as_sockudo_sends_it() {
    let webhook = received::<AppHook>(
        r#"[{"channel":"private-orders-1","name":"channel_occupied"},
            {"channel":"private-orders-1","name":"channel_vacated"},
            {"name":"member_added","user_id":"1","channel":"presence-room-r"},
            {"channel":"presence-room-r","name":"member_removed","user_id":"2"},
            {"channel":"presence-room-r","name":"client_event","socket_id":"3676772650.5466603437","data":{"on":false},"event":"client-typing"},
            {"data":"{}","channel":"cache-prices-1","name":"cache_miss"},
            {"channel":"private-orders-1","name":"subscription_count","subscription_count":1}]"#,
    );
    let typing = ClientEvent::new(room("r"), Typing { on: false }, socket_id("3676772650.5466603437"));
    let expected = [
        AppHook::Watched(order(1)),
        AppHook::Unwatched(order(1)),
        AppHook::Joined { channel: room("r"), user_id: 1 },
        AppHook::Left { channel: room("r"), user_id: 2 },
        AppHook::Typing(typing),
        AppHook::Stale(PriceChannel { id: 1 }),
        AppHook::Watching { channel: order(1), subscription_count: 1 },
    ];
    assert_eq!(webhook.events, expected);
    assert!(webhook.misfits.is_empty() && webhook.unmatched.is_empty());
}

#[test]
fn numbers_and_strings_where_either_may_be_sent() {
    let webhook = received::<AppHook>(
        r#"[{"name":"member_added","channel":"presence-room-r","user_id":42},
            {"name":"member_added","channel":"presence-room-r","user_id":42.0},
            {"name":"subscription_count","channel":"private-orders-1","subscription_count":"12"}]"#,
    );
    let joined = AppHook::Joined { channel: room("r"), user_id: 42 };
    let watching = AppHook::Watching { channel: order(1), subscription_count: 12 };
    assert_eq!(webhook.events, [joined.clone(), joined, watching]);
}

#[test]
fn unknown_keys_and_escapes_and_repeated_keys() {
    let webhook = received::<AppHook>(
        r#"[{"v":{"deep":[1,{"name":"x"}]},"channel":"private-orders-9","name":"channel_occupied","channel":"private-\u006frders-1","n":null,"b":true,"f":-1.5e3},
            {"na\u006de":"channel_\u006fccupied","channel":"private-orders-2","user_id":null,"data":null}]"#,
    );
    assert_eq!(webhook.events, [AppHook::Watched(order(1)), AppHook::Watched(order(2))]);
}

#[test]
fn the_names_of_the_kinds() {
    for name in [
        "channel_occupied",
        "channel_vacated",
        "member_added",
        "member_removed",
        "client_event",
        "cache_miss",
        "subscription_count",
    ] {
        assert_eq!(WebhookKind::from_name(name).map(WebhookKind::name), Some(name));
        assert_eq!(WebhookKind::from_name(&name.to_uppercase()), None);
    }
}
