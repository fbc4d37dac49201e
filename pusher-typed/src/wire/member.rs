//! The JSON that is signed for presence members and for users who sign in.

use crate::{ParamError, PresenceMember, UserId};

/// `{"user_id":"7","user_info":{…}}`: what the members of a presence channel receive about each
/// other.
#[derive(Clone)]
pub(crate) struct ChannelData(String);

/// `{"id":"7","user_info":{…},"watchlist":[…]}`: what the service knows about a signed-in user.
#[derive(Clone)]
pub(crate) struct UserData(String);

/// A member that cannot be serialized as JSON.
#[derive(Debug)]
#[expect(clippy::enum_variant_names, reason = "`UserInfo` is the protocol's term")]
pub(crate) enum MemberError {
    UserId(ParamError),
    UserInfo(serde_json::Error),
    /// The user's info is larger than the limit; both in bytes of JSON.
    UserInfoTooLarge {
        size: usize,
        limit: usize,
    },
}

impl ChannelData {
    /// The data of `member`, whose info may have `limit` bytes of JSON.
    pub(crate) fn new<M: PresenceMember>(member: &M, limit: usize) -> Result<Self, MemberError> {
        let mut json = id_and_info("user_id", member, limit)?;
        json.push('}');
        Ok(ChannelData(json))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl UserData {
    /// The data of `member`, whose info may have `limit` bytes of JSON.
    pub(crate) fn new<M: PresenceMember>(
        member: &M,
        watchlist: &[UserId],
        limit: usize,
    ) -> Result<Self, MemberError> {
        let mut json = id_and_info("id", member, limit)?;
        // Without info, the documented form has no such key.
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

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// The id and the info, without the closing brace. A user id has no character
/// that JSON would escape.
fn id_and_info<M: PresenceMember>(id_key: &str, member: &M, limit: usize) -> Result<String, MemberError> {
    let id = UserId::new(member.user_id()).map_err(MemberError::UserId)?;
    let mut json = Vec::with_capacity(256);
    for text in ["{\"", id_key, "\":\"", id.as_str(), "\",\"user_info\":"] {
        json.extend_from_slice(text.as_bytes());
    }
    let start = json.len();
    member.serialize_info(&mut serde_json::Serializer::new(&mut json)).map_err(MemberError::UserInfo)?;
    let size = json.len() - start;
    if size > limit {
        return Err(MemberError::UserInfoTooLarge { size, limit });
    }
    String::from_utf8(json).map_err(|error| {
        // serde_json writes UTF-8, but a type's `Serialize` may write raw bytes.
        MemberError::UserInfo(serde::ser::Error::custom(error.utf8_error()))
    })
}
