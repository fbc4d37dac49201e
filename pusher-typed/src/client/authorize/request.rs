//! The requests of clients to the authorization and authentication endpoints.

use serde::Deserialize;
use url::form_urlencoded;

use crate::{ChannelSet, ParseChannel, ParseChannelError, ParseSocketIdError, SocketId};

/// The request of a client that subscribes to a channel.
///
/// ```
/// use pusher_typed::{Channel, ChannelSet, client::ChannelAuthRequest};
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Debug, PartialEq, ChannelSet)]
/// enum AppChannel { Order(OrderChannel) }
///
/// let body = b"socket_id=1.2&channel_name=private-orders-7";
/// let request = ChannelAuthRequest::<AppChannel>::parse("application/x-www-form-urlencoded", body)?;
/// match request.channel {
///     AppChannel::Order(OrderChannel { id }) => assert_eq!(id, 7),
/// }
/// # Ok::<(), pusher_typed::client::AuthRequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelAuthRequest<C> {
    /// The connection that subscribes.
    pub socket_id: SocketId,
    /// The channel.
    pub channel: C,
}

impl<C: ChannelSet + for<'n> ParseChannel<'n>> ChannelAuthRequest<C> {
    /// Reads the body of the request: a form, as pusher-js and Laravel Echo
    /// send it, or JSON.
    ///
    /// # Errors
    /// Returns an error if a field is missing, repeated or malformed, or the channel is not in `C`.
    /// [`AuthRequestError::status`] is the status for the response.
    pub fn parse(content_type: &str, body: &[u8]) -> Result<Self, AuthRequestError> {
        let fields = RequestFields::read(content_type, body)?;
        let socket_id = fields.socket_id()?;
        let name = fields.channel_name.one()?.ok_or(AuthRequestError::Missing { field: "channel_name" })?;
        let channel = C::parse(name).map_err(AuthRequestError::Channel)?;
        Ok(ChannelAuthRequest { socket_id, channel })
    }
}

/// The request of a client that signs in its user.
///
/// ```
/// use pusher_typed::client::UserAuthRequest;
///
/// let request = UserAuthRequest::parse("application/x-www-form-urlencoded", b"socket_id=1234.1234")?;
/// assert_eq!(request.socket_id.to_string(), "1234.1234");
/// # Ok::<(), pusher_typed::client::AuthRequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAuthRequest {
    /// The connection that signs in.
    pub socket_id: SocketId,
}

impl UserAuthRequest {
    /// Reads the body of the request: a form, as pusher-js sends it, or JSON.
    ///
    /// # Errors
    /// Returns an error if the socket id is missing, repeated or malformed.
    pub fn parse(content_type: &str, body: &[u8]) -> Result<Self, AuthRequestError> {
        RequestFields::read(content_type, body)?.socket_id().map(|socket_id| UserAuthRequest { socket_id })
    }
}

/// The known fields of a request, from a form or from JSON.
#[derive(Default)]
pub(super) struct RequestFields {
    socket_id: FieldValues,
    pub(super) channel_name: FieldValues,
}

/// The values of one field.
#[derive(Default)]
pub(super) struct FieldValues {
    pub(super) list: Vec<String>,
    /// The field was a list: `channel_name[]`, or a JSON array.
    pub(super) is_list: bool,
    repeated: bool,
    name: &'static str,
}

impl FieldValues {
    fn push(&mut self, name: &'static str, value: String, is_list: bool) {
        let continues = is_list && self.is_list;
        self.repeated |= !self.list.is_empty() && !continues;
        self.is_list = is_list;
        self.name = name;
        self.list.push(value);
    }

    /// The only value; `None` if the field is missing.
    fn one(&self) -> Result<Option<&str>, AuthRequestError> {
        if self.repeated || self.is_list {
            return Err(AuthRequestError::Repeated { field: self.name });
        }
        Ok(self.list.first().map(String::as_str))
    }

