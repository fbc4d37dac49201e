//! Idle connections, pings, and the end of the server.

use std::{net::TcpStream, time::Duration};

use pusher_typed::testing::Server;
use serde_json::json;

use crate::{
    schema::{News, Outcome, message},
    socket::{Next, Socket},
};

#[tokio::test]
async fn a_silent_client_is_pinged_and_then_disconnected() -> Outcome {
    let server = Server::start().await?;
    let mut socket = Socket::open(&server).await;

    server.advance(Duration::from_secs(120));
    socket.event("pusher:ping").await;
    socket.say(json!({ "event": "pusher:pong", "data": {} })).await;
    socket.say(json!({ "event": "pusher:ping", "data": {} })).await;
    socket.event("pusher:pong").await;
    server.advance(Duration::from_secs(119));
    assert!(socket.is_silent().await);

    server.advance(Duration::from_secs(1));
    socket.event("pusher:ping").await;
    server.advance(Duration::from_secs(30));
    assert_eq!(socket.next().await, Next::Closed(4201));
    server.wait_for_connections(0).await?;
    Ok(())
}

#[tokio::test]
async fn several_servers_know_nothing_of_each_other() -> Outcome {
    let (one, two) = (Server::start().await?, Server::start().await?);
    let mut socket = Socket::open(&two).await;
    socket.subscribe("news-1").await;

    one.client().trigger_on(&News { id: 1 }, &message("one")).await?;
    two.client().trigger_on(&News { id: 1 }, &message("two")).await?;

    assert_eq!(socket.event("message").await, json!({ "text": "two" }));
    assert_eq!((one.all_events().len(), two.all_events().len()), (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_dropped_server_frees_its_port_and_its_connections() -> Outcome {
    let server = Server::start().await?;
    let address = (server.host(), server.port());
    let mut socket = Socket::open(&server).await;
    let client = server.client().clone();

    drop(server);

    assert!(TcpStream::connect((&*address.0, address.1)).is_err());
    assert_eq!(socket.next().await, Next::Cut);
    assert!(client.trigger_on(&News { id: 1 }, &message("nobody")).await.is_err());
    let again = Server::builder().port(address.1).start().await?;
    assert_eq!(again.port(), address.1);
    Ok(())
}

#[test]
fn a_test_that_is_not_async_can_have_a_server() -> Outcome {
    let server = Server::builder().app("7", "a-key", "a-secret").start_blocking()?;
    assert_eq!(server.url(), format!("http://a-key:a-secret@127.0.0.1:{}/apps/7", server.port()));
    assert!(!format!("{server:?}").contains("a-secret"));
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_started_says_why() -> Outcome {
    let server = Server::start().await?;
    let taken = Server::builder().port(server.port()).start().await.unwrap_err();
    let no_key = Server::builder().app("1", "a key", "s").start().await.unwrap_err();
    assert_eq!(taken.to_string(), "the server cannot listen on its port");
    assert_eq!(no_key.to_string(), "invalid configuration of the server");
    Ok(())
}
