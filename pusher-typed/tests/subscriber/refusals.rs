//! Refusals of the authorizer and of the service.

use pusher_typed::{
    client::ChannelAuth,
    subscriber::{
        AuthorizeError, ConnectError, ConnectionItem, SubscribeError, Subscriber, SubscriberConfig,
    },
    testing::Server,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::schema::{Message, News, Orders, Outcome, Typing, config, connect, soon};

#[tokio::test]
async fn the_service_refuses_a_wrong_signature() -> Outcome {
    let server = Server::start().await?;
    let config = config(&server).authorize_with(|_, _| async {
        Ok(serde_json::from_str::<ChannelAuth>(r#"{"auth":"app-key:nonsense"}"#)?)
    });
    let subscriber = Subscriber::connect(config).await?;
    let error = subscriber.subscribe::<Message>(&Orders { id: 1 }).await.expect_err("a refusal");
    assert!(matches!(error, SubscribeError::Refused { status: Some(401), .. }), "{error}");
    // The connection still works.
    let _news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    Ok(())
}

#[tokio::test]
async fn the_authorizer_refuses() -> Outcome {
    let server = Server::start().await?;
    let config = config(&server).authorize_with(|_, _| async { Err(AuthorizeError::refused("not you")) });
    let subscriber = Subscriber::connect(config).await?;
    let error = subscriber.subscribe::<Message>(&Orders { id: 1 }).await.expect_err("a refusal");
    assert!(matches!(&error, SubscribeError::Unauthorized(reason) if reason.to_string() == "not you"));
    Ok(())
}

#[tokio::test]
async fn a_second_subscription_to_a_channel_leaves_the_first_alone() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let _first = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    let second = subscriber.subscribe::<Message>(&News { id: 1 }).await;
    assert!(matches!(second, Err(SubscribeError::AlreadySubscribed)));
    let _other = subscriber.subscribe::<Message>(&News { id: 2 }).await?;
    assert_eq!(server.subscriptions("news-1"), 1);
    Ok(())
}

#[tokio::test]
async fn an_unknown_key_does_not_connect() -> Outcome {
    let server = Server::start().await?;
    let config = SubscriberConfig::new("nobody").host(server.host()).port(server.port()).tls(false);
    match Subscriber::connect(config).await {
        Err(ConnectError::Closed(closed)) => assert_eq!(closed.code, Some(4001)),
        other => panic!("{other:?}"),
    }
    let nowhere = SubscriberConfig::new("key").host("127.0.0.1").port(1).tls(false);
    assert!(matches!(Subscriber::connect(nowhere).await, Err(ConnectError::Http(_))));
    for host in ["", "a b", "a/b", "user@a", "a?b"] {
        let config = SubscriberConfig::new("key").host(host);
        assert!(matches!(Subscriber::connect(config).await, Err(ConnectError::Config(_))), "{host}");
    }
    Ok(())
}

#[tokio::test]
async fn errors_of_the_service_are_reported() -> Outcome {
    let server = Server::builder().client_events_per_second(0).start().await?;
    let subscriber = connect(&server).await;
    let mut connection = subscriber.connection();
    let _orders = subscriber.subscribe::<Message>(&Orders { id: 1 }).await?;
    subscriber.send(&Orders { id: 1 }, &Typing { on: true }).await?;
    assert!(matches!(soon(connection.next()).await, Some(ConnectionItem::State(_))));
    let complaint = soon(std::future::poll_fn(|context| {
        futures_core::Stream::poll_next(std::pin::Pin::new(&mut connection), context)
    }));
    assert!(matches!(complaint.await, Some(ConnectionItem::Error { code: Some(4301), .. })));
    Ok(())
}

#[tokio::test]
async fn no_debug_text_holds_a_secret() -> Outcome {
    let server = Server::start().await?;
    let subscriber = connect(&server).await;
    let news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    let text = format!("{:?} {subscriber:?} {news:?}", config(&server));
    assert!(!text.contains(server.secret()), "{text}");
    let mistaken = format!("{:?}", SubscriberConfig::new("key").host("user:SECRET@example.com"));
    assert!(mistaken.contains("example.com") && !mistaken.contains("SECRET"), "{mistaken}");
    Ok(())
}

/// Responds to every connection with this, and keeps it open.
async fn http_service(response: &'static str) -> std::io::Result<SubscriberConfig> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(response.as_bytes()).await;
            open.push(stream);
        }
    });
    Ok(SubscriberConfig::new("key").host("127.0.0.1").port(port).tls(false))
}

#[tokio::test]
async fn a_refused_upgrade_says_why() -> Outcome {
    let forbidden = "HTTP/1.1 403 Forbidden\r\ncontent-length: 21\r\n\r\nthe app is suspended\n";
    let error = Subscriber::connect(http_service(forbidden).await?).await.expect_err("a refusal");
    let text = error.to_string();
    assert!(matches!(error, ConnectError::Status { status: 403, .. }), "{error:?}");
    assert!(text.contains("403") && text.contains("the app is suspended"), "{text}");

    // The accept key is not that of the request.
    let other = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                 sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    let error = Subscriber::connect(http_service(other).await?).await.expect_err("another handshake");
    assert!(matches!(error, ConnectError::Handshake), "{error:?}");
    Ok(())
}
