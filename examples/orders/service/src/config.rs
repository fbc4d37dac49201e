//! The connection settings of the page.

use std::{error::Error, fmt};

use axum::{extract::State, http::StatusCode, response::Response};
use orders_schema::Shop;
use pusher_typed::client::ConfigError;
use serde::Serialize;
use url::Url;

use crate::json::json;

/// What pusher-js needs to connect, and the name of the shop. It contains no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageConfig {
    /// The app's key.
    pub key: String,
    /// The host for WebSocket connections.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether connections use TLS.
    pub tls: bool,
    /// The path prefix before `/app` in the URL of a connection.
    pub path: String,
    /// The shop.
    pub shop: String,
}

impl PageConfig {
    pub(crate) fn from_url(url: &str) -> Result<PageConfig, UrlError> {
        let url = Url::parse(url.trim()).map_err(|_| UrlError::Page)?;
        let host = url.host_str().ok_or(UrlError::Page)?;
        let prefix = url.path().rsplit_once("/apps/").map_or("", |(prefix, _)| prefix);
        Ok(PageConfig {
            key: url.username().to_owned(),
            host: socket_host(host),
            port: url.port_or_known_default().ok_or(UrlError::Page)?,
            tls: url.scheme() == "https",
            path: prefix.to_owned(),
            shop: String::new(),
        })
    }

    pub(crate) fn with_shop(mut self, shop: &Shop) -> Self {
        self.shop = shop.to_string();
        self
    }
}

/// The hosted service has one host for requests and one for connections.
fn socket_host(host: &str) -> String {
    match host.strip_prefix("api-") {
        Some(rest) if rest.ends_with(".pusher.com") => format!("ws-{rest}"),
        _ => host.to_owned(),
    }
}

pub(crate) async fn show(State(config): State<PageConfig>) -> Response {
    json(StatusCode::OK, &config)
}

/// Why the URL of the realtime service is invalid.
#[derive(Debug)]
pub enum UrlError {
    /// A client cannot be configured with it.
    Client(ConfigError),
    /// A page could not connect there.
    Page,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UrlError::Client(_) => "the URL of the realtime service is invalid",
            UrlError::Page => "the URL of the realtime service has no host that a page could connect to",
        })
    }
}

impl Error for UrlError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            UrlError::Client(error) => Some(error),
            UrlError::Page => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> (String, u16, bool, String) {
        let config = PageConfig::from_url(url).expect("a URL");
        assert_eq!(config.key, "key");
        (config.host, config.port, config.tls, config.path)
    }

    #[test]
    fn pages_connect_to_the_host_of_the_url() {
        for (url, host, port, tls, path) in [
            ("https://key:s@api-eu.pusher.com/apps/1", "ws-eu.pusher.com", 443, true, ""),
            ("http://key:s@127.0.0.1:6001/apps/1", "127.0.0.1", 6001, false, ""),
            ("https://key:s@example.com/ws/apps/1", "example.com", 443, true, "/ws"),
        ] {
            assert_eq!(config(url), (host.to_owned(), port, tls, path.to_owned()), "{url}");
        }
    }

    #[test]
    fn errors_do_not_contain_the_url() {
        let error = PageConfig::from_url("hush").expect_err("no URL");
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
