//! Queries about channels and users, with typed results.

use std::{collections::BTreeMap, time::Duration};

use pusher_typed::{
    Channel, EventSet, blocking,
    client::{ChannelAttribute, QueryError, RequestError},
};
use pusher_typed_tests::Sockudo;

use super::stage::{Outcome, Stage, builder};
use crate::schema::{
    Message, NewsChannel, Offer, OfferChannel, OrderChannel, PriceChannel, RoomChannel, message,
};

/// Its names may have every character that names may have.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "tag-<text>")]
struct TagChannel {
    text: String,
}

#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(channel = PriceChannel, channel = OfferChannel)]
enum CachedAnywhere {
    Message(Message),
    Offer(Offer),
}

fn attic() -> RoomChannel {
    RoomChannel { room: "attic".into() }
}

#[tokio::test]
async fn occupied_channels_of_one_type_and_names_that_only_look_like_it() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("ada").await;
    for name in
        ["private-orders-1", "private-orders-22", "private-orders-old", "private-customer-1", "news-1"]
    {
        ada.subscribe(name).await;
    }

    let found = stage.client.channels::<OrderChannel>().await?;

    let ids: Vec<_> = found.channels.iter().map(|(channel, _)| channel.id).collect();
    let unparsed: Vec<_> = found.unparsed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((ids, unparsed), (vec![1, 22], vec!["private-orders-old"]));
    Ok(())
}

#[tokio::test]
async fn counts_of_all_channels_of_a_type() -> Outcome {
    let stage = Stage::new().await?;
    let mut browsers = [stage.browser("1").await, stage.browser("1").await, stage.browser("2").await];
    for browser in &mut browsers {
        browser.subscribe("presence-room-attic").await;
        browser.subscribe("news-1").await;
    }
    browsers[0].subscribe("presence-room-cellar").await;
    browsers[0].subscribe("news-2").await;

    let rooms = stage.client.channels::<RoomChannel>().user_count().await?;
    let news = stage.client.channels::<NewsChannel>().subscription_count().await?;

    let users: BTreeMap<_, _> =
        rooms.channels.iter().map(|(channel, info)| (channel.room.as_str(), info.user_count)).collect();
    assert_eq!(users, BTreeMap::from([("attic", Some(2)), ("cellar", Some(1))]));
    let subscriptions: Vec<_> =
        news.channels.iter().map(|(channel, info)| (channel.id, info.subscription_count)).collect();
    assert_eq!(subscriptions, [(1, Some(3)), (2, Some(1))]);
    Ok(())
}

#[tokio::test]
async fn the_untyped_list_with_several_attributes_whose_comma_is_signed() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("1").await;
    ada.subscribe("presence-room-attic").await;
    ada.subscribe("news-1").await;

    let everything = stage.client.channels_untyped("", []).await?;
    let both = [ChannelAttribute::UserCount, ChannelAttribute::SubscriptionCount];
    let rooms = stage.client.channels_untyped("presence-", both).await?;

    let names: Vec<_> = everything.channels.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["news-1", "presence-room-attic"]);
    let (name, info) = &rooms.channels[0];
    assert_eq!(
        (name.as_str(), info.user_count, info.subscription_count),
        ("presence-room-attic", Some(1), Some(1))
    );
    Ok(())
}

#[tokio::test]
async fn a_prefix_and_a_name_of_unusual_characters_are_signed_as_the_server_reads_them() -> Outcome {
    let stage = Stage::new().await?;
    let mut anyone = stage.anyone().await;
    let tag = TagChannel { text: "a=b@c,d;e.f_g-h".into() };
    anyone.subscribe("tag-a=b@c,d;e.f_g-h").await;

    assert_eq!(stage.client.channel(&tag).subscription_count().await?.subscription_count, Some(1));
    let found = stage.client.channels_untyped("tag-a=b@c,d;e", []).await?;
    assert_eq!(found.channels[0].0, "tag-a=b@c,d;e.f_g-h");
    Ok(())
}

#[tokio::test]
async fn one_channel() -> Outcome {
    let stage = Stage::new().await?;
    let order = OrderChannel { id: 1 };
    let vacant = stage.client.channel(&order).subscription_count().await?;
    assert_eq!((vacant.occupied, vacant.subscription_count), (false, Some(0)));

    let (mut ada, mut bob) = (stage.browser("1").await, stage.browser("2").await);
    for browser in [&mut ada, &mut bob] {
        browser.subscribe("private-orders-1").await;
        browser.subscribe("presence-room-attic").await;
    }

    let two = stage.client.channel(&order).subscription_count().await?;
    assert_eq!((two.occupied, two.subscription_count, two.user_count), (true, Some(2), None));
    let users = stage.client.channel(&attic()).user_count().await?;
    assert_eq!((users.occupied, users.user_count), (true, Some(2)));
    let unasked = stage.client.channel(&order).await?;
    assert_eq!((unasked.occupied, unasked.subscription_count), (true, None));
    Ok(())
}

