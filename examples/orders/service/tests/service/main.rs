//! The shop's service with the in-process server, without a browser.

mod stage;

use axum::http::StatusCode;
use orders_schema::{
    Delivered, Feed, FloorChannel, Notice, OpenOrders, OrderId, Packed, PageChannel, PersonId, Report,
    Shipped, ShopChannel, ShopHook, Stage, Typing, Webhook, WebhookReceived, WhatIsOpen,
};
use pusher_typed::{
    Client,
    testing::{self, ScriptedResponse},
    webhook::ClientEvent,
};
use serde_json::{Value, json};

use crate::stage::{Outcome, Shop};

#[tokio::test]
async fn the_progress_of_an_order_is_published() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;

    let placed = shop.post("/orders", &ada, &json!({ "item": " tea ", "quantity": 2 })).await;
    assert_eq!(placed.status, StatusCode::CREATED);
    assert_eq!(placed.json["item"], "tea");
    let id = OrderId(1);
    shop.report(&Report::Packed(Packed { id })).await?;
    shop.report(&Report::Shipped(Shipped { id, carrier: "DHL".to_owned() })).await?;
    let notices: Vec<Notice> = shop.server.wait_for_events(1).await?;
    assert_eq!(notices, [Notice { id, text: "2 × tea goes by DHL".to_owned() }]);
    assert_eq!(shop.server.events_on("#server-to-user-1").len(), 1);
    shop.report(&Report::Delivered(Delivered { id })).await?;

    let feed: Vec<Feed> = shop.server.wait_for_events(4).await?;
    let [Feed::Placed(placed), Feed::Packed(packed), Feed::Shipped(shipped), Feed::Delivered(delivered)] =
        &*feed
    else {
        panic!("{feed:?}")
    };
    assert_eq!(placed.order.stage, Stage::Placed);
    assert_eq!([packed.id, shipped.id, delivered.id], [placed.order.id; 3]);
    assert_eq!(shop.snapshot(&ada).await?.orders, []);
    Ok(())
}

#[tokio::test]
async fn orders_are_taken_in_an_outage_of_the_realtime_service() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    let until = async |is_reached: fn(&Value) -> bool| {
        while !is_reached(&shop.get("/realtime", &ada).await.json) {
            tokio::task::yield_now().await;
        }
    };
    let is_calm = |realtime: &Value| *realtime == json!({ "outage_seconds": null, "waiting": 0 });
    shop.server.wait_for_events::<OpenOrders>(1).await?;
    until(is_calm).await;
    for _ in 0..3 {
        shop.server.respond(ScriptedResponse::status(503, "not now"));
    }

    let placed = shop.post("/orders", &ada, &json!({ "item": "tea", "quantity": 2 })).await;
    assert_eq!(placed.status, StatusCode::CREATED);
    until(|realtime| !realtime["outage_seconds"].is_null()).await;
    let placed = shop.post("/orders", &ada, &json!({ "item": "cake", "quantity": 1 })).await;
    assert_eq!(placed.status, StatusCode::CREATED);

    assert_eq!(shop.server.wait_for_events::<Feed>(2).await?.len(), 2);
    until(is_calm).await;
    Ok(())
}

#[tokio::test]
async fn the_snapshot_has_the_position_of_its_last_event() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    // The service sends the open orders when it starts, on the same channel.
    shop.server.wait_for_events::<OpenOrders>(1).await?;
    let empty = shop.snapshot(&ada).await?;

    for item in ["tea", "cake"] {
        shop.post("/orders", &ada, &json!({ "item": item, "quantity": 1 })).await;
    }

    let snapshot = shop.snapshot(&ada).await?;
    assert_eq!(snapshot.position.offset(), empty.position.offset() + 2);
    let items: Vec<_> = snapshot.orders.iter().map(|order| (&*order.item, order.stage)).collect();
    assert_eq!(items, [("tea", Stage::Placed), ("cake", Stage::Placed)]);
    Ok(())
}

