//! Requests of subscribers, which are not trusted.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use pusher_typed::{ChannelSet, ParseChannel, Position, history::HistoryQuery};
use serde::Deserialize;

/// The request of a subscriber for the events that it has missed, on all recoverable channels of its connection.
///
/// A request comes from a browser or another service, and nothing in it is trusted. Each channel is parsed into the
/// application's own `C`, usually an enum with `#[derive(ChannelSet)]`, and [`authorize`](HistoryRequest::authorize)
/// decides about it with the same `match` as the authorization of a subscription. A channel that `C` does not contain,
/// that is not recoverable, or whose name this library would write differently, is refused without a call.
///
/// With the feature `axum`, it is an extractor:
///
/// ```no_run
/// # #[cfg(all(feature = "axum", feature = "sqlite"))]
/// # mod example {
/// use axum::extract::State;
/// use pusher_typed::{Channel, ChannelSet};
/// use pusher_typed_outbox::{HistoryError, HistoryRequest, HistoryResponse, Outbox};
/// use sqlx::Sqlite;
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>", recoverable)]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-user-<id>", recoverable)]
/// struct UserChannel { id: u64 }
///
/// #[derive(ChannelSet)]
/// enum AppChannel { Order(OrderChannel), User(UserChannel) }
///
/// # struct User { id: u64 }
/// # impl User { fn may_see(&self, _: &OrderChannel) -> bool { true } }
/// # impl<S: Send + Sync> axum::extract::FromRequestParts<S> for User {
/// #     type Rejection = std::convert::Infallible;
/// #     async fn from_request_parts(_: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
/// #         Ok(User { id: 7 })
/// #     }
/// # }
/// async fn history(
///     State(outbox): State<Outbox<Sqlite>>,
///     user: User, // your own extractor
///     request: HistoryRequest<AppChannel>,
/// ) -> Result<HistoryResponse, HistoryError> {
///     let request = request.authorize(|channel| match channel {
///         AppChannel::Order(order) => user.may_see(order),
///         AppChannel::User(channel) => channel.id == user.id,
///     });
///     outbox.history(request).await
/// }
///
/// # fn app(outbox: Outbox<Sqlite>) -> axum::Router {
/// axum::Router::new().route("/pusher/history", axum::routing::post(history)).with_state(outbox)
/// # }
/// # }
/// ```
///
/// Without axum, [`parse`](HistoryRequest::parse) reads the body, and [`HistoryResponse`](crate::HistoryResponse) has
/// the body of the response.
pub struct HistoryRequest<C> {
    channels: Vec<(Requested, Option<C>)>,
}

/// A channel of a request, and the position after which its events are read.
#[derive(Debug)]
pub(super) struct Requested {
    pub(super) name: String,
    pub(super) after: After,
}

/// The position after which the events of a channel are read.
#[derive(Debug)]
pub(super) enum After {
    /// Only the position of the last event is requested.
    Last,
    Position(Position),
    /// The text that the subscriber has sent is not a position: the response is a reset.
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'b> {
    #[serde(borrow)]
    channels: BTreeMap<Cow<'b, str>, Option<Cow<'b, str>>>,
}

impl<C> HistoryRequest<C> {
    /// The maximum size of a body in bytes: 256 KiB.
    pub const MAX_BODY: usize = 256 * 1024;
    /// The maximum number of channels in a request: 1,000.
    pub const MAX_CHANNELS: usize = 1000;

    /// Reads the body of a request.
    ///
    /// # Errors
    /// Returns an error if the body is not a request, or is over a limit. A channel that is not in `C` is refused,
    /// which is not an error.
    pub fn parse(body: &[u8]) -> Result<Self, HistoryRequestError>
    where
        C: ChannelSet + for<'n> ParseChannel<'n>,
    {
        if body.len() > Self::MAX_BODY {
            return Err(HistoryRequestError::TooLarge { limit: Self::MAX_BODY });
        }
        let Body { channels } = serde_json::from_slice(body).map_err(HistoryRequestError::Malformed)?;
        if channels.len() > Self::MAX_CHANNELS {
            return Err(HistoryRequestError::TooManyChannels { limit: Self::MAX_CHANNELS });
        }
        let channels = channels.into_iter().map(|(name, position)| {
            let after = match position.map(|position| position.parse()) {
                None => After::Last,
                Some(Ok(position)) => After::Position(position),
                Some(Err(_)) => After::Unknown,
            };
            (name.into_owned(), after)
        });
        Ok(Self::new(channels))
    }

