//! Configuration from one URL: `https://KEY:SECRET@HOST:PORT/PREFIX/apps/APP_ID`.

use percent_encoding::percent_decode_str;
use url::Url;
use zeroize::Zeroizing;

use super::{builder::ClientBuilder, error::ConfigError, handle::Client};

impl Client {
    /// Creates a client from a URL of the form `https://KEY:SECRET@api-eu.pusher.com/apps/APP_ID`.
    ///
    /// Key and secret are percent-decoded. A port and a path before `/apps` are kept. For further
    /// options see [`ClientBuilder::from_url`].
    ///
    /// # Errors
    /// Returns an error if the URL is incomplete; the error does not contain it.
    pub fn from_url(url: &str) -> Result<Client, ConfigError> {
        ClientBuilder::from_url(url)?.build()
    }
}

impl ClientBuilder {
    /// Starts a configuration from a URL; see [`Client::from_url`].
    ///
    /// # Errors
    /// Returns an error if the URL is incomplete; the error does not contain it.
    pub fn from_url(url: &str) -> Result<ClientBuilder, ConfigError> {
        builder_from_url(url)
    }
}

fn refused(problem: &'static str) -> ConfigError {
    ConfigError::Url { problem }
}

/// The builder configured by the URL. No error contains a part of the URL.
pub(super) fn builder_from_url(url: &str) -> Result<ClientBuilder, ConfigError> {
    let url = Url::parse(url.trim()).map_err(|_| refused("is not a URL"))?;
    let tls = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(refused("begins neither with `https://` nor with `http://`")),
    };
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("has a query or a fragment"));
    }
    let host = url.host_str().ok_or(refused("has no host"))?;
    let (prefix, app_id) = split_path(url.path())?;
    let key = decoded(url.username())?;
    let secret = Zeroizing::new(decoded(url.password().unwrap_or_default())?);
    if key.is_empty() || secret.is_empty() {
        return Err(refused("has no key and secret before the host"));
    }
    let mut builder =
        ClientBuilder::new(decoded(app_id)?, key, secret).host(host).tls(tls).path_prefix(prefix);
    if let Some(port) = url.port() {
        builder = builder.port(port);
    }
    Ok(builder)
}

/// The path before the last `/apps/`, and the app id after it.
fn split_path(path: &str) -> Result<(&str, &str), ConfigError> {
    path.trim_end_matches('/')
        .rsplit_once("/apps/")
        .filter(|(_, app_id)| !app_id.is_empty() && !app_id.contains('/'))
        .ok_or(refused("does not end in `/apps/APP_ID`"))
}

fn decoded(text: &str) -> Result<String, ConfigError> {
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| refused("has percent-encoded bytes that are not UTF-8"))?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<(String, String, String, String), ConfigError> {
        let builder = builder_from_url(url)?;
        let client = builder.clone().http_client(reqwest::Client::new()).build()?;
        let app_url = client.config().app_url.as_str().to_owned();
        Ok((builder.key, builder.secret.to_string(), builder.app_id, app_url))
    }

    #[test]
    fn every_part_of_the_url_is_kept() {
        let cases = [
            ("https://k:s@api-eu.pusher.com/apps/123", "k", "s", "123", "https://api-eu.pusher.com/apps/123"),
            ("http://k:s@localhost:6001/apps/1", "k", "s", "1", "http://localhost:6001/apps/1"),
            ("http://k:s@[::1]:6001/apps/1/", "k", "s", "1", "http://[::1]:6001/apps/1"),
            ("https://k:s@h/ws/v1/apps/1", "k", "s", "1", "https://h/ws/v1/apps/1"),
            ("https://k:s@h/apps/x/apps/1", "k", "s", "1", "https://h/apps/x/apps/1"),
            ("https://a%2Db:s%3A%2F%40%25@h/apps/a%2D1", "a-b", "s:/@%", "a-1", "https://h/apps/a-1"),
            (" https://k:s@h:443/apps/1\n", "k", "s", "1", "https://h/apps/1"),
        ];
        for (url, key, secret, app_id, site) in cases {
            let read = read(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert_eq!(read, (key.into(), secret.into(), app_id.into(), site.into()), "{url}");
        }
    }

    #[test]
    fn an_unusable_url_is_refused_without_showing_it() {
        let cases = [
            "",
            "key:hush@host/apps/1",
            "ftp://key:hush@host/apps/1",
            "https://key:hush@/apps/1",
            "https://host/apps/1",
            "https://hush@host/apps/1",
            "https://:hush@host/apps/1",
            "https://key:hush@host",
            "https://key:hush@host/apps/",
            "https://key:hush@host/apps",
            "https://key:hush@host/apps/1/events",
            "https://key:hush@host/apps/a%2Fb",
            "https://key:hush@host/apps/1?x=1",
            "https://key:hush@host/apps/1#x",
            "https://k%FFy:hush@host/apps/1",
            "https://k%0Ay:hush@host/apps/1",
        ];
        for url in cases {
            let error = read(url).expect_err(url);
            assert!(!format!("{error} {error:?}").contains("hush"), "{url}: {error}");
        }
    }
}
