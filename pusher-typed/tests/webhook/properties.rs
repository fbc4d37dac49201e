//! Signed webhooks are accepted and decoded exactly; no input causes a panic.

use proptest::prelude::*;
use pusher_typed::{
    SocketId, testing,
    webhook::{ClientEvent, Event},
};

use crate::hook::{AppHook, PriceChannel, Typing, VaultChannel, client, order, room};

fn socket_id() -> impl Strategy<Value = SocketId> {
    "[0-9]{1,10}\\.[0-9]{1,10}".prop_map(|text| text.parse().expect("a socket id"))
}

fn hook() -> impl Strategy<Value = AppHook> {
    let name = "[a-zA-Z0-9_=@,.;-]{1,20}";
    prop_oneof![
        any::<u64>().prop_map(|id| AppHook::Watched(order(id))),
        any::<u64>().prop_map(|id| AppHook::Unwatched(order(id))),
        (name, any::<u64>()).prop_map(|(name, user_id)| AppHook::Joined { channel: room(&name), user_id }),
        (name, any::<u64>()).prop_map(|(name, user_id)| AppHook::Left { channel: room(&name), user_id }),
        (name, any::<bool>(), socket_id(), any::<Option<u64>>()).prop_map(|(name, on, id, user)| {
            let event = ClientEvent::new(room(&name), Typing { on }, id);
            AppHook::Typing(match user {
                Some(user) => event.from_user(user),
                None => event,
            })
        }),
        (any::<u32>(), any::<bool>(), socket_id()).prop_map(|(id, on, socket_id)| {
            AppHook::Sealed(ClientEvent::new(VaultChannel { id }, Typing { on }, socket_id))
        }),
        any::<u32>().prop_map(|id| AppHook::Stale(PriceChannel { id })),
        (any::<u64>(), any::<u64>()).prop_map(|(id, subscription_count)| AppHook::Watching {
            channel: order(id),
            subscription_count
        }),
    ]
}

proptest! {
    #[test]
    fn a_signed_webhook_is_decoded_again(events in prop::collection::vec(hook(), 0..20)) {
        let client = client();
        let request = testing::webhook(&client, &events).unwrap();
        let webhook = client.webhook::<AppHook>(&*request.key, &*request.signature, &request.body).unwrap();
        prop_assert_eq!(&webhook.events, &events);
        prop_assert!(webhook.misfits.is_empty() && webhook.unmatched.is_empty());

        // The same events, as all kinds and back.
        let generic = client.webhook::<Event>(&*request.key, &*request.signature, &request.body).unwrap();
        let again = testing::webhook(&client, &generic.events).unwrap();
        let webhook = client.webhook::<AppHook>(&*again.key, &*again.signature, &again.body).unwrap();
        prop_assert_eq!(&webhook.events, &events);
    }

    #[test]
    fn no_header_and_no_body_makes_it_panic(key: String, signature: String, body: Vec<u8>) {
        prop_assert!(client().webhook::<AppHook>(&*key, &*signature, &body).is_err());
    }

    #[test]
    fn no_signed_text_makes_it_panic(text in "[\\PC\\{\\}\\[\\]\":,]{0,60}") {
        let body = format!(r#"{{"time_ms":1,"events":[{text}]}}"#);
        let request = testing::SignedWebhook::new(&client(), body);
        let _ = client().webhook::<AppHook>(&*request.key, &*request.signature, &request.body);
    }
}
