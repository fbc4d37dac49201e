//! An event as it was received.

use crate::{DecodeEvent, DecodeEventError, EventSet, Position};

/// An event as it was received.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Channel, Event, subscriber::{Item, Subscriber, SubscriberConfig}, testing::Server};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # #[derive(Debug, Serialize, Deserialize, Event)]
/// # #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let server = Server::start().await?;
/// # let client = server.client();
/// # let subscriber = Subscriber::connect(SubscriberConfig::from_client(client)).await?;
/// let mut orders = subscriber.subscribe::<OrderShipped>(&OrderChannel { id: 7 }).await?;
/// client.trigger_untyped(["private-orders-7"], "cancelled", &42).await?;
/// match orders.next().await {
///     Some(Item::Unknown(event)) => assert_eq!((&*event.event, &*event.data), ("cancelled", "42")),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawEvent {
    /// The event's name.
    pub event: String,
    /// The payload as JSON, decrypted on an encrypted channel.
    pub data: String,
    /// Who sent it, for a client event on a presence channel.
    pub user_id: Option<String>,
    /// Its position, for an event of the history of a recoverable channel.
    pub position: Option<Position>,
    /// Whether the payload was received inside a string. Then the string may be the payload itself.
    pub(crate) in_string: bool,
}

impl RawEvent {
    /// A message about a member.
    pub(super) fn of_member(event: &str, id: String, info: Box<str>) -> RawEvent {
        RawEvent {
            event: event.to_owned(),
            data: info.into(),
            user_id: Some(id),
            position: None,
            in_string: false,
        }
    }

    /// Decodes the payload, which is either `data` or the string in which `data` was received: some server libraries send
    /// text as it is, and some client libraries put their payloads into a string.
    pub(super) fn decode<E>(&self, channel: &str) -> Result<E, DecodeEventError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        let decode = |data: &str| E::decode(channel, &self.event, data);
        if self.is_text_of_a_client() {
            return decode(&self.string()).or_else(|error| decode(&self.data).map_err(|_| error));
        }
        match decode(&self.data) {
            Err(error @ DecodeEventError::Payload { .. }) if self.in_string => {
                decode(&self.string()).map_err(|_| error)
            }
            decoded => decoded,
        }
    }

    /// The payload, if it is the string in which `data` was received.
    fn string(&self) -> String {
        serde_json::Value::from(&*self.data).to_string()
    }

    /// Whether it is a client event with text that is JSON as well, such as `123`. Clients send their payloads as they
    /// are, while servers put them into a string.
    fn is_text_of_a_client(&self) -> bool {
        self.in_string && self.event.starts_with("client-") && !self.data.trim_start().starts_with(['{', '['])
    }

    /// The length of its text.
    pub(super) fn bytes(&self) -> usize {
        self.event.len() + self.data.len() + self.user_id.as_ref().map_or(0, String::len)
    }
}
