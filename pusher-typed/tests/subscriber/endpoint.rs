//! Authorization over HTTP.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use pusher_typed::{
    ChannelSet as _, Client,
    client::User,
    subscriber::{Endpoint, Item, SubscribeError, Subscriber},
    testing::Server,
};

use crate::schema::{Message, Notice, Orders, Outcome, Secret, Vault, config, event, member, message, next};

fn fields(form: &Bytes) -> Result<HashMap<String, String>, StatusCode> {
    let mut url = reqwest::Url::parse("http://form").map_err(|_| StatusCode::BAD_REQUEST)?;
    url.set_query(std::str::from_utf8(form).ok());
    Ok(url.query_pairs().into_owned().collect())
}

/// An application's endpoint: `private-orders-1` and the vault are open, nothing else.
fn authorize(client: &Client, form: &Bytes) -> Result<String, StatusCode> {
    let fields = fields(form)?;
    let socket_id = fields["socket_id"].parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    let signed = match fields.get("channel_name").map(String::as_str) {
        Some("private-orders-1") => {
            serde_json::to_string(&client.authorize(&socket_id, &Orders { id: 1 }).expect("signed"))
        }
        Some("private-encrypted-cache-vault") => {
            serde_json::to_string(&client.authorize(&socket_id, &Vault).expect("signed"))
        }
        Some("private-orders-3") => return Ok("x".repeat(100_000)),
        Some(_) => return Err(StatusCode::FORBIDDEN),
        None => {
            let ada = member(7, "Ada");
            serde_json::to_string(&client.authenticate_user(&socket_id, &User::new(&ada)).expect("signed"))
        }
    };
    signed.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn endpoint(client: Client) -> String {
    let route = post(move |form: Bytes| std::future::ready(authorize(&client, &form)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/auth", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/auth", route)).await });
    url
}

/// The present and the maximum number of concurrent requests to an endpoint.
#[derive(Clone, Default)]
struct Load {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    all: Arc<AtomicUsize>,
}

/// A slow endpoint.
async fn slow_endpoint(client: Client, load: Load) -> String {
    let route = post(async move |form: Bytes| {
        let now = load.now.fetch_add(1, Ordering::SeqCst) + 1;
        load.most.fetch_max(now, Ordering::SeqCst);
        load.all.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        load.now.fetch_sub(1, Ordering::SeqCst);
        let fields = fields(&form)?;
        let socket_id = fields["socket_id"].parse().map_err(|_| StatusCode::BAD_REQUEST)?;
        let channel = Orders::parse(&fields["channel_name"]).map_err(|_| StatusCode::FORBIDDEN)?;
        let auth = client.authorize(&socket_id, &channel).expect("signed");
        serde_json::to_string(&auth).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/auth", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/auth", route)).await });
    url
}

#[tokio::test]
async fn a_new_connection_does_not_storm_the_endpoint() -> Outcome {
    let server = Server::start().await?;
    let load = Load::default();
    let url = slow_endpoint(server.client().clone(), load.clone()).await;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let endpoint = Endpoint::new(http, &url)?.at_once(3);
    let subscriber = Subscriber::connect(config(&server).authorizer(endpoint)).await?;
    let mut all = Vec::new();
    for id in 0..40 {
        all.push(subscriber.subscribe::<Message>(&Orders { id }).await?);
    }
    assert_eq!(load.most.load(Ordering::SeqCst), 1);

    server.drop_connections();
    for orders in &mut all {
        assert!(matches!(next(orders).await, Item::Disconnected(_)));
        assert!(matches!(next(orders).await, Item::Gap));
    }

    assert_eq!(load.all.load(Ordering::SeqCst), 80);
    assert_eq!(load.most.load(Ordering::SeqCst), 3);
    Ok(())
}

#[tokio::test]
async fn an_endpoint_for_browsers_serves_services_as_well() -> Outcome {
    let server = Server::start().await?;
    let url = endpoint(server.client().clone()).await;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let endpoint = Endpoint::new(http, &url)?.user_url(&url)?;
    let subscriber = Subscriber::connect(config(&server).authorizer(endpoint)).await?;

    let mut orders = subscriber.subscribe::<Message>(&Orders { id: 1 }).await?;
    server.client().trigger_on(&Orders { id: 1 }, &message("a")).await?;
    assert_eq!(event(&mut orders).await, message("a"));

    let mut vault = subscriber.subscribe::<Secret>(&Vault).await?;
    next(&mut vault).await;
    let secret = Secret { text: "psst".into() };
    server.client().trigger_on(&Vault, &secret).await?;
    assert_eq!(event(&mut vault).await, secret);

    let refused = subscriber.subscribe::<Message>(&Orders { id: 2 }).await.expect_err("a refusal");
    assert!(matches!(&refused, SubscribeError::Unauthorized(it) if it.to_string().contains("403")));
    let endless = subscriber.subscribe::<Message>(&Orders { id: 3 }).await.expect_err("no authorization");
    assert!(matches!(&endless, SubscribeError::AuthorizerFailed(it) if it.to_string().contains("too long")));

    let _user = subscriber.sign_in::<Notice>().await?;
    Ok(())
}

#[test]
fn an_invalid_url_is_an_error_like_others_and_is_not_quoted() {
    fn is_error<E: std::error::Error + Send + Sync + 'static>(_: &E) {}
    for url in ["user:SECRET@", "http://user:SECRET@:x/", "/auth"] {
        let error = Endpoint::new(reqwest::Client::new(), url).expect_err("an invalid URL");
        is_error(&error);
        let text = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
        assert!(text.contains("endpoint") && !text.contains("SECRET"), "{text}");
    }
}
