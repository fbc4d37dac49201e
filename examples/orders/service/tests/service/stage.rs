//! A running shop, with requests as its page sends them.

use std::error::Error;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{
        HeaderMap, Request, StatusCode,
        header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
    },
};
use orders_schema::{Report, Snapshot, WarehouseChannel};
use orders_service::{Database, Realtime, Service};
use pusher_typed::{
    client::TriggerError,
    testing::{Server, SignedWebhook},
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

const FORM: &str = "application/x-www-form-urlencoded";

/// The shop's service and the in-process server that it is connected to.
pub(crate) struct Shop {
    pub(crate) server: Server,
    routes: Router,
    _service: Service,
}

/// A response of the service.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    /// Null if the body is not JSON.
    pub(crate) json: Value,
    headers: HeaderMap,
}

impl Reply {
    /// A header that must be present.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }
}

impl Shop {
    pub(crate) async fn open() -> Result<Shop, Box<dyn Error>> {
        let server = Server::start().await?;
        let service = Service::start(
            &Realtime::from_url(&server.url())?,
            "corner".parse()?,
            Database::temporary().await?,
        )
        .await?;
        Ok(Shop { server, routes: service.routes(), _service: service })
    }

    async fn request(&self, request: Request<Body>) -> Reply {
        let response = self.routes.clone().oneshot(request).await.expect("a response");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let text = String::from_utf8(body.to_vec()).expect("text");
        let json = serde_json::from_str(&text).unwrap_or_default();
        Reply { status, text, json, headers }
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        content_type: &str,
        body: &str,
    ) -> Reply {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(COOKIE, cookie).header(CONTENT_TYPE, content_type);
        self.request(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send("GET", path, cookie, "", "").await
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str, body: &Value) -> Reply {
        self.send("POST", path, cookie, "application/json", &body.to_string()).await
    }

    /// Signs in; returns the cookie.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let reply = self.post("/session", "", &json!({ "name": name })).await;
        assert_eq!(reply.status, StatusCode::CREATED);
        let cookie = reply.header(SET_COOKIE.as_str());
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        cookie.split(';').next().expect("a pair").to_owned()
    }

    pub(crate) async fn authorize(&self, cookie: &str, channel: &str) -> Reply {
        self.send("POST", "/pusher/auth", cookie, FORM, &format!("socket_id=1.2&channel_name={channel}"))
            .await
    }

    pub(crate) async fn user_auth(&self, cookie: &str) -> Reply {
        self.send("POST", "/pusher/user-auth", cookie, FORM, "socket_id=1.2").await
    }

    pub(crate) async fn webhook(&self, webhook: &SignedWebhook) -> Reply {
        let mut request = Request::post("/pusher/webhooks");
        for (name, value) in webhook.headers() {
            request = request.header(name, value);
        }
        self.request(request.body(Body::from(webhook.body.clone())).expect("a request")).await
    }

    pub(crate) async fn snapshot(&self, cookie: &str) -> Result<Snapshot, serde_json::Error> {
        serde_json::from_str(&self.get("/orders", cookie).await.text)
    }

    /// Sends what the warehouse would send.
    pub(crate) async fn report(&self, report: &Report) -> Result<(), TriggerError> {
        let (client, channel) =
            (self.server.client(), WarehouseChannel { shop: "corner".parse().expect("a shop") });
        match report {
            Report::Packed(event) => client.trigger_on(&channel, event).await?,
            Report::Shipped(event) => client.trigger_on(&channel, event).await?,
            Report::Delivered(event) => client.trigger_on(&channel, event).await?,
            Report::WhatIsOpen(event) => client.trigger_on(&channel, event).await?,
        };
        Ok(())
    }
}
