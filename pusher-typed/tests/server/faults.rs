//! Faults by a seeded plan.

use std::time::Duration;

use pusher_typed::{
    client::User,
    testing::{FaultKind, FaultPlan, InjectedFault, Server},
};
use serde_json::json;

use crate::{
    schema::{News, Outcome, ada, message},
    socket::{Next, Socket},
};

const NEWS: News = News { id: 1 };

async fn subscribed(server: &Server) -> Socket {
    let mut socket = Socket::open(server).await;
    socket.subscribe("news-1").await;
    socket
}

async fn trigger(server: &Server, texts: impl IntoIterator<Item = impl ToString>) -> Outcome {
    for text in texts {
        server.client().trigger_on(&NEWS, &message(text.to_string())).await?;
    }
    Ok(())
}

/// The texts of the next messages.
async fn texts<const N: usize>(socket: &mut Socket) -> [String; N] {
    let mut texts = [const { String::new() }; N];
    for text in &mut texts {
        socket.event("message").await["text"].as_str().expect("a string").clone_into(text);
    }
    texts
}

fn kinds(server: &Server) -> Vec<FaultKind> {
    server.injected_faults().into_iter().map(|fault| fault.kind).collect()
}

#[tokio::test]
async fn lost_messages_do_not_arrive_and_are_listed() -> Outcome {
    let server = Server::start().await?;
    let mut socket = subscribed(&server).await;

    server.set_faults(FaultPlan::new(1).lose(1.0));
    trigger(&server, ["a", "b"]).await?;
    server.set_faults(None);
    trigger(&server, ["c"]).await?;

    assert_eq!(texts(&mut socket).await, ["c"]);
    assert_eq!(kinds(&server), [FaultKind::Lost; 2]);
    let InjectedFault { connection, event, channel, .. } = server.injected_faults().swap_remove(0);
    assert_eq!((connection, &*event, channel.as_deref()), (Some(socket.id), "message", Some("news-1")));
    Ok(())
}

#[tokio::test]
async fn duplicated_and_reordered_messages() -> Outcome {
    let server = Server::start().await?;
    let mut socket = subscribed(&server).await;

    server.set_faults(FaultPlan::new(1).duplicate(1.0));
    trigger(&server, ["a"]).await?;
    server.set_faults(FaultPlan::new(1).reorder(1.0));
    trigger(&server, ["b", "c", "d", "e", "f"]).await?;
    assert_eq!(texts(&mut socket).await, ["a", "a", "c", "b", "e", "d"]);

    // Messages that are held back are sent when the plan ends, and before the connection is closed.
    server.set_faults(None);
    assert_eq!(texts(&mut socket).await, ["f"]);
    server.set_faults(FaultPlan::new(1).reorder(1.0));
    trigger(&server, ["g"]).await?;
    server.close(&socket.id, 4100, "over capacity");
    assert_eq!(texts(&mut socket).await, ["g"]);
    assert_eq!(socket.next().await, Next::Closed(4100));
    Ok(())
}

