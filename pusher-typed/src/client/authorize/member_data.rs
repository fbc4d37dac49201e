//! What is signed beside the ids: JSON that is made here and nowhere else.

use super::AuthError;
use crate::{PresenceMember, UserId, client::Limits};

/// `{"user_id":"7","user_info":{…}}`, as members of a presence channel see each other.
#[derive(Clone)]
pub(crate) struct ChannelData(String);

/// `{"id":"7","user_info":{…},"watchlist":[…]}`, as the service knows a signed-in user.
#[derive(Clone)]
pub(crate) struct UserData(String);

impl ChannelData {
    pub(super) fn new<M: PresenceMember>(member: &M, limits: &Limits) -> Result<Self, AuthError> {
        open("user_id", member, limits).map(|mut json| {
            json.push('}');
            ChannelData(json)
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl UserData {
    pub(super) fn new<M: PresenceMember>(
        member: &M,
        watchlist: &[UserId],
        limits: &Limits,
    ) -> Result<Self, AuthError> {
        if watchlist.len() > limits.watchlist {
            return Err(AuthError::WatchlistTooLong { len: watchlist.len(), limit: limits.watchlist });
        }
        let mut json = open("id", member, limits)?;
        // Without any info the documented form has no such key.
        if let Some(id_only) = json.strip_suffix(",\"user_info\":{}") {
            json.truncate(id_only.len());
        }
        for (at, id) in watchlist.iter().enumerate() {
            json.push_str(if at == 0 { ",\"watchlist\":[\"" } else { "\",\"" });
            json.push_str(id.as_str());
        }
        json.push_str(if watchlist.is_empty() { "}" } else { "\"]}" });
        Ok(UserData(json))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// The id and the info, without the closing brace. A user id has no character
/// that JSON would escape.
fn open<M: PresenceMember>(id_key: &str, member: &M, limits: &Limits) -> Result<String, AuthError> {
    let id = UserId::of(member.user_id()).map_err(AuthError::UserId)?;
    let mut json = Vec::with_capacity(256);
    for text in ["{\"", id_key, "\":\"", id.as_str(), "\",\"user_info\":"] {
        json.extend_from_slice(text.as_bytes());
    }
    let start = json.len();
    member.serialize_info(&mut serde_json::Serializer::new(&mut json)).map_err(AuthError::UserInfo)?;
    let size = json.len() - start;
    if size > limits.user_info {
        return Err(AuthError::UserInfoTooLarge { size, limit: limits.user_info });
    }
    String::from_utf8(json).map_err(|error| {
        // A `RawValue` cannot hold it, but a type's own `Serialize` is not ours to trust.
        AuthError::UserInfo(serde::ser::Error::custom(error.utf8_error()))
    })
}