    fn new(channels: impl Iterator<Item = (String, After)>) -> Self
    where
        C: ChannelSet + for<'n> ParseChannel<'n>,
    {
        let channels = channels.map(|(name, after)| {
            let channel = recoverable_channel(&name);
            (Requested { name, after }, channel)
        });
        HistoryRequest { channels: channels.collect() }
    }

    /// The channels that [`authorize`](HistoryRequest::authorize) passes to its closure.
    pub fn channels(&self) -> impl Iterator<Item = &C> {
        self.channels.iter().filter_map(|(_, channel)| channel.as_ref())
    }

    /// Decides for each channel whether the subscriber may read its events. Only channels for which `allow` returns
    /// `true` are read; the others are refused, which ends their subscriptions.
    pub fn authorize(self, mut allow: impl FnMut(&C) -> bool) -> AuthorizedHistory {
        let mut authorized = AuthorizedHistory::default();
        for (requested, channel) in self.channels {
            let allowed = channel.is_some_and(|channel| allow(&channel));
            authorized.add(requested, allowed);
        }
        authorized
    }

    /// Like [`authorize`](HistoryRequest::authorize), with an async closure that can fail, for example because it
    /// queries a database. The channels are passed to it one after the other.
    ///
    /// ```
    /// # use pusher_typed::{Channel, ChannelSet};
    /// # use pusher_typed_outbox::{AuthorizedHistory, HistoryRequest};
    /// # #[derive(Channel)]
    /// # #[pusher(channel = "private-orders-<id>", recoverable)]
    /// # struct OrderChannel { id: u64 }
    /// # #[derive(ChannelSet)]
    /// # enum AppChannel { Order(OrderChannel) }
    /// # struct Orders;
    /// # impl Orders { async fn owner(&self, id: u64) -> Result<u64, std::io::Error> { Ok(id) } }
    /// async fn authorize(
    ///     orders: &Orders,
    ///     user: u64,
    ///     request: HistoryRequest<AppChannel>,
    /// ) -> Result<AuthorizedHistory, std::io::Error> {
    ///     request
    ///         .try_authorize(async |channel| match channel {
    ///             AppChannel::Order(order) => Ok(orders.owner(order.id).await? == user),
    ///         })
    ///         .await
    /// }
    /// ```
    ///
    /// # Errors
    /// Returns the first error of `allow`. Respond with the status 500 or 503, so that the subscriber tries again: a
    /// refusal ends its subscription.
    pub async fn try_authorize<E, F>(self, mut allow: impl FnMut(C) -> F) -> Result<AuthorizedHistory, E>
    where
        F: Future<Output = Result<bool, E>>,
    {
        let mut authorized = AuthorizedHistory::default();
        for (requested, channel) in self.channels {
            let allowed = match channel {
                Some(channel) => allow(channel).await?,
                None => false,
            };
            authorized.add(requested, allowed);
        }
        Ok(authorized)
    }
}

/// A query that comes from the same process, for example from a subscriber that reads the outbox directly.
impl<C: ChannelSet + for<'n> ParseChannel<'n>> From<HistoryQuery> for HistoryRequest<C> {
    fn from(query: HistoryQuery) -> Self {
        let after = |position: Option<Position>| position.map_or(After::Last, After::Position);
        Self::new(query.channels.into_iter().map(|(name, position)| (name, after(position))))
    }
}

/// The channel with this name, if it is recoverable and has no other name.
fn recoverable_channel<C: ChannelSet + for<'n> ParseChannel<'n>>(name: &str) -> Option<C> {
    let channel = C::parse(name).ok()?;
    let is_canonical = channel.name().is_ok_and(|canonical| canonical.as_str() == name);
    (is_canonical && channel.__is_recoverable()).then_some(channel)
}

/// The number of channels.
impl<C> fmt::Debug for HistoryRequest<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryRequest").field("channels", &self.channels.len()).finish()
    }
}

