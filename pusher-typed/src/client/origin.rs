//! The origin of a service: scheme, host, port and path prefix.

use std::fmt;

use url::Host;

use super::error::ConfigError;
use crate::wire::{endpoint::AppUrl, identifier::Identifier};

/// The origin of a service, and its path prefix.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) tls: bool,
    pub(super) path_prefix: String,
    pub(super) sign_path_prefix: bool,
}

/// Does not show a user and password in the host.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = match self.host.rsplit_once('@') {
            Some((_, host)) => format!("[redacted]@{host}"),
            None => self.host.clone(),
        };
        f.debug_struct("Origin")
            .field("host", &host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("path_prefix", &self.path_prefix)
            .field("sign_path_prefix", &self.sign_path_prefix)
            .finish()
    }
}

impl Default for Origin {
    fn default() -> Self {
        Origin {
            host: host_of_cluster("mt1"),
            port: None,
            tls: true,
            path_prefix: String::new(),
            sign_path_prefix: false,
        }
    }
}

/// The hosted service's host for a cluster.
pub(super) fn host_of_cluster(cluster: &str) -> String {
    format!("api-{cluster}.pusher.com")
}

/// Whether `cluster` can be part of a host name.
pub(super) fn is_cluster(cluster: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !cluster.is_empty() && cluster.bytes().all(allowed)
}

impl Origin {
    /// The URL of the app.
    pub(super) fn app_url(&self, app_id: &Identifier) -> Result<AppUrl, ConfigError> {
        let scheme = if self.tls { "https" } else { "http" };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let base = format!("{scheme}://{}{port}", host(&self.host)?);
        let prefix = self.path_prefix.trim_end_matches('/');
        AppUrl::new(&base, prefix, self.sign_path_prefix, app_id).map_err(|_| ConfigError::PathPrefix)
    }
}

/// The host as in a URL: an IPv6 address gets brackets.
fn host(text: &str) -> Result<String, ConfigError> {
    if let Ok(address) = text.parse() {
        return Ok(Host::<String>::Ipv6(address).to_string());
    }
    Host::parse(text).map(|host| host.to_string()).map_err(|_| ConfigError::Host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(origin: &Origin) -> Result<String, ConfigError> {
        Ok(origin.app_url(&Identifier::literal("3"))?.as_str().to_owned())
    }

    #[test]
    fn hosts_ports_and_prefixes() {
        let cases = [
            ("localhost", Some(6001), false, "", "http://localhost:6001/apps/3"),
            ("127.0.0.1", None, false, "", "http://127.0.0.1/apps/3"),
            ("::1", Some(8080), false, "", "http://[::1]:8080/apps/3"),
            ("[::1]", None, true, "", "https://[::1]/apps/3"),
            ("Example.COM", Some(443), true, "/ws/", "https://example.com/ws/apps/3"),
            ("bücher.example", None, true, "/a/b", "https://xn--bcher-kva.example/a/b/apps/3"),
        ];
        for (host, port, tls, prefix, expected) in cases {
            let origin =
                Origin { host: host.into(), port, tls, path_prefix: prefix.into(), ..Origin::default() };
            assert_eq!(url(&origin).expect("an origin"), expected);
        }
        assert_eq!(url(&Origin::default()).expect("an origin"), "https://api-mt1.pusher.com/apps/3");
    }

    #[test]
    fn an_invalid_host_is_refused() {
        for host in ["", "a b", "a/b", "a:80", "https://a", "user@a", "a?b", "a#b", "a\nb", "[::1"] {
            let origin = Origin { host: host.into(), ..Origin::default() };
            assert!(matches!(url(&origin), Err(ConfigError::Host)), "{host:?}");
        }
    }

    #[test]
    fn an_invalid_path_prefix_is_refused() {
        for prefix in ["ws", "/..", "/a b", "/a?b", "/a#b", "/a\nb", "/é", ":80/"] {
            let origin = Origin { path_prefix: prefix.into(), ..Origin::default() };
            assert!(matches!(url(&origin), Err(ConfigError::PathPrefix)), "{prefix:?}");
        }
    }
}
