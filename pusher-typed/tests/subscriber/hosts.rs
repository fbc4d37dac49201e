//! Several hosts: a connection that fails is opened to the next one.

use std::time::Duration;

use pusher_typed::{
    Client,
    client::ConfigError,
    subscriber::{ConnectError, Item, Subscriber, SubscriberConfig},
    testing::Server,
};

use crate::schema::{Message, News, Outcome, event, message, next};

/// Two servers with the same app.
async fn servers() -> Result<[Server; 2], Box<dyn std::error::Error>> {
    let server = || Server::builder().app("7", "key", "secret").start();
    Ok([server().await?, server().await?])
}

fn hosts(servers: &[Server; 2]) -> Vec<String> {
    servers.iter().map(|server| format!("{}:{}", server.host(), server.port())).collect()
}

fn config(hosts: Vec<String>) -> SubscriberConfig {
    let pause = Duration::from_millis(1);
    SubscriberConfig::new("key").hosts(hosts).tls(false).backoff(pause, pause)
}

#[tokio::test]
async fn the_first_host_is_used_as_long_as_it_can_be_reached() -> Outcome {
    let servers = servers().await?;
    let subscriber = Subscriber::connect(config(hosts(&servers))).await?;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    servers[0].drop_connections();
    assert!(matches!(next(&mut news).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut news).await, Item::Gap));
    servers[0].client().trigger_on(&News { id: 1 }, &message("first")).await?;
    assert_eq!(event(&mut news).await, message("first"));
    assert!(servers[1].connections().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_host_that_has_ended_is_replaced_by_the_next() -> Outcome {
    let servers = servers().await?;
    // The client's hosts are those of the subscriber.
    let client = Client::builder("7", "key", "secret").hosts(hosts(&servers)).tls(false).build()?;
    let pause = Duration::from_millis(1);
    let config = SubscriberConfig::from_client(&client).backoff(pause, pause);
    let subscriber = Subscriber::connect(config).await?;
    let mut news = subscriber.subscribe::<Message>(&News { id: 1 }).await?;
    assert_eq!(servers[0].connections().len(), 1);

    let [first, second] = servers;
    drop(first);
    assert!(matches!(next(&mut news).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut news).await, Item::Gap));
    client.trigger_on(&News { id: 1 }, &message("second")).await?;
    assert_eq!(event(&mut news).await, message("second"));
    assert_eq!(second.connections().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_refusal_of_the_app_is_not_tried_on_another_host() -> Outcome {
    let servers = servers().await?;
    servers[0].refuse_next_connection(4003, "disabled");
    let error = Subscriber::connect(config(hosts(&servers))).await.expect_err("a refusal");
    assert!(matches!(error, ConnectError::Closed(closed) if closed.code == Some(4003)));
    // A node that is full is not the whole cluster.
    servers[0].refuse_next_connection(4100, "full");
    let _subscriber = Subscriber::connect(config(hosts(&servers))).await?;
    assert_eq!(servers[1].connections().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_list_of_hosts_is_checked() {
    let connect = |hosts: &[&str]| {
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        Subscriber::connect(config(hosts))
    };
    assert!(matches!(connect(&[]).await, Err(ConnectError::Config(ConfigError::NoHosts))));
    for wrong in ["a/b", "a:b", "u:p@a:1", "a#b", "a?b"] {
        let outcome = connect(&["localhost:1", wrong]).await;
        assert!(matches!(outcome, Err(ConnectError::Config(ConfigError::Host))), "{wrong}: {outcome:?}");
    }
}
