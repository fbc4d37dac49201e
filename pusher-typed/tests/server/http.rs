//! Signed requests that no client would send, written from the documentation.

use std::{
    fmt::Write as _,
    time::{SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use pusher_typed::testing::Server;
use sha2::Sha256;

/// A request to the HTTP API.
pub(crate) struct Call<'s> {
    server: &'s Server,
    method: &'static str,
    path: String,
    params: Vec<(String, String)>,
    body: Option<String>,
    secret: String,
}

impl<'s> Call<'s> {
    pub(crate) fn get(server: &'s Server, path: &str) -> Self {
        Call::new(server, "GET", path, None)
    }

    pub(crate) fn post(server: &'s Server, path: &str, body: impl Into<String>) -> Self {
        Call::new(server, "POST", path, Some(body.into()))
    }

    fn new(server: &'s Server, method: &'static str, path: &str, body: Option<String>) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let path = format!("/apps/{}{path}", server.app_id());
        let secret = server.secret().to_owned();
        let mut call = Call { server, method, path, params: Vec::new(), body, secret }
            .with("auth_key", server.key())
            .with("auth_timestamp", &now.to_string())
            .with("auth_version", "1.0");
        if let Some(body) = &call.body {
            let md5 = hex(&Md5::digest(body));
            call = call.with("body_md5", &md5);
        }
        call
    }

    /// Sets a parameter; an empty one is left out.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.params.retain(|(other, _)| other != name);
        self.params.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.params.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    pub(crate) fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The status and the text of the response.
    pub(crate) async fn send(mut self) -> (u16, String) {
        self.params.sort();
        let query =
            self.params.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("a key");
        mac.update(format!("{}\n{}\n{query}", self.method, self.path).as_bytes());
        let signature = hex(&mac.finalize().into_bytes());
        let (host, port) = (self.server.host(), self.server.port());
        let url = format!("http://{host}:{port}{}?{query}&auth_signature={signature}", self.path);
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = match self.body {
            None => http.get(url),
            Some(body) => http.post(url).body(body),
        };
        let response = request.send().await.expect("a response");
        (response.status().as_u16(), response.text().await.expect("text"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
