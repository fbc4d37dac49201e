//! The server's controls for tests.

use std::time::Duration;

use pusher_typed::{
    client::RequestError,
    testing::{ScriptedResponse, Server, WaitError},
    transport::TransportErrorKind,
};
use serde_json::json;

use crate::{
    schema::{Message, News, Outcome, Room, Typing, ada, message},
    socket::{Next, Socket},
};

const NEWS: News = News { id: 1 };

#[tokio::test]
async fn scripted_responses_are_used_first_and_once() -> Outcome {
    let server = Server::start().await?;
    let patient = server.client_builder().timeout(Duration::from_millis(200)).build()?;
    server
        .respond(ScriptedResponse::status(403, "over quota"))
        .respond(ScriptedResponse::timeout())
        .respond(ScriptedResponse::broken_connection());
    let send = || patient.trigger_on(&NEWS, &message("hello"));

    let refused = send().await.unwrap_err();
    let (status, text) = (refused.request().and_then(RequestError::status), refused.to_string());
    assert!(status == Some(403) && text.contains("over quota"), "{text}");
    for kind in [TransportErrorKind::Timeout, TransportErrorKind::Other] {
        let error = send().await.unwrap_err();
        let Some(RequestError::Transport(transport)) = error.request() else { panic!("{error:?}") };
        assert_eq!(transport.kind(), kind, "{error:?}");
    }
    send().await?;

    assert_eq!(server.events::<Message>()?, [message("hello")]);
    Ok(())
}

#[tokio::test]
async fn connections_are_dropped_closed_and_refused() -> Outcome {
    let server = Server::start().await?;
    let (mut one, mut two) = (Socket::open(&server).await, Socket::open(&server).await);

    server.drop_connection(&one.id);
    server.close(&two.id, 4100, "over capacity");
    server.refuse_next_connection(4200, "come again");

    assert_eq!(one.next().await, Next::Cut);
    assert_eq!(two.next().await, Next::Closed(4100));
    let mut refused = Socket::dial(&server, server.key(), "?protocol=7").await;
    assert_eq!(refused.next().await, Next::Closed(4200));
    server.wait_for_connections(0).await?;
    let mut again = Socket::open(&server).await;
    again.subscribe("news-1").await;
    server.drop_connections();
    assert_eq!(again.next().await, Next::Cut);
    server.wait_until_vacated(&NEWS).await?;
    Ok(())
}

#[tokio::test]
async fn a_delay_passes_with_the_servers_time() -> Outcome {
    let server = Server::start().await?;
    let mut socket = Socket::open(&server).await;
    socket.subscribe("news-1").await;

    server.delay(Duration::from_secs(60));
    server.client().trigger_on(&NEWS, &message("late")).await?;
    assert!(socket.is_silent().await);
    server.advance(Duration::from_secs(60));

    assert_eq!(socket.event("message").await, json!({ "text": "late" }));
    Ok(())
}

#[tokio::test]
async fn waiting_for_what_clients_do() -> Outcome {
    let server = Server::start().await?;
    let mut socket = Socket::open(&server).await;
    let waiting = server.wait_for_subscriptions(&Room, 1);
    let auth = server.client().authorize_member(&socket.id, &Room, &ada())?;
    let (waited, _) = tokio::join!(waiting, socket.subscribe_with(&Room, &auth));
    waited?;

    socket.say(json!({ "event": "client-typing", "channel": "presence-room", "data": { "on": true } })).await;

    assert_eq!(server.wait_for_events::<Typing>(1).await?, [Typing { on: true }]);
    let [event] = &server.events_on("presence-room")[..] else { panic!("one event") };
    assert_eq!((&event.sender, event.user_id.as_deref()), (&Some(socket.id.clone()), Some("7")));
    Ok(())
}

#[tokio::test]
async fn waiting_in_vain_ends() -> Outcome {
    let server = Server::start().await?;
    let error = server.wait_for_subscriptions(&NEWS, 1).await.unwrap_err();
    assert!(matches!(error, WaitError::Timeout), "{error:?}");
    Ok(())
}
