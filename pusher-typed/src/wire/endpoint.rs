//! Endpoints of the HTTP API: their methods, their URLs, and the paths that are signed.

use std::{fmt, sync::OnceLock};

use url::Url;

use super::identifier::Identifier;
use crate::{ChannelName, UserId};

/// The URL of one app of a service, up to `/apps/ID`.
#[derive(Debug, Clone)]
pub(crate) struct AppUrl {
    url: String,
    signed: String,
}

/// The URL is not valid, or a server would receive it in another form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAUrl;

impl AppUrl {
    /// The app `app_id` behind `origin` (`https://host:port`) and `prefix`
    /// (empty or `/path`), which the signature covers if `sign_prefix` is set.
    ///
    /// Fails if the URL's path is not exactly the path that would be signed.
    pub(crate) fn new(
        origin: &str,
        prefix: &str,
        sign_prefix: bool,
        app_id: &Identifier,
    ) -> Result<AppUrl, NotAUrl> {
        let path = format!("{prefix}/apps/{app_id}");
        let url = Url::parse(&format!("{origin}{path}")).map_err(|_| NotAUrl)?;
        if url.path() != path || url.query().is_some() || url.fragment().is_some() {
            return Err(NotAUrl);
        }
        let signed = if sign_prefix { path } else { format!("/apps/{app_id}") };
        Ok(AppUrl { url: url.into(), signed })
    }

    /// The same resource of this app instead of the app `other`, or `None` if both have the same URL.
    pub(crate) fn instead_of(&self, other: &AppUrl, endpoint: &Endpoint) -> Option<Endpoint> {
        let path = endpoint.url.strip_prefix(&other.url).filter(|_| self.url != other.url)?;
        Some(Endpoint {
            url: format!("{}{path}", self.url),
            signed: endpoint.signed.clone(),
            parsed: OnceLock::new(),
        })
    }

    /// A URL that no request can reach.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn nowhere(app_id: &Identifier) -> AppUrl {
        let signed = format!("/apps/{app_id}");
        AppUrl { url: format!("https://nowhere.invalid{signed}"), signed }
    }

    /// The URL, for `Debug`.
    pub(crate) fn as_str(&self) -> &str {
        &self.url
    }

    /// The endpoint at `path`, which begins with a slash.
    pub(crate) fn endpoint(&self, path: &'static str) -> Endpoint {
        Endpoint {
            url: format!("{}{path}", self.url),
            signed: format!("{}{path}", self.signed),
            parsed: OnceLock::new(),
        }
    }

    /// The endpoint of a resource. Fails for the names `.` and `..`, because URLs treat them as
    /// relative path segments.
    pub(crate) fn resource(&self, resource: Resource<'_>) -> Result<Endpoint, NotAUrl> {
        let url = format!("{}{resource}", self.url);
        let parsed = Url::parse(&url).ok().filter(|parsed| parsed.as_str() == url).ok_or(NotAUrl)?;
        Ok(Endpoint {
            url,
            signed: format!("{}{resource}", self.signed),
            parsed: OnceLock::from(Some(parsed)),
        })
    }
}

/// The resource in the path of a request.
///
/// The names are validated and contain no character that is escaped in a path, so the path of the
/// URL is the path that is signed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Resource<'r> {
    Channels,
    Channel(&'r ChannelName),
    Members(&'r ChannelName),
    UserConnections(&'r UserId),
}

impl fmt::Display for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resource::Channels => f.write_str("/channels"),
            Resource::Channel(name) => write!(f, "/channels/{name}"),
            Resource::Members(name) => write!(f, "/channels/{name}/users"),
            Resource::UserConnections(id) => write!(f, "/users/{id}/terminate_connections"),
        }
    }
}

/// The methods of the HTTP API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`: a query, without a body.
    Get,
    /// `POST`: an action; the body is JSON.
    Post,
}

impl Method {
    /// The method as in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// One endpoint of the HTTP API, without a query.
#[derive(Debug)]
pub(crate) struct Endpoint {
    url: String,
    signed: String,
    parsed: OnceLock<Option<Url>>,
}

impl Endpoint {
    /// The URL as text.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The URL, parsed once for all requests.
    pub(crate) fn parsed(&self) -> Option<&Url> {
        self.parsed.get_or_init(|| Url::parse(&self.url).ok()).as_ref()
    }

    /// The path as in the signed string.
    pub(crate) fn signed_path(&self) -> &str {
        &self.signed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(prefix: &str, sign: bool) -> Result<AppUrl, NotAUrl> {
        AppUrl::new("http://localhost:80", prefix, sign, &Identifier::literal("3"))
    }

    #[test]
    fn the_prefix_is_in_the_url_and_signed_if_configured() {
        let plain = app("", false).expect("an app").endpoint("/events");
        assert_eq!((plain.url(), plain.signed_path()), ("http://localhost/apps/3/events", "/apps/3/events"));
        let hidden = app("/ws", false).expect("an app").endpoint("/events");
        assert_eq!(
            (hidden.url(), hidden.signed_path()),
            ("http://localhost/ws/apps/3/events", "/apps/3/events")
        );
        let signed = app("/ws", true).expect("an app").endpoint("/events");
        assert_eq!(signed.signed_path(), "/ws/apps/3/events");
    }

    #[test]
    fn a_path_that_would_be_signed_differently_is_refused() {
        for prefix in ["ws", "/..", "/a b", "/a?b", "/a#b", "/a\n", "/é", "/.", "\\x"] {
            assert_eq!(app(prefix, true).err(), Some(NotAUrl), "{prefix:?}");
        }
    }

    #[test]
    fn every_character_of_a_name_is_in_the_url_as_it_is_signed() {
        let name = ChannelName::new("a-zA-Z0-9_-=@,.;").expect("a channel name");
        let id = "@,.;=_-".parse().expect("a user id");
        let app = app("/ws", false).expect("an app");
        let cases = [
            (Resource::Channels, "/channels"),
            (Resource::Channel(&name), "/channels/a-zA-Z0-9_-=@,.;"),
            (Resource::Members(&name), "/channels/a-zA-Z0-9_-=@,.;/users"),
            (Resource::UserConnections(&id), "/users/@,.;=_-/terminate_connections"),
        ];
        for (resource, path) in cases {
            let endpoint = app.resource(resource).expect("an endpoint");
            assert_eq!(endpoint.signed_path(), format!("/apps/3{path}"));
            assert_eq!(endpoint.url(), format!("http://localhost/ws/apps/3{path}"));
            assert_eq!(endpoint.parsed().map(Url::as_str), Some(endpoint.url()));
        }
    }

    #[test]
    fn a_name_that_is_a_step_in_a_path_is_refused() {
        let app = app("", false).expect("an app");
        for step in [".", ".."] {
            let (name, id) = (ChannelName::new(step).expect("a name"), step.parse().expect("an id"));
            for resource in
                [Resource::Channel(&name), Resource::Members(&name), Resource::UserConnections(&id)]
            {
                assert_eq!(app.resource(resource).err(), Some(NotAUrl), "{resource}");
            }
        }
    }
}
