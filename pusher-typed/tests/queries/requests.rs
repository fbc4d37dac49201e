//! The requests: path, parameters, signature. The scripted service checks that each signature
//! matches the URL.

use pusher_typed::client::ChannelAttribute;

use crate::{
    schema::{Board, Coded, Offers, Orders, Prices, Room, Tag, attic},
    service::{RecordedRequest, Service},
};

const LIST: &str = r#"{"channels":{}}"#;
const STATE: &str = r#"{"occupied":false}"#;

#[tokio::test]
async fn the_known_signature_of_a_list() {
    let service = Service::responding(200, LIST);
    service.client().channels_untyped("presence-", [ChannelAttribute::UserCount]).await.expect("a list");
    let expected = RecordedRequest {
        method: "GET",
        path: "/channels".into(),
        params: "filter_by_prefix=presence-&info=user_count".into(),
        signature: "0ba82990cff5311f09d88d8c9317d1ceb1b2e085c01deb65618f4eaea1624d89".into(),
        body: None,
    };
    assert_eq!(service.requests(), [expected]);
}

#[tokio::test]
async fn a_list_requests_the_literal_prefix_of_the_pattern() {
    let service = Service::responding(200, LIST);
    service.client().channels::<Orders>().await.expect("a list");
    assert_eq!(service.asked_once(), ("GET", "/channels".into(), "filter_by_prefix=private-orders-".into()));

    let service = Service::responding(200, LIST);
    service.client().channels::<Room>().user_count().user_count().await.expect("a list");
    let params = "filter_by_prefix=presence-room-&info=user_count";
    assert_eq!(service.asked_once().2, params);

    let service = Service::responding(200, LIST);
    service.client().channels::<Orders>().subscription_count().await.expect("a list");
    assert_eq!(service.asked_once().2, "filter_by_prefix=private-orders-&info=subscription_count");
}

#[tokio::test]
async fn without_a_fixed_beginning_there_is_no_prefix() {
    let service = Service::responding(200, LIST);
    service.client().channels::<Coded>().await.expect("a list");
    assert_eq!(service.asked_once().2, "");

    let service = Service::responding(200, LIST);
    service.client().channels_untyped("", []).await.expect("a list");
    assert_eq!(service.asked_once().2, "");
}

#[tokio::test]
async fn several_attributes_appear_once_each_separated_by_escaped_commas() {
    use ChannelAttribute::{SubscriptionCount, UserCount};
    let service = Service::responding(200, LIST);
    let attributes = [SubscriptionCount, UserCount, SubscriptionCount];
    service.client().channels_untyped("presence-", attributes).await.expect("a list");
    assert_eq!(service.asked_once().2, "filter_by_prefix=presence-&info=user_count%2Csubscription_count");
}

#[tokio::test]
async fn a_prefix_is_escaped_in_the_url() {
    let service = Service::responding(200, LIST);
    service.client().channels_untyped("a=b@c,d;e.f_g-", []).await.expect("a list");
    assert_eq!(service.asked_once().2, "filter_by_prefix=a%3Db%40c%2Cd%3Be.f_g-");
}

#[tokio::test]
async fn the_query_of_one_channel_requests_the_attributes_of_its_kind() {
    let service = Service::responding(200, STATE);
    service.client().channel(&Orders { id: 7 }).await.expect("a state");
    assert_eq!(service.asked_once(), ("GET", "/channels/private-orders-7".into(), String::new()));

    let service = Service::responding(200, STATE);
    service.client().channel(&attic()).user_count().await.expect("a state");
    assert_eq!(
        service.asked_once(),
        ("GET", "/channels/presence-room-attic".into(), "info=user_count".into())
    );

    let service = Service::responding(200, STATE);
    let prices = Prices { id: 3 };
    service
        .client()
        .channel(&prices)
        .subscription_count()
        .cache::<crate::schema::Price>()
        .await
        .expect("a state");
    assert_eq!(
        service.asked_once(),
        ("GET", "/channels/cache-prices-3".into(), "info=subscription_count%2Ccache".into())
    );

    let service = Service::responding(200, STATE);
    service
        .client()
        .channel(&Board { id: 3 })
        .cache::<crate::schema::Price>()
        .user_count()
        .await
        .expect("a state");
    assert_eq!(service.asked_once().2, "info=cache%2Cuser_count");

    let service = Service::responding(200, STATE);
    service.decrypting().channel(&Offers { id: 3 }).cache::<crate::schema::Kept>().await.expect("a state");
    assert_eq!(service.asked_once().2, "info=cache");
}

#[tokio::test]
async fn a_name_is_in_the_path_as_it_is_signed() {
    let service = Service::responding(200, STATE);
    service.client().channel(&Tag { text: "a=b@c,d;e.f_g".into() }).await.expect("a state");
    assert_eq!(service.asked_once().1, "/channels/tag-a=b@c,d;e.f_g");
}

#[tokio::test]
async fn users_are_requested_below_their_channel() {
    let service = Service::responding(200, r#"{"users":[]}"#);
    service.client().users(&attic()).await.expect("users");
    assert_eq!(service.asked_once(), ("GET", "/channels/presence-room-attic/users".into(), String::new()));
    assert_eq!(service.requests()[0].body, None);
}

#[tokio::test]
async fn connections_are_terminated_below_the_app() {
    for response in ["{}", r#"{"ok":true}"#, ""] {
        let service = Service::responding(200, response);
        service.client().terminate_user_connections(&7_u64).await.expect("terminated");
        assert_eq!(service.asked_once(), ("POST", "/users/7/terminate_connections".into(), String::new()));
        assert_eq!(service.requests()[0].body.as_deref(), Some("{}"));
    }
    let service = Service::responding(200, "{}");
    service.client().terminate_user_connections("ada@example.com;=,").await.expect("terminated");
    assert_eq!(service.asked_once().1, "/users/ada@example.com;=,/terminate_connections");
}