    /// All values of a list, or the only value.
    pub(super) fn all(&self) -> Result<&[String], AuthRequestError> {
        if self.repeated { Err(AuthRequestError::Repeated { field: self.name }) } else { Ok(&self.list) }
    }
}

impl RequestFields {
    pub(super) fn read(content_type: &str, body: &[u8]) -> Result<Self, AuthRequestError> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Ok(RequestFields::from_form(body))
        } else if essence.eq_ignore_ascii_case("application/json") {
            RequestFields::from_json(body)
        } else {
            Err(AuthRequestError::ContentType)
        }
    }

    fn from_form(body: &[u8]) -> Self {
        let mut fields = RequestFields::default();
        for (name, value) in form_urlencoded::parse(body) {
            let indexed = name.strip_prefix("channel_name[").is_some_and(|index| index.ends_with(']'));
            match &*name {
                "socket_id" => fields.socket_id.push("socket_id", value.into_owned(), false),
                "channel_name" => fields.channel_name.push("channel_name", value.into_owned(), false),
                _ if indexed => fields.channel_name.push("channel_name", value.into_owned(), true),
                _ => {}
            }
        }
        fields
    }

    fn from_json(body: &[u8]) -> Result<Self, AuthRequestError> {
        #[derive(Deserialize)]
        struct Json {
            socket_id: Option<String>,
            channel_name: Option<Names>,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Names {
            One(String),
            Many(Vec<String>),
        }
        let json: Json = serde_json::from_slice(body).map_err(AuthRequestError::Json)?;
        let mut fields = RequestFields::default();
        if let Some(socket_id) = json.socket_id {
            fields.socket_id.push("socket_id", socket_id, false);
        }
        match json.channel_name {
            Some(Names::One(name)) => fields.channel_name.push("channel_name", name, false),
            Some(Names::Many(names)) => {
                for name in names {
                    fields.channel_name.push("channel_name", name, true);
                }
            }
            None => {}
        }
        Ok(fields)
    }

    pub(super) fn socket_id(&self) -> Result<SocketId, AuthRequestError> {
        let text = self.socket_id.one()?.ok_or(AuthRequestError::Missing { field: "socket_id" })?;
        text.parse().map_err(AuthRequestError::SocketId)
    }
}

/// An authorization or authentication request that is not valid.
///
/// ```
/// use pusher_typed::client::{AuthRequestError, UserAuthRequest};
///
/// let error = UserAuthRequest::parse("application/json", b"{}").unwrap_err();
/// assert!(matches!(error, AuthRequestError::Missing { field: "socket_id" }));
/// assert_eq!(error.status(), 400); // of the response
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthRequestError {
    /// The content type is neither that of a form nor that of JSON.
    #[error("the content type is neither `application/x-www-form-urlencoded` nor `application/json`")]
    ContentType,
    /// The body is not valid JSON, or its fields have the wrong types.
    #[error("the body is not an authorization request in valid JSON")]
    Json(#[source] serde_json::Error),
    /// A field is missing.
    #[error("the field `{field}` is missing")]
    Missing {
        /// `socket_id` or `channel_name`
        field: &'static str,
    },
    /// A field appears several times, so its value is ambiguous.
    #[error("the field `{field}` appears several times")]
    Repeated {
        /// `socket_id` or `channel_name`
        field: &'static str,
    },
    /// The socket id is invalid.
    #[error(transparent)]
    SocketId(ParseSocketIdError),
    /// The channel is not in the application's [`ChannelSet`].
    #[error("unknown channel")]
    Channel(#[source] ParseChannelError),
}

impl AuthRequestError {
    /// The HTTP status for the response. An unknown channel has the status 403, like a channel that
    /// the user may not subscribe to.
    pub fn status(&self) -> u16 {
        match self {
            AuthRequestError::ContentType => 415,
            AuthRequestError::Channel(_) => 403,
            _ => 400,
        }
    }
}
