//! The history over HTTP.

use std::{
    collections::VecDeque,
    error::Error,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    response::IntoResponse as _,
    routing::post,
};
use pusher_typed::{
    history::HistoryQuery,
    subscriber::{History as _, HistoryEndpoint, HistoryError, Item, Subscriber, SubscriberConfig},
    testing::{MemoryHistory, Server},
};

use crate::schema::{Entry, LEDGER, NAME, Outcome, append, entries, next, position};

type Response = (StatusCode, &'static [(&'static str, &'static str)], String);

/// An application's endpoint, which first gives the scripted responses.
#[derive(Clone)]
struct Endpoint {
    history: MemoryHistory,
    script: Arc<Mutex<VecDeque<Response>>>,
    url: String,
}

impl Endpoint {
    async fn start() -> Result<Self, Box<dyn Error>> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://user:SECRET@{}/history?token=SECRET", listener.local_addr()?);
        let endpoint = Endpoint { history: MemoryHistory::new(), script: Arc::default(), url };
        let served = endpoint.clone();
        let route = post(move |headers: HeaderMap, body: String| {
            std::future::ready(served.respond(&headers, &body).into_response())
        });
        let app = Router::new().route("/history", route);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(endpoint)
    }

    fn respond(&self, headers: &HeaderMap, body: &str) -> axum::response::Response {
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(headers["x-application"], "ledger");
        let query: HistoryQuery = serde_json::from_str(body).expect("a query");
        match self.script.lock().expect("no panic").pop_front() {
            Some((status, headers, body)) => {
                let mut response = (status, body).into_response();
                for (name, value) in headers {
                    response.headers_mut().insert(*name, value.parse().expect("a value"));
                }
                response
            }
            None => serde_json::to_string(&self.history.read(&query)).expect("JSON").into_response(),
        }
    }

    fn script(&self, status: u16, headers: &'static [(&'static str, &'static str)], body: impl Into<String>) {
        let status = StatusCode::from_u16(status).expect("a status");
        self.script.lock().expect("no panic").push_back((status, headers, body.into()));
    }

    fn client(&self) -> Result<HistoryEndpoint, Box<dyn Error>> {
        let headers = HeaderMap::from_iter([("x-application".parse()?, "ledger".parse()?)]);
        let http = reqwest::Client::builder().no_proxy().default_headers(headers).build()?;
        Ok(HistoryEndpoint::new(http, &self.url)?)
    }
}

#[tokio::test]
async fn a_subscriber_reads_the_history_over_http() -> Outcome {
    let (server, endpoint) = (Server::start().await?, Endpoint::start().await?);
    let config = SubscriberConfig::from_client(server.client()).history(endpoint.client()?);
    let subscriber = Subscriber::connect(config).await?;
    append(&endpoint.history, 1..=3);
    let mut ledger = subscriber.subscribe::<Entry>(&LEDGER).after(position(1)).await?;
    assert_eq!(entries(&mut ledger, 2).await, [(2, 2), (3, 3)]);

    endpoint.script(503, &[("retry-after", "1")], "");
    append(&endpoint.history, [4]);
    endpoint.history.publish_on(server.client(), &LEDGER, &Entry { number: 5 }).await?;
    let Item::HistoryFailed { retry_in, .. } = next(&mut ledger).await else { panic!("no failure") };
    assert_eq!(retry_in, Duration::from_secs(1));
    assert_eq!(entries(&mut ledger, 2).await, [(4, 4), (5, 5)]);

    endpoint.script(403, &[], "");
    append(&endpoint.history, [6]);
    endpoint.history.publish_on(server.client(), &LEDGER, &Entry { number: 7 }).await?;
    assert!(matches!(next(&mut ledger).await, Item::Refused(_)));
    assert!(ledger.next().await.is_none());
    Ok(())
}

fn text(error: &HistoryError) -> String {
    format!("{error} {error:?}")
}

#[tokio::test]
async fn what_is_no_page_is_an_error_without_the_url() -> Outcome {
    let endpoint = Endpoint::start().await?;
    let client = endpoint.client()?;
    let query = HistoryQuery { channels: [(NAME.to_owned(), Some(position(0)))].into() };

    endpoint.script(401, &[], "");
    let error = client.read(query.clone()).await.expect_err("a refusal");
    assert!(error.is_refusal() && text(&error).contains("401"), "{error:?}");

    let long = "x".repeat(8 * 1024 * 1024 + 1);
    for (status, body, contains) in [
        (500, String::new(), "500"),
        (429, String::new(), "429"),
        (302, String::new(), "302"),
        (200, "SECRET".to_owned(), "not a page"),
        (200, r#"{"channels":{"a":{"status":"ok"}}}"#.to_owned(), "not a page"),
        (200, r#"{"channels":{"a":{"status":"unheard","last":"a.1"}}}"#.to_owned(), "not a page"),
        (200, r#"{"channels":{"a":{"status":"ok","last":"a.x"}}}"#.to_owned(), "not a page"),
        (200, long, "too long"),
    ] {
        endpoint.script(status, &[], body);
        let error = client.read(query.clone()).await.expect_err("an error");
        let text = text(&error);
        assert!(!error.is_refusal() && text.contains(contains), "{text}");
        assert!(!text.contains("SECRET") && !text.contains("127.0.0.1"), "{text}");
    }
    assert!(!format!("{client:?}").contains("SECRET"));

    let gone = HistoryEndpoint::new(reqwest::Client::new(), "http://user:SECRET@127.0.0.1:1/SECRET")?;
    let error = gone.read(query).await.expect_err("nobody is there");
    assert!(!text(&error).contains("SECRET"), "{error:?}");
    let error = HistoryEndpoint::new(reqwest::Client::new(), "SECRET").expect_err("no URL");
    assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
    Ok(())
}
