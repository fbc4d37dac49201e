//! No event is lost, and the order is known.

use std::time::{Duration, SystemTime};

use pusher_typed::{
    WebhookEvent,
    client::WebhookError,
    testing::SignedWebhook,
    webhook::{EventOutcome, MisfitError, WebhookBodyError},
};

use crate::hook::{AppHook, OrderChannel, TIME_MS, accepted, body, builder, client, order, received};

/// Matches only one kind.
#[derive(Debug, PartialEq, WebhookEvent)]
enum Watched {
    #[pusher(channel_occupied)]
    Watched(OrderChannel),
    #[pusher(subscription_count)]
    Count(OrderChannel, u32),
}

const MIXED: &str = r#"[{"name":"channel_occupied","channel":"private-orders-1"},
    {"name":"key_rotated", "id" : [1, 2]},
    {"name":"subscription_count","channel":"private-orders-1","subscription_count":-1},
    7,
    {"name":"channel_occupied","channel":"news"},
    {"name":"channel_occupied","channel":"private-orders-2"},
    {"name":"subscription_count","channel":"private-orders-1"},
    {"name":"channel_occupied"},
    {"name":"channel_occupied","channel":"private-orders-3"}]"#;

#[test]
fn mixed_events_are_all_there_with_their_places() {
    let webhook = received::<Watched>(MIXED);
    assert_eq!(webhook.events, [1, 2, 3].map(|id| Watched::Watched(order(id))));
    let unmatched: Vec<_> =
        webhook.unmatched.iter().map(|raw| (raw.index(), raw.name(), raw.json())).collect();
    assert_eq!(
        unmatched,
        [
            (1, "key_rotated", r#"{"name":"key_rotated", "id" : [1, 2]}"#),
            (3, "", "7"),
            (4, "channel_occupied", r#"{"name":"channel_occupied","channel":"news"}"#),
            (7, "channel_occupied", r#"{"name":"channel_occupied"}"#),
        ]
    );
    assert_eq!(webhook.unmatched[2].channel(), Some("news"));
    let misfits: Vec<_> = webhook.misfits.iter().map(|misfit| (misfit.raw.index(), &misfit.error)).collect();
    assert!(
        matches!(
            misfits[..],
            [
                (2, MisfitError::Value { field: "subscription_count" }),
                (6, MisfitError::Missing { field: "subscription_count" })
            ]
        ),
        "{misfits:?}"
    );
}

#[test]
fn the_order_in_which_they_were_sent() {
    let webhook = received::<Watched>(MIXED);
    let letters: String = webhook
        .in_order()
        .map(|item| match item {
            EventOutcome::Event(Watched::Watched(OrderChannel { id })) => {
                char::from(b'0' + u8::try_from(*id).expect("a digit"))
            }
            EventOutcome::Event(Watched::Count(..)) => 'c',
            EventOutcome::Unmatched(_) => 'u',
            EventOutcome::Misfit(_) => 'm',
        })
        .collect();
    assert_eq!(letters, "1umuu2mu3");
}

#[test]
fn other_takes_what_no_variant_takes_in_order() {
    let webhook = received::<AppHook>(MIXED);
    let names: Vec<_> = webhook
        .events
        .iter()
        .map(|event| match event {
            AppHook::Watched(order) => order.id.to_string(),
            AppHook::Other(raw) => format!("{} at {}", raw.name(), raw.index()),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected =
        ["1", "key_rotated at 1", " at 3", "channel_occupied at 4", "2", "channel_occupied at 7", "3"];
    assert_eq!(names, expected);
    assert_eq!((webhook.unmatched.len(), webhook.misfits.len()), (0, 2));
    assert_eq!(webhook.in_order().count(), 9);
}

#[test]
fn one_event_that_cannot_be_read_leaves_the_others_alone() {
    // Half of a surrogate pair is valid in the grammar of JSON, but not a valid text.
    let webhook = received::<Watched>(
        r#"[{"name":"channel_occupied","channel":"private-orders-1"},
            {"name":"client_event","event":"client-\ud800","channel":"private-orders-1","data":"\ud800"},
            {"name":"channel_occupied","channel":"private-orders-2"},{"name":"x"}]"#,
    );
    assert_eq!(webhook.events, [1, 2].map(|id| Watched::Watched(order(id))));
    assert_eq!(webhook.unmatched[0].json(), r#"{"name":"x"}"#);
    let misfit = &webhook.misfits[0];
    assert!(matches!(misfit.error, MisfitError::Malformed(_)), "{misfit:?}");
    assert!(misfit.raw.json().contains(r"client-\ud800"));
    assert_eq!(misfit.raw.index(), 1);
}

#[test]
fn a_batch_of_thousands() {
    let event = |id| format!(r#"{{"name":"channel_occupied","channel":"private-orders-{id}"}}"#);
    let events: Vec<String> = (0..20_000).map(event).collect();
    let webhook = received::<AppHook>(&format!("[{}]", events.join(",")));
    assert_eq!(webhook.events.len(), 20_000);
    assert_eq!(webhook.events[19_999], AppHook::Watched(order(19_999)));
}

#[test]
fn the_time_and_the_id() {
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(TIME_MS);
    for time_ms in ["1327078148132", "\"1327078148132\"", "1327078148132.0"] {
        let webhook =
            accepted::<Watched>(&client(), &format!(r#"{{"x":[],"events":[],"time_ms":{time_ms},"y":1}}"#));
        assert_eq!(webhook.time, time, "{time_ms}");
    }
    let (one, two) = (received::<Watched>("[]"), received::<Watched>("[ ]"));
    assert_eq!(one.id(), received::<Watched>("[]").id());
    assert_ne!(one.id(), two.id());
}

#[test]
fn a_signed_body_that_is_no_webhook() {
    let client = builder().webhook_window(None).build().expect("a client");
    let refusal = |body: &str| {
        let request = SignedWebhook::new(&client, body);
        match client.webhook::<AppHook>(&*request.key, &*request.signature, body) {
            Err(WebhookError::Body(error)) => error,
            other => panic!("{body}: {other:?}"),
        }
    };
    let whole = body("[]");
    for json in
        ["", " ", "null", "7", "\"\"", "[]", "{", r#"{"time_ms":1,"events":{}}"#, &(whole.clone() + "x")]
    {
        assert!(matches!(refusal(json), WebhookBodyError::Json(_)), "{json}");
    }
    for json in
        ["{}", r#"{"events":[]}"#, r#"{"time_ms":"soon","events":[]}"#, r#"{"time_ms":-1,"events":[]}"#]
    {
        assert!(matches!(refusal(json), WebhookBodyError::Time), "{json}");
    }
    assert!(matches!(refusal(r#"{"time_ms":18446744073709551615}"#), WebhookBodyError::Events));
    for end in 0..whole.len() {
        assert!(matches!(refusal(&whole[..end]), WebhookBodyError::Json(_)), "{end}");
    }
    let deep = format!(r#"{{"time_ms":1,"events":[{}]}}"#, "[".repeat(100_000));
    assert!(matches!(refusal(&deep), WebhookBodyError::Json(_)));
}
