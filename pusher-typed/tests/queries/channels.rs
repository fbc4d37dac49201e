//! Lists of occupied channels.

use pusher_typed::client::{ChannelAttribute, ChannelInfo, Channels, QueryError, RequestError};

use crate::{
    schema::{Coded, Orders, Room, attic},
    service::Service,
};

async fn orders(body: &str) -> Result<Channels<Orders>, QueryError> {
    Service::responding(200, body).client().channels::<Orders>().await
}

#[tokio::test]
async fn names_are_parsed_and_unknown_ones_are_listed_separately() {
    let body = r#"{"channels":{"private-orders-9":{},"private-orders-old":{},"private-orders-007":{},
        "private-orders-10":{},"private-orders-":{}}}"#;
    let found = orders(body).await.expect("a list");
    let ids: Vec<_> = found.channels.iter().map(|(channel, _)| channel.id).collect();
    let unknown: Vec<_> = found.unparsed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(ids, [10, 9], "in the order of the names");
    assert_eq!(unknown, ["private-orders-", "private-orders-007", "private-orders-old"]);
}

#[tokio::test]
async fn a_name_without_the_prefix_or_of_another_kind_is_unknown() {
    let body =
        r##"{"channels":{"news":{},"#server-to-user-7":{},"private-orders-é":{},"ABC":{},"private-X":{}}}"##;
    let found = Service::responding(200, body).client().channels::<Coded>().await.expect("a list");
    assert_eq!(found.channels.len(), 1);
    assert_eq!(found.channels[0].0.code.0, "ABC");
    assert_eq!(found.unparsed.len(), 4);
}

#[tokio::test]
async fn counts_come_with_the_channels_that_have_them() {
    let body = r#"{"channels":{"presence-room-attic":{"user_count":2,"more":[1]},
        "presence-room-cellar":{"user_count":1}},"ok":true}"#;
    let found =
        Service::responding(200, body).client().channels::<Room>().user_count().await.expect("a list");
    let count = |room: &str| {
        let (_, info) = found.channels.iter().find(|(channel, _)| channel.room == room).expect(room);
        (info.user_count, info.subscription_count)
    };
    assert_eq!(found.channels[0].0, attic());
    assert_eq!(count("attic"), (Some(2), None));
    assert_eq!(count("cellar"), (Some(1), None));
}

#[tokio::test]
async fn counts_of_unknown_names_are_kept() {
    let body = r#"{"channels":{"private-orders-x":{"subscription_count":3}}}"#;
    let found = Service::responding(200, body)
        .client()
        .channels::<Orders>()
        .subscription_count()
        .await
        .expect("a list");
    assert_eq!(found.unparsed[0].1.subscription_count, Some(3));
}

#[tokio::test]
async fn an_empty_map_may_be_written_as_a_list() {
    for body in [r#"{"channels":{}}"#, r#"{"channels":[]}"#, r#"{"channels":[],"more":1}"#] {
        let found = orders(body).await.expect(body);
        assert!(found.channels.is_empty() && found.unparsed.is_empty(), "{body}");
    }
    let found = orders(r#"{"channels":{"private-orders-1":[]}}"#).await.expect("a list");
    assert_eq!(found.channels, [(Orders { id: 1 }, ChannelInfo::default())]);
}

#[tokio::test]
async fn an_invalid_list_is_an_error() {
    let bodies = [
        "",
        "OK",
        "{}",
        "[]",
        "null",
        r#"{"channels":7}"#,
        r#"{"channels":["private-orders-1"]}"#,
        r#"{"channels":{"private-orders-1":7}}"#,
        r#"{"channels":{"private-orders-1":{"subscription_count":"2"}}}"#,
        r#"{"channels":{"private-orders-1":{"subscription_count":-2}}}"#,
        r#"{"channels":{"#,
    ];
    for body in bodies {
        let error = orders(body).await.expect_err(body);
        assert!(
            matches!(error, QueryError::Request(RequestError::InvalidResponse { .. })),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn the_untyped_list_has_every_name() {
    let body = r##"{"channels":{"b":{"subscription_count":1},"a":{},"#server-to-user-7":{}}}"##;
    let service = Service::responding(200, body);
    let found =
        service.client().channels_untyped("", [ChannelAttribute::SubscriptionCount]).await.expect("a list");
    let names: Vec<&str> = found.channels.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(found.channels[1].1.subscription_count, Some(1));
    assert_eq!(found.unparsed[0].0, "#server-to-user-7");
}