#[tokio::test]
async fn delayed_messages_arrive_when_the_server_s_clock_has_reached_their_time() -> Outcome {
    let server = Server::start().await?;
    let mut socket = subscribed(&server).await;
    let hour = Duration::from_secs(3600);

    server.set_faults(FaultPlan::new(1).delay(1.0, hour..2 * hour));
    trigger(&server, ["a", "b"]).await?;
    let delays = kinds(&server);
    server.set_faults(None);
    server.client().trigger_on(&News { id: 2 }, &message("nobody")).await?;
    server.advance(2 * hour);

    assert_eq!(texts(&mut socket).await, ["a", "b"]);
    for delay in delays {
        assert!(matches!(delay, FaultKind::Delayed(by) if (hour..2 * hour).contains(&by)), "{delay:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_error_leaves_the_connection_open() -> Outcome {
    let server = Server::start().await?;
    let mut socket = subscribed(&server).await;

    server.set_faults(FaultPlan::new(1).error_without_close(1.0, 4009));
    trigger(&server, ["a"]).await?;
    server.set_faults(None);
    server.send_error(&socket.id, 4200, "try again");

    assert_eq!(socket.event("pusher:error").await["code"], 4009);
    assert_eq!(texts(&mut socket).await, ["a"]);
    assert_eq!(socket.event("pusher:error").await, json!({ "code": 4200, "message": "try again" }));
    socket.say(json!({ "event": "pusher:ping", "data": {} })).await;
    socket.event("pusher:pong").await;
    assert_eq!(kinds(&server), [FaultKind::ErrorWithoutClose(4009)]);
    Ok(())
}

#[tokio::test]
async fn ignored_requests_have_no_effect() -> Outcome {
    let plan = FaultPlan::new(1).ignore_subscriptions(1.0).ignore_sign_ins(1.0);
    let server = Server::builder().faults(plan).start().await?;
    let mut socket = Socket::open(&server).await;
    let auth = server.client().authenticate_user(&socket.id, &User::new(&ada()))?;

    socket.say(json!({ "event": "pusher:subscribe", "data": { "channel": "news-1" } })).await;
    socket.sign_in(&auth).await;
    socket.say(json!({ "event": "pusher:ping", "data": {} })).await;

    socket.event("pusher:pong").await;
    assert_eq!(server.subscriptions("news-1"), 0);
    assert_eq!(kinds(&server), [FaultKind::SubscriptionIgnored, FaultKind::SignInIgnored]);
    server.set_faults(None);
    socket.subscribe("news-1").await;
    socket.sign_in(&auth).await;
    socket.event("pusher:signin_success").await;
    Ok(())
}

#[tokio::test]
async fn connections_are_reset_and_refused() -> Outcome {
    let server = Server::start().await?;
    let mut socket = subscribed(&server).await;

    server.set_faults(FaultPlan::new(1).reset(1.0));
    trigger(&server, ["a"]).await?;
    assert_eq!(socket.next().await, Next::Cut);
    server.set_faults(FaultPlan::new(1).refuse_connections(1.0, 4100));
    let mut refused = Socket::dial(&server, server.key(), "?protocol=7").await;
    assert_eq!(refused.next().await, Next::Closed(4100));

    assert_eq!(kinds(&server), [FaultKind::Reset, FaultKind::ConnectionRefused(4100)]);
    Ok(())
}

/// What a plan does to 400 messages: the faults, and the texts that arrive.
async fn run(plan: FaultPlan) -> Result<(Vec<FaultKind>, Vec<String>), Box<dyn std::error::Error>> {
    let server = Server::builder().faults(plan).start().await?;
    let mut socket = Socket::open(&server).await;
    socket.say(json!({ "event": "pusher:subscribe", "data": { "channel": "news-1" } })).await;
    server.wait_for_subscriptions(&NEWS, 1).await?;
    trigger(&server, 0..400).await?;
    let faults = kinds(&server);
    server.set_faults(None);
    trigger(&server, ["end"]).await?;
    let mut arrived = Vec::new();
    while arrived.last().is_none_or(|text| text != "end") {
        let frame = socket.frame().await;
        if frame["event"] == "message" {
            arrived.push(crate::socket::data_of(&frame)["text"].as_str().expect("a string").to_owned());
        }
    }
    Ok((faults, arrived))
}

#[tokio::test]
async fn a_seed_gives_the_same_faults_again_and_another_seed_others() -> Outcome {
    let plan =
        |seed| FaultPlan::new(seed).lose(0.1).duplicate(0.05).reorder(0.05).error_without_close(0.05, 4200);
    let (one, again, other) = (run(plan(7)).await?, run(plan(7)).await?, run(plan(8)).await?);
    assert_eq!(one, again);
    assert_ne!(one, other);

    let count = |kind| one.0.iter().filter(|fault| **fault == kind).count();
    for (kind, expected) in [
        (FaultKind::Lost, 40),
        (FaultKind::Duplicated, 18),
        (FaultKind::Reordered, 17),
        (FaultKind::ErrorWithoutClose(4200), 20),
    ] {
        assert!(count(kind).abs_diff(expected) <= expected / 2, "{kind:?}: {}", count(kind));
    }
    // Without its other faults, a plan loses the same messages.
    let (faults, _) = run(FaultPlan::new(7).lose(0.1)).await?;
    assert_eq!(faults.len(), count(FaultKind::Lost));
    Ok(())
}