#[tokio::test]
async fn reports_that_are_repeated_or_out_of_order_change_nothing() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    shop.post("/orders", &ada, &json!({ "item": "tea", "quantity": 1 })).await;
    let id = OrderId(1);

    let early = Report::Shipped(Shipped { id, carrier: "DHL".to_owned() });
    let unknown = Report::Packed(Packed { id: OrderId(9) });
    for report in [early, unknown, Report::Packed(Packed { id }), Report::Packed(Packed { id })] {
        shop.report(&report).await?;
    }
    shop.report(&Report::WhatIsOpen(WhatIsOpen {})).await?;

    // The first one was sent when the service subscribed.
    let open: Vec<OpenOrders> = shop.server.wait_for_events(2).await?;
    assert_eq!(open[1].orders.len(), 1);
    assert_eq!(open[1].orders[0].stage, Stage::Packed);
    assert_eq!(shop.server.events::<Feed>()?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn open_orders_are_sent_after_a_reconnection() -> Outcome {
    let shop = Shop::open().await?;
    let _first: Vec<OpenOrders> = shop.server.wait_for_events(1).await?;
    shop.server.drop_connections();
    let open: Vec<OpenOrders> = shop.server.wait_for_events(2).await?;
    assert_eq!(open[1].orders, []);
    Ok(())
}

#[tokio::test]
async fn invalid_requests_are_rejected_with_a_kind_and_a_message() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    for (body, error) in [
        (json!({ "item": "", "quantity": 1 }), "item"),
        (json!({ "item": "x".repeat(61), "quantity": 1 }), "item"),
        (json!({ "item": "tea", "quantity": 0 }), "quantity"),
        (json!({ "item": "tea", "quantity": -1 }), "quantity"),
    ] {
        let refused = shop.post("/orders", &ada, &body).await;
        assert_eq!(
            (refused.status, &refused.json["error"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(error))
        );
        assert!(!refused.json["message"].as_str().unwrap_or_default().is_empty());
    }
    let quantity = shop.post("/orders", &ada, &json!({ "item": "tea", "quantity": 100 })).await;
    let expected = json!({
        "error": "quantity", "least": 1, "most": 99, "message": "the quantity must be 1 to 99"
    });
    assert_eq!(quantity.json, expected);
    for body in [json!("tea"), json!({ "item": "tea" }), json!({ "item": "tea", "quantity": 1.5 })] {
        let refused = shop.post("/orders", &ada, &body).await;
        assert_eq!((refused.status, &refused.json["error"]), (StatusCode::BAD_REQUEST, &json!("not_json")));
    }
    for name in ["", " ", "\u{202e}", &"x".repeat(25)] {
        let refused = shop.post("/session", "", &json!({ "name": name })).await;
        assert_eq!(
            (refused.status, &refused.json["error"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("name"))
        );
    }
    assert!(shop.server.events::<Feed>()?.is_empty());
    Ok(())
}

#[tokio::test]
async fn forms_of_other_sites_are_rejected() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    let body = r#"{"item":"tea","quantity":1}"#;
    for content_type in ["application/x-www-form-urlencoded", "text/plain"] {
        let refused = shop.send("POST", "/orders", &ada, content_type, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{content_type}");
    }
    Ok(())
}

#[tokio::test]
async fn at_most_a_hundred_orders_are_open() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    let tea = json!({ "item": "tea", "quantity": 1 });
    for _ in 0..100 {
        assert_eq!(shop.post("/orders", &ada, &tea).await.status, StatusCode::CREATED);
    }
    let refused = shop.post("/orders", &ada, &tea).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((&refused.json["error"], &refused.json["most"]), (&json!("too_many_orders"), &json!(100)));
    Ok(())
}

#[tokio::test]
async fn without_a_session_everything_is_refused() -> Outcome {
    let shop = Shop::open().await?;
    let order = json!({ "item": "tea", "quantity": 1 });
    for cookie in ["", "orders_session=made-up", "other=1"] {
        assert_eq!(shop.post("/orders", cookie, &order).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(shop.get("/orders", cookie).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(shop.get("/session", cookie).await.status, StatusCode::NO_CONTENT);
        assert_eq!(shop.authorize(cookie, "private-shop-corner").await.status, StatusCode::FORBIDDEN);
        assert_eq!(shop.user_auth(cookie).await.status, StatusCode::FORBIDDEN);
    }
    Ok(())
}

#[tokio::test]
async fn pages_are_authorized_for_the_channels_of_their_shop() -> Outcome {
    let shop = Shop::open().await?;
    let ada = shop.sign_in("Ada").await;
    let orders = shop.authorize(&ada, "private-shop-corner").await;
    assert!(orders.json["auth"].as_str().unwrap_or_default().starts_with("app-key:"), "{}", orders.json);
    let floor = shop.authorize(&ada, "presence-floor-corner").await;
    assert_eq!(floor.json["channel_data"], r#"{"user_id":"1","user_info":{"name":"Ada"}}"#);
    assert_eq!(shop.user_auth(&ada).await.json["user_data"], r#"{"id":"1","user_info":{"name":"Ada"}}"#);
    for channel in ["private-warehouse-corner", "private-shop-other", "presence-floor-other", "private-x"] {
        assert_eq!(shop.authorize(&ada, channel).await.status, StatusCode::FORBIDDEN, "{channel}");
    }
    Ok(())
}

#[tokio::test]
async fn signing_out_ends_the_session() -> Outcome {
    let shop = Shop::open().await?;
    let (ada, grace) = (shop.sign_in("Ada").await, shop.sign_in("Grace").await);
    assert_eq!(shop.get("/session", &ada).await.json, json!({ "id": 1, "name": "Ada" }));
    assert_eq!(shop.send("DELETE", "/session", &ada, "", "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.get("/session", &ada).await.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.get("/orders", &ada).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(shop.get("/session", &grace).await.json["name"], "Grace");
    Ok(())
}

#[tokio::test]
async fn webhooks_are_published_to_the_pages() -> Outcome {
    let shop = Shop::open().await?;
    shop.sign_in("Ada").await;
    let orders = || PageChannel::Shop(ShopChannel { shop: "corner".parse().expect("a shop") });
    let floor = || FloorChannel { shop: "corner".parse().expect("a shop") };
    let typing = ClientEvent::new(floor(), Typing { on: true }, "1.2".parse()?).from_user(PersonId(1));
    let events = [
        ShopHook::Opened(orders()),
        ShopHook::Came { channel: floor(), user_id: PersonId(1) },
        ShopHook::Typing(typing),
        ShopHook::Went { channel: floor(), user_id: PersonId(7) },
        ShopHook::Closed(orders()),
    ];

    let webhook = testing::webhook(shop.server.client(), &events)?;
    assert_eq!(shop.webhook(&webhook).await.status, StatusCode::NO_CONTENT);

    let received = |webhook, text: &str| WebhookReceived { webhook, text: text.to_owned() };
    assert_eq!(
        shop.server.wait_for_events::<WebhookReceived>(5).await?,
        [
            received(Webhook::ChannelOccupied, "the orders have a subscriber"),
            received(Webhook::MemberAdded, "Ada joined"),
            received(Webhook::ClientEvent, "Ada is writing an order"),
            received(Webhook::MemberRemoved, "guest 7 left"),
            received(Webhook::ChannelVacated, "the orders have no subscribers"),
        ]
    );

    let guesser = Client::builder("1", shop.server.key(), "guessed").build()?;
    let forged = testing::webhook(&guesser, &events)?;
    assert_eq!(shop.webhook(&forged).await.status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn the_page_is_served_with_a_content_security_policy() -> Outcome {
    let shop = Shop::open().await?;
    for (path, content_type) in
        [("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css")]
    {
        let file = shop.get(path, "").await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header("content-type").starts_with(content_type), "{path}");
        assert!(file.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(!file.text.is_empty(), "{path}");
    }
    let config = shop.get("/config", "").await;
    let port = shop.server.port();
    let expected = json!({ "key": "app-key", "host": "127.0.0.1", "port": port, "tls": false, "path": "", "shop": "corner" });
    assert_eq!(config.json, expected);
    Ok(())
}
