//! The application's authorization endpoint, written from the description of the protocol. It shares no code with the
//! library, so that the tests do not compare the library with itself.

use std::{collections::HashMap, fmt::Write as _, net::Ipv4Addr};

use axum::{
    Form, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::sockudo::Sockudo;

/// The master key from which the keys of the encrypted channels are derived.
pub const MASTER_KEY: [u8; 32] = *b"thirty-two bytes of master key!!";

/// An HTTP server that authorizes every user for every channel but `private-forbidden`. The form field or the header
/// `user` names the user.
#[derive(Debug)]
pub struct AuthEndpoint {
    url: String,
    task: JoinHandle<()>,
}

impl AuthEndpoint {
    /// Starts it on a free loopback port.
    pub async fn start() -> Self {
        Self::signing_with(Sockudo::SECRET).await
    }

    /// Like [`AuthEndpoint::start`], with signatures by this secret.
    pub async fn signing_with(secret: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket");
        let routes = Router::new()
            .route("/channel", post(channel))
            .route("/user", post(user))
            .with_state(Secret(secret));
        let task = tokio::spawn(async move {
            axum::serve(listener, routes).await.expect("a listening socket");
        });
        Self { url: format!("http://{address}"), task }
    }

    /// The endpoint for [`PusherJs::connect_as`](crate::PusherJs::connect_as).
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for AuthEndpoint {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone, Copy)]
struct Secret(&'static str);

type Fields = Form<HashMap<String, String>>;

async fn channel(
    State(secret): State<Secret>,
    headers: HeaderMap,
    Form(fields): Fields,
) -> Result<String, StatusCode> {
    let (socket_id, channel) = (&fields["socket_id"], &fields["channel_name"]);
    let signed = format!("{socket_id}:{channel}");
    if channel == "private-forbidden" {
        return Err(StatusCode::FORBIDDEN);
    }
    if channel.starts_with("presence-") {
        let user = name(&headers, &fields);
        let member =
            json!({ "user_id": user, "user_info": { "name": format!("name of {user}") } }).to_string();
        let auth = secret.sign(&format!("{signed}:{member}"));
        return Ok(json!({ "auth": auth, "channel_data": member }).to_string());
    }
    let auth = secret.sign(&signed);
    if channel.starts_with("private-encrypted-") {
        let key = Sha256::new().chain_update(channel).chain_update(MASTER_KEY).finalize();
        return Ok(json!({ "auth": auth, "shared_secret": STANDARD.encode(key) }).to_string());
    }
    Ok(json!({ "auth": auth }).to_string())
}

async fn user(State(secret): State<Secret>, headers: HeaderMap, Form(fields): Fields) -> String {
    let user = json!({ "id": name(&headers, &fields) }).to_string();
    let auth = secret.sign(&format!("{}::user::{user}", fields["socket_id"]));
    json!({ "auth": auth, "user_data": user }).to_string()
}

fn name<'r>(headers: &'r HeaderMap, fields: &'r HashMap<String, String>) -> &'r str {
    let header = || headers.get("user").and_then(|name| name.to_str().ok());
    fields.get("user").map(String::as_str).or_else(header).expect("a user")
}

impl Secret {
    fn sign(self, text: &str) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("HMAC accepts a key of any length");
        mac.update(text.as_bytes());
        let mut signature = format!("{}:", Sockudo::KEY);
        for byte in mac.finalize().into_bytes() {
            let _ = write!(signature, "{byte:02x}");
        }
        signature
    }
}
