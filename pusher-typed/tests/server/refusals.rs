//! Requests that the HTTP API refuses.

use std::time::Duration;

use pusher_typed::{client::RequestError, testing::Server};
use serde_json::json;

use crate::{
    http::Call,
    schema::{News, Outcome, message},
};

#[tokio::test]
async fn a_request_that_is_not_authenticated() -> Outcome {
    let server = Server::start().await?;
    let get = || Call::get(&server, "/channels");
    let event = json!({ "name": "e", "channel": "news-1", "data": "{}" }).to_string();
    let post = || Call::post(&server, "/events", event.clone());
    let cases = [
        (get(), 200, "channels"),
        (post(), 200, "{}"),
        (get().secret("another"), 401, "invalid signature"),
        (get().with("auth_key", "another"), 401, "`auth_key`"),
        (get().without("auth_key"), 401, "`auth_key` is missing"),
        (get().without("auth_timestamp"), 401, "`auth_timestamp` is missing"),
        (get().with("auth_timestamp", "1"), 401, "timestamp expired"),
        (get().with("auth_timestamp", "now"), 401, "not a number"),
        (get().with("auth_version", "2.0"), 401, "not 1.0"),
        (get().without("auth_version"), 401, "`auth_version` is missing"),
        (post().without("body_md5"), 401, "`body_md5` is missing"),
        (post().with("body_md5", "00"), 401, "not the MD5"),
        (get().path("/apps/another/channels"), 404, "unknown app"),
        (Call::get(&server, "/nothing"), 404, "unknown path"),
        (Call::get(&server, "/events"), 405, "method not allowed"),
        // One library sends it with every request.
        (get().with("body_md5", "d41d8cd98f00b204e9800998ecf8427e"), 200, "channels"),
    ];
    for (call, status, text) in cases {
        let response = call.send().await;
        assert!(response.0 == status && response.1.contains(text), "{status} {text}: {response:?}");
        assert!(!response.1.contains(server.secret()), "{response:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_event_that_is_wrong() -> Outcome {
    let server = Server::start().await?;
    let hundred: Vec<_> = (0..100).map(|id| format!("news-{id}")).collect();
    let over: Vec<_> = (0..101).map(|id| format!("news-{id}")).collect();
    let event =
        |name: &str, channel: &str, data: &str| json!({ "name": name, "channel": channel, "data": data });
    let cases = [
        (event("e", "news-1", ""), 200),
        (event(&"e".repeat(200), &"c".repeat(164), &"d".repeat(10_240)), 200),
        (event("e", "#server-to-user-7", ""), 200),
        (json!({ "name": "e", "channels": hundred, "data": "" }), 200),
        (json!({ "name": "e", "channels": over, "data": "" }), 400),
        (event(&"e".repeat(201), "news-1", ""), 400),
        (event("", "news-1", ""), 400),
        (event("pusher:e", "news-1", ""), 400),
        (event("e", &"c".repeat(165), ""), 400),
        (event("e", "a b", ""), 400),
        (event("e", "", ""), 400),
        (event("e", "#others", ""), 400),
        (event("e", "#server-to-user-", ""), 400),
        (event("e", "news-1", &"é".repeat(5_121)), 413),
        (json!({ "name": "e", "channels": [], "data": "" }), 400),
        (json!({ "name": "e", "data": "" }), 400),
        (json!({ "channel": "news-1", "data": "" }), 400),
        (json!({ "name": "e", "channel": "news-1" }), 400),
        (json!({ "name": "e", "channel": "news-1", "data": { "a": 1 } }), 400),
        (json!({ "name": "e", "channel": "news-1", "data": "", "socket_id": "1" }), 400),
        (json!({ "name": "e", "channel": "news-1", "data": "", "info": "weather" }), 400),
        (json!({ "name": "e", "channels": ["private-encrypted-a", "news-1"], "data": "" }), 400),
    ];
    for (body, status) in cases {
        let response = Call::post(&server, "/events", body.to_string()).send().await;
        assert_eq!(response.0, status, "{body}: {response:?}");
        assert!(status == 200 || !response.1.starts_with('{'), "plain text: {response:?}");
    }
    assert_eq!(Call::post(&server, "/events", "{").send().await.0, 400);
    Ok(())
}

#[tokio::test]
async fn a_batch_with_one_wrong_event_does_nothing() -> Outcome {
    let server = Server::start().await?;
    let good = json!({ "name": "e", "channel": "news-1", "data": "" });
    let batch =
        |events: Vec<_>| Call::post(&server, "/batch_events", json!({ "batch": events }).to_string()).send();

    assert_eq!(batch(vec![good.clone(); 10]).await, (200, "{}".to_owned()));
    assert_eq!(batch(vec![good.clone(); 11]).await.0, 400);
    let bad = json!({ "name": "e", "channel": "a b", "data": "" });
    assert_eq!(batch(vec![good.clone(), bad]).await.0, 400);
    let many = json!({ "name": "e", "channels": ["news-1"], "data": "" });
    assert_eq!(batch(vec![many]).await.0, 400);
    assert_eq!(Call::post(&server, "/batch_events", good.to_string()).send().await.0, 400);

    assert_eq!(server.all_events().len(), 10);
    Ok(())
}

#[tokio::test]
async fn an_attribute_that_a_channel_has_not() -> Outcome {
    let server = Server::start().await?;
    let ask = |path: &str, info: &str| Call::get(&server, path).with("info", info).send();
    let cases = [
        ("/channels", "user_count", 400),
        ("/channels", "weather", 400),
        ("/channels", "subscription_count", 200),
        ("/channels/news-1", "user_count", 400),
        ("/channels/news-1", "cache", 400),
        ("/channels/news-1", "weather", 400),
        ("/channels/cache-a", "cache,subscription_count", 200),
        ("/channels/presence-a", "user_count,subscription_count", 200),
    ];
    for (path, info, status) in cases {
        assert_eq!(ask(path, info).await.0, status, "{path} {info}");
    }
    assert_eq!(Call::get(&server, "/channels/news-1/users").send().await.0, 400);
    assert_eq!(
        Call::get(&server, "/channels/presence-a/users").send().await,
        (200, "{\"users\":[]}".to_owned())
    );
    assert_eq!(Call::post(&server, "/users/nobody/terminate_connections", "").send().await.0, 200);
    Ok(())
}

#[tokio::test]
async fn the_servers_client_keeps_the_servers_time_and_others_do_not() -> Outcome {
    let server = Server::start().await?;
    server.advance(Duration::from_secs(599));
    assert_eq!(Call::get(&server, "/channels").send().await.0, 200);
    server.advance(Duration::from_secs(2));

    assert_eq!(Call::get(&server, "/channels").send().await.0, 401);
    server.client().trigger_on(&News { id: 1 }, &message("on time")).await?;
    let other = pusher_typed::Client::from_url(&server.url())?;
    let error = other.trigger_on(&News { id: 1 }, &message("late")).await.unwrap_err();
    assert_eq!(error.request().and_then(RequestError::status), Some(401), "{error}");
    Ok(())
}