#[tokio::test]
async fn the_cached_event_as_a_type_and_as_a_set() -> Outcome {
    let stage = Stage::new().await?;
    let channel = PriceChannel { id: 3 };
    assert_eq!(stage.client.channel(&channel).cache::<Message>().await?.cache, None);

    stage.client.trigger_on(&channel, &message("first")).await?;
    stage.client.trigger_on(&channel, &message("last \"quoted\" é")).await?;

    let cached = stage.client.channel(&channel).cache::<Message>().await?.cache.ok_or("an event")?;
    assert_eq!(cached.event, message("last \"quoted\" é"));
    let time_to_live = cached.time_to_live.ok_or("a time to live")?;
    assert!(time_to_live > Duration::ZERO && time_to_live <= Duration::from_secs(3600), "{time_to_live:?}");
    let cached = stage.client.channel(&channel).subscription_count().cache::<CachedAnywhere>().await?;
    assert_eq!(cached.subscription_count, Some(0));
    assert_eq!(cached.cache.ok_or("an event")?.event, CachedAnywhere::Message(message("last \"quoted\" é")));
    Ok(())
}

#[tokio::test]
async fn the_cached_event_of_an_encrypted_channel_is_decrypted() -> Outcome {
    let stage = Stage::new().await?;
    let channel = OfferChannel { id: 4 };
    stage.client.trigger_on(&channel, &Offer { cents: 999 }).await?;

    let cached = stage.client.channel(&channel).cache::<Offer>().await?.cache.ok_or("an event")?;

    assert_eq!(cached.event, Offer { cents: 999 });
    Ok(())
}

#[tokio::test]
async fn users_of_a_presence_channel_by_the_members_own_id() -> Outcome {
    let stage = Stage::new().await?;
    assert_eq!(stage.client.users(&attic()).await?, [0_u64; 0]);

    let mut browsers = [stage.browser("7").await, stage.browser("7").await, stage.browser("8").await];
    for browser in &mut browsers {
        browser.subscribe("presence-room-attic").await;
    }
    let mut users = stage.client.users(&attic()).await?;
    users.sort_unstable();
    assert_eq!(users, [7, 8]);

    let mut stranger = stage.browser("ada").await;
    stranger.subscribe("presence-room-attic").await;
    let error = stage.client.users(&attic()).await.unwrap_err();
    assert!(matches!(&error, QueryError::MismatchedUsers { ids, .. } if *ids == ["ada"]), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn all_connections_of_a_user_and_no_others_are_terminated() -> Outcome {
    let stage = Stage::new().await?;
    let mut desk = stage.browser("7").await;
    let mut phone = stage.browser("7").await;
    let mut other = stage.browser("8").await;
    for browser in [&mut desk, &mut phone, &mut other] {
        browser.sign_in().await;
    }

    stage.client.terminate_user_connections(&7_u64).await?;

    for browser in [&mut desk, &mut phone] {
        assert_eq!(browser.disconnected().await["data"]["code"], 4009);
    }
    other.subscribe("news-1").await;
    stage.client.terminate_user_connections("nobody@example.com").await?;
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_the_servers_own() -> Outcome {
    let server = Stage::server().await;
    let client = builder(&server, "not-the-secret").build()?;

    let error = client.channel(&attic()).user_count().await.unwrap_err();

    assert_eq!(error.request().and_then(RequestError::status), Some(401), "{error}");
    assert!(error.to_string().to_lowercase().contains("signature"), "{error}");
    Ok(())
}

#[tokio::test]
async fn the_blocking_client_does_the_same_over_real_connections() -> Outcome {
    let stage = Stage::new().await?;
    let mut ada = stage.browser("1").await;
    ada.subscribe("presence-room-attic").await;
    ada.sign_in().await;
    let client: blocking::Client = builder(&stage.server, Sockudo::SECRET).build_blocking()?;

    client.trigger_on(&attic(), &message("hi")).send()?;
    assert_eq!(ada.next_event().await.data["text"], "hi");
    assert_eq!(client.users(&attic()).send()?, [1]);
    assert_eq!(client.channel(&attic()).user_count().send()?.user_count, Some(1));
    assert_eq!(client.channels::<RoomChannel>().send()?.channels[0].0, attic());
    client.terminate_user_connections(&1_u64).send()?;
    assert_eq!(ada.disconnected().await["data"]["code"], 4009);
    Ok(())
}
