//! The origin of a service: scheme, host, port and path prefix.

use std::fmt;

use url::Host;

use super::error::ConfigError;
use crate::wire::{endpoint::AppUrl, identifier::Identifier};

/// The origin of a service, and its path prefix.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) host: String,
    /// The other hosts, each with or without a port.
    pub(super) others: Vec<String>,
    /// Whether the first host may have a port as well.
    pub(super) is_list: bool,
    pub(super) port: Option<u16>,
    pub(super) tls: bool,
    pub(super) path_prefix: String,
    pub(super) sign_path_prefix: bool,
}

/// Omits a user name and password in the host.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others: Vec<String> = self.others.iter().map(|host| without_user(host)).collect();
        f.debug_struct("Origin")
            .field("host", &without_user(&self.host))
            .field("others", &others)
            .field("is_list", &self.is_list)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("path_prefix", &self.path_prefix)
            .field("sign_path_prefix", &self.sign_path_prefix)
            .finish()
    }
}

/// A host without the text before an `@`, which may be a password. Such a host is invalid.
pub(crate) fn without_user(host: &str) -> String {
    match host.rsplit_once('@') {
        Some((_, host)) => format!("[redacted]@{host}"),
        None => host.to_owned(),
    }
}

impl Default for Origin {
    fn default() -> Self {
        Origin {
            host: host_of_cluster("mt1"),
            others: Vec::new(),
            is_list: false,
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
    /// The URL of the app on the first host.
    pub(super) fn app_url(&self, app_id: &Identifier) -> Result<AppUrl, ConfigError> {
        if self.is_list {
            self.url_on(&self.host, app_id)
        } else {
            self.url(&host(&self.host)?, self.port, app_id)
        }
    }

    /// The URLs of the app on all hosts; empty if there is only one.
    pub(super) fn app_urls(&self, app_id: &Identifier) -> Result<Vec<AppUrl>, ConfigError> {
        if self.others.is_empty() {
            return Ok(Vec::new());
        }
        [&self.host].into_iter().chain(&self.others).map(|host| self.url_on(host, app_id)).collect()
    }

    /// The URL on one of several hosts, which may have a port.
    fn url_on(&self, text: &str, app_id: &Identifier) -> Result<AppUrl, ConfigError> {
        let (name, port) = split_port(text);
        self.url(&host(name)?, port.or(self.port), app_id)
    }

    fn url(&self, host: &str, port: Option<u16>, app_id: &Identifier) -> Result<AppUrl, ConfigError> {
        let scheme = if self.tls { "https" } else { "http" };
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let base = format!("{scheme}://{host}{port}");
        let prefix = self.path_prefix.trim_end_matches('/');
        AppUrl::new(&base, prefix, self.sign_path_prefix, app_id).map_err(|_| ConfigError::PathPrefix)
    }
}

/// `localhost:6001` is a host and a port; `::1` is an IPv6 address, and `[::1]:6001` is one with a port.
pub(crate) fn split_port(text: &str) -> (&str, Option<u16>) {
    let split = text.rsplit_once(':').filter(|(host, _)| !host.contains(':') || host.ends_with(']'));
    let parsed = split.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    parsed.map_or((text, None), |(host, port)| (host, Some(port)))
}

/// The host as in a URL: an IPv6 address is in brackets.
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
    fn each_of_several_hosts_may_have_a_port() {
        let hosts = |first: &str, others: &[&str]| {
            let others = others.iter().map(|host| (*host).to_owned()).collect();
            let origin =
                Origin { host: first.into(), others, is_list: true, tls: false, ..Origin::default() };
            let urls = origin.app_urls(&Identifier::literal("3"));
            urls.map(|urls| urls.iter().map(|url| url.as_str().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            hosts("a", &["b:6001", "::1", "[::1]:6002"]).expect("hosts"),
            ["http://a/apps/3", "http://b:6001/apps/3", "http://[::1]/apps/3", "http://[::1]:6002/apps/3"]
        );
        assert!(hosts("a:6001", &[]).expect("one host").is_empty());
        for wrong in ["", "b:", "b:x", "b:70000", "http://b", "b/c", "u:p@b:1"] {
            assert!(matches!(hosts("a", &[wrong]), Err(ConfigError::Host)), "{wrong:?}");
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
