//! Authorization of several subscriptions in one request.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    channel_auth::ChannelAuth,
    reply::AuthReply,
    request::{AuthRequestError, RequestFields},
};
use crate::{ChannelSet, ParseChannel, ParseChannelError, SocketId};

/// The request of a client that subscribes to several channels: `channel_name[]` several times, or
/// a JSON array. One plain `channel_name` is a batch of one.
///
/// ```
/// use pusher_typed::{ChannelName, client::{BatchAuthReply, ChannelAuthBatch}};
///
/// let body = b"socket_id=1.2&channel_name[]=private-a&channel_name[]=private-b";
/// let batch = ChannelAuthBatch::<ChannelName>::parse("application/x-www-form-urlencoded", body)?;
/// let mut reply = BatchAuthReply::default();
/// for (name, _channel) in &batch.channels {
///     reply.forbid(name); // or `reply.grant(name, client.authorize(…)?)`
/// }
/// assert_eq!(reply.to_reply().body(), r#"{"private-a":{"status":403},"private-b":{"status":403}}"#);
/// # Ok::<(), pusher_typed::client::AuthRequestError>(())
/// ```
#[derive(Debug)]
pub struct ChannelAuthBatch<C> {
    /// The connection that subscribes.
    pub socket_id: SocketId,
    /// Each name as it was sent, and the channel with this name, in order.
    pub channels: Vec<(String, Result<C, ParseChannelError>)>,
}

impl<C: ChannelSet + for<'n> ParseChannel<'n>> ChannelAuthBatch<C> {
    /// Reads the body of the request: a form or JSON.
    ///
    /// # Errors
    /// Returns an error if a field is missing or malformed. A name that is not in `C` is an error in
    /// [`channels`](Self::channels), not of the request.
    pub fn parse(content_type: &str, body: &[u8]) -> Result<Self, AuthRequestError> {
        let fields = RequestFields::read(content_type, body)?;
        let socket_id = fields.socket_id()?;
        let names = fields.channel_name.all()?;
        if names.is_empty() {
            return Err(AuthRequestError::Missing { field: "channel_name" });
        }
        let channels = names.iter().map(|name| (name.clone(), C::parse(name))).collect();
        Ok(ChannelAuthBatch { socket_id, channels })
    }
}

/// The response to a [`ChannelAuthBatch`]: the authorization of each channel, or 403.
///
/// ```
/// # use pusher_typed::{Channel, Client};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # let client = Client::builder("app-id", "key", "secret").build()?;
/// use pusher_typed::client::BatchAuthReply;
///
/// let auth = client.authorize(&"1234.1234".parse()?, &OrderChannel { id: 7 })?;
/// let mut reply = BatchAuthReply::default();
/// reply.grant("private-orders-7", auth);
/// reply.forbid("private-orders-8");
/// assert!(reply.to_reply().body().ends_with(r#""private-orders-8":{"status":403}}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct BatchAuthReply(BTreeMap<String, BatchEntry>);

#[derive(Debug, Serialize)]
struct BatchEntry {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<ChannelAuth>,
}

impl BatchAuthReply {
    /// Allows the connection to subscribe to this channel.
    pub fn grant(&mut self, name: impl Into<String>, auth: ChannelAuth) {
        self.0.insert(name.into(), BatchEntry { status: 200, data: Some(auth) });
    }

    /// Refuses the connection's subscription to this channel.
    pub fn forbid(&mut self, name: impl Into<String>) {
        self.0.insert(name.into(), BatchEntry { status: 403, data: None });
    }

    /// The reply. Its status is always 200; each channel has its own status in the body.
    pub fn to_reply(&self) -> AuthReply {
        AuthReply::ok(&self.0)
    }
}
