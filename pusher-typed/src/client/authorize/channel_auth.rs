//! Authorization of a subscription.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::error::AuthError;
#[cfg(feature = "subscriber")]
use crate::PresenceMember;
use crate::{
    Channel, ChannelName, PresenceChannel, SocketId,
    channel::PrivateChannel,
    client::{error::MissingEncryptionKey, handle::Client},
    wire::member::ChannelData,
};

/// The authorization of one connection to subscribe to one channel. Serialized as JSON, it is the
/// response that pusher-js expects.
///
/// ```
/// # use pusher_typed::{Channel, Client};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # let client = Client::builder("app-id", "key", "secret").build()?;
/// let auth = client.authorize(&"1234.1234".parse()?, &OrderChannel { id: 7 })?;
/// let json = serde_json::to_string(&auth)?; // the body of the response
/// assert!(json.starts_with(r#"{"auth":"key:"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "subscriber", derive(serde::Deserialize))]
pub struct ChannelAuth {
    auth: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared_secret: Option<String>,
}

impl ChannelAuth {
    /// The key of the app and the signature, in the form `KEY:SIGNATURE`.
    pub fn auth(&self) -> &str {
        &self.auth
    }

    /// The member's id and info as JSON, exactly the bytes that were signed. `None` for a channel
    /// that is not a presence channel.
    pub fn channel_data(&self) -> Option<&str> {
        self.channel_data.as_deref()
    }

    /// The key of an encrypted channel, in base64; `None` for other channels.
    pub fn shared_secret(&self) -> Option<&str> {
        self.shared_secret.as_deref()
    }
}

/// Shows neither the signature nor the secret.
impl fmt::Debug for ChannelAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelAuth").field("channel_data", &self.channel_data).finish_non_exhaustive()
    }
}

impl Client {
    /// Authorizes a connection to subscribe to a private channel, encrypted or not
    /// ([signatures](https://pusher.com/docs/channels/library_auth_reference/auth-signatures/)).
    ///
    /// The application must first decide whether the user may subscribe.
    ///
    /// # Errors
    /// Returns an error if the channel has no valid name, or is encrypted and the client has no
    /// master key.
    ///
    /// ```
    /// use pusher_typed::{Channel, Client, SocketId};
    ///
    /// #[derive(Channel)]
    /// #[pusher(channel = "private-orders-<id>")]
    /// struct OrderChannel { id: u64 }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder("app-id", "key", "secret").build()?;
    /// let socket_id: SocketId = "1234.1234".parse()?;
    /// let auth = client.authorize(&socket_id, &OrderChannel { id: 7 })?;
    /// assert!(auth.auth().starts_with("key:"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn authorize<C: PrivateChannel>(
        &self,
        socket_id: &SocketId,
        channel: &C,
    ) -> Result<ChannelAuth, AuthError> {
        let name = self.checked_name(channel)?;
        let shared_secret = if C::KIND.is_encrypted() { Some(self.shared_secret(&name)?) } else { None };
        let auth = self.config().signer.channel_auth(socket_id, &name, None);
        Ok(ChannelAuth { auth, channel_data: None, shared_secret })
    }

    /// Authorizes a connection to subscribe to a presence channel as `member`.
    ///
    /// # Errors
    /// Returns an error if the channel has no valid name, the user's id is invalid, or the user's
    /// info is too large.
    ///
    /// ```
    /// use pusher_typed::{Channel, Client, PresenceMember, SocketId};
    ///
    /// #[derive(PresenceMember)]
    /// struct Member { #[pusher(user_id)] id: u64, name: String }
    ///
    /// #[derive(Channel)]
    /// #[pusher(channel = "presence-room-<room>", member = Member)]
    /// struct RoomChannel { room: u32 }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder("app-id", "key", "secret").build()?;
    /// let member = Member { id: 7, name: "Ada".into() };
    /// let auth = client.authorize_member(&"1.1".parse()?, &RoomChannel { room: 3 }, &member)?;
    /// assert_eq!(auth.channel_data(), Some(r#"{"user_id":"7","user_info":{"name":"Ada"}}"#));
    /// # Ok(())
    /// # }
    /// ```
    pub fn authorize_member<C: PresenceChannel>(
        &self,
        socket_id: &SocketId,
        channel: &C,
        member: &C::Member,
    ) -> Result<ChannelAuth, AuthError> {
        let name = self.checked_name(channel)?;
        let data = ChannelData::new(member, self.config().limits.user_info)?;
        let auth = self.config().signer.channel_auth(socket_id, &name, Some(&data));
        Ok(ChannelAuth { auth, channel_data: Some(data.into_string()), shared_secret: None })
    }

    /// Like the two methods above, for a name whose kind is known only at run time.
    #[cfg(feature = "subscriber")]
    pub(crate) fn authorize_name(
        &self,
        socket_id: &SocketId,
        name: &ChannelName,
        data: Option<&ChannelData>,
    ) -> Result<ChannelAuth, AuthError> {
        let shared_secret = if name.kind().is_encrypted() { Some(self.shared_secret(name)?) } else { None };
        let auth = self.config().signer.channel_auth(socket_id, name, data);
        Ok(ChannelAuth { auth, channel_data: data.map(|data| data.as_str().to_owned()), shared_secret })
    }

    /// The data of a member that is signed, checked against this client's limits.
    #[cfg(feature = "subscriber")]
    pub(crate) fn channel_data<M: PresenceMember>(&self, member: &M) -> Result<ChannelData, AuthError> {
        Ok(ChannelData::new(member, self.config().limits.user_info)?)
    }

    fn checked_name<C: Channel>(&self, channel: &C) -> Result<ChannelName, AuthError> {
        let name = channel.name()?;
        name.check_len(self.config().limits.channel_name)?;
        Ok(name)
    }

    /// The channel's key in base64.
    fn shared_secret(&self, channel: &ChannelName) -> Result<String, AuthError> {
        let key = self.config().master_key.as_ref().ok_or_else(|| MissingEncryptionKey::new(channel))?;
        Ok(STANDARD.encode(key.channel_key(channel).as_slice()))
    }
}