/// A request about which the application has decided; see [`HistoryRequest::authorize`] and
/// [`Outbox::history`](crate::Outbox::history).
#[derive(Debug, Default)]
pub struct AuthorizedHistory {
    pub(super) allowed: Vec<Requested>,
    pub(super) refused: Vec<String>,
}

impl AuthorizedHistory {
    fn add(&mut self, requested: Requested, allowed: bool) {
        if allowed {
            self.allowed.push(requested);
        } else {
            self.refused.push(requested.name);
        }
    }
}

/// Why a body is not a [`HistoryRequest`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryRequestError {
    /// The body is too large.
    #[error("the body has more than {limit} bytes")]
    TooLarge {
        /// The maximum size in bytes.
        limit: usize,
    },
    /// The body has too many channels.
    #[error("the body has more than {limit} channels")]
    TooManyChannels {
        /// The maximum number.
        limit: usize,
    },
    /// The body is not a request.
    #[error("the body is not a history request")]
    Malformed(#[source] serde_json::Error),
}

impl HistoryRequestError {
    /// The status of the response: 413 for a body over a limit, otherwise 400.
    pub fn status(&self) -> u16 {
        match self {
            HistoryRequestError::TooLarge { .. } | HistoryRequestError::TooManyChannels { .. } => 413,
            HistoryRequestError::Malformed(_) => 400,
        }
    }
}

#[cfg(test)]
mod tests {
    use pusher_typed::{Channel, ChannelName};

    use super::*;

    #[derive(Channel)]
    #[pusher(channel = "private-orders-<id>", recoverable)]
    struct OrderChannel {
        id: u64,
    }

    #[derive(Channel)]
    #[pusher(channel = "private-chat-<id>")]
    struct ChatChannel {
        id: u64,
    }

    #[derive(ChannelSet)]
    enum AppChannel {
        Order(OrderChannel),
        Chat(ChatChannel),
    }

    fn parse(body: &str) -> Result<HistoryRequest<AppChannel>, HistoryRequestError> {
        HistoryRequest::parse(body.as_bytes())
    }

    #[test]
    fn only_recoverable_channels_of_the_set_are_decided_about() {
        let body = r#"{"channels":{"private-orders-7":"k3v9.41","private-orders-8":null,"private-orders-9":"?",
            "private-orders-07":null,"private-chat-7":null,"private-other":null,"":null,"Ä":"k3v9.1"}}"#;
        let request = parse(body).expect("a request");
        let asked: Vec<u64> = request
            .channels()
            .map(|channel| match channel {
                AppChannel::Order(order) => order.id,
                AppChannel::Chat(chat) => panic!("{} is not recoverable", chat.id),
            })
            .collect();
        assert_eq!(asked, [7, 8, 9]);
        let authorized =
            request.authorize(|channel| matches!(channel, AppChannel::Order(order) if order.id != 8));
        let allowed: Vec<_> = authorized.allowed.iter().map(|requested| &*requested.name).collect();
        assert_eq!(allowed, ["private-orders-7", "private-orders-9"]);
        assert!(matches!(&*authorized.allowed, [Requested { after: After::Position(position), .. },
            Requested { after: After::Unknown, .. }] if position.offset() == 41));
        assert_eq!(authorized.refused.len(), 6);
        // A name without a declared type is not known to be recoverable.
        let untyped = HistoryRequest::<ChannelName>::parse(body.as_bytes()).expect("a request");
        assert_eq!(untyped.channels().count(), 0);
    }

    #[test]
    fn a_body_over_a_limit_or_that_is_no_request_is_refused() {
        let channels: Vec<_> = (0..=1000).map(|n| format!("\"private-orders-{n}\":null")).collect();
        let error = parse(&format!("{{\"channels\":{{{}}}}}", channels.join(","))).expect_err("too many");
        assert_eq!(error.status(), 413);
        parse(&format!("{{\"channels\":{{{}}}}}", channels[1..].join(","))).expect("1,000 channels");
        let error = parse(&" ".repeat(256 * 1024 + 1)).expect_err("too large");
        assert_eq!(error.status(), 413);
        for body in
            ["", "[]", "{}", "{\"channels\":[]}", "{\"channels\":{\"a\":1}}", "{\"channels\":{},\"x\":1}"]
        {
            let error = parse(body).expect_err(body);
            assert_eq!(error.status(), 400, "{body}");
        }
    }
}
