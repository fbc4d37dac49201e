//! Reads a presence member: the user's id from its text, the other fields from the user's info.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess, Visitor, value::MapDeserializer},
    forward_to_deserialize_any,
};

use super::member::PresenceMember;
use crate::param::{ChannelParam, ParseChannelParam};

/// A presence member that a subscriber can read: its fields are those of the user's info, and
/// the user's id.
///
/// `#[derive(PresenceMember)]` implements it for structs that implement `Deserialize`.
///
/// ```
/// use pusher_typed::{DecodeMember, PresenceMember};
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize, PresenceMember)]
/// struct Member { #[pusher(user_id)] id: u64, name: String }
///
/// let ada = Member::decode_member("7", r#"{"name":"Ada"}"#)?;
/// assert_eq!(ada, Member { id: 7, name: "Ada".into() });
/// # Ok::<(), pusher_typed::DecodeMemberError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "members of the type `{Self}` cannot be decoded",
    label = "a subscriber decodes the members of a presence channel",
    note = "add `#[derive(serde::Deserialize)]` and `#[derive(PresenceMember)]` to the member"
)]
pub trait DecodeMember:
    PresenceMember<Id: for<'n> ParseChannelParam<'n>> + for<'de> Deserialize<'de>
{
    /// The name of the field with the user's id for serde's `Deserialize`.
    const USER_ID_FIELD: &'static str;

    /// Reads a member from the user's id, as it is sent, and the user's info as JSON.
    ///
    /// # Errors
    /// Returns an error if the id or the info does not match the type.
    fn decode_member(user_id: &str, user_info: &str) -> Result<Self, DecodeMemberError> {
        let wrong_id = || DecodeMemberError::UserId(user_id.to_owned());
        Self::Id::parse_param(user_id).ok_or_else(wrong_id)?;
        let mut json = serde_json::Deserializer::from_str(user_info);
        let id = IdField { name: Self::USER_ID_FIELD, text: user_id };
        let member = Self::deserialize(MemberDeserializer { id, info: &mut json });
        let member =
            member.and_then(|member| json.end().map(|()| member)).map_err(DecodeMemberError::Info)?;
        // A field that serde reads otherwise than the channel's parameter, or does not read.
        let mut text = String::new();
        let is_same = member.user_id().write_param(&mut text).is_ok() && text == user_id;
        if is_same { Ok(member) } else { Err(wrong_id()) }
    }
}

/// Why a presence member could not be decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeMemberError {
    /// The user's id does not match the type of the id.
    #[error("the user's id {0:?} does not match the declared type")]
    UserId(String),
    /// The user's info does not match the type of the member.
    #[error("the user's info does not match the declared type")]
    Info(#[source] serde_json::Error),
}

/// The info with one more field, that of the id.
struct MemberDeserializer<'a, 'de> {
    id: IdField<'de>,
    info: &'a mut serde_json::Deserializer<serde_json::de::StrRead<'de>>,
}

/// The name and the text of the id.
#[derive(Clone, Copy)]
struct IdField<'de> {
    name: &'static str,
    text: &'de str,
}

impl<'de> Deserializer<'de> for MemberDeserializer<'_, 'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.info.deserialize_any(MemberVisitor { id: self.id, visitor })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct MemberVisitor<'de, V> {
    id: IdField<'de>,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for MemberVisitor<'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the user's info")
    }

    fn visit_map<A: MapAccess<'de>>(self, info: A) -> Result<V::Value, A::Error> {
        let IdField { name, text } = self.id;
        self.visitor.visit_map(MemberFields { id: self.id, name: Some(name), text: Some(text), info })
    }

    /// A member without info.
    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.visit_map(MapDeserializer::new(std::iter::empty::<(&str, &str)>()))
    }
}

/// The field of the id, then those of the info.
struct MemberFields<'de, A> {
    id: IdField<'de>,
    /// The name and the text, until they are read.
    name: Option<&'static str>,
    text: Option<&'de str>,
    info: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for MemberFields<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if let Some(name) = self.name.take() {
            return seed.deserialize(name.into_deserializer()).map(Some);
        }
        while let Some(key) = self.info.next_key::<String>()? {
            if key != self.id.name {
                return seed.deserialize(key.into_deserializer()).map(Some);
            }
            // The id is the one that the service sent.
            self.info.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        match self.text.take() {
            Some(text) => seed.deserialize(IdDeserializer { text, error: PhantomData }),
            None => self.info.next_value_seed(seed),
        }
    }
}

/// An id, which is text on the wire, deserialized as the type that its `Deserialize` requests.
struct IdDeserializer<'de, E> {
    text: &'de str,
    error: PhantomData<E>,
}

macro_rules! deserialize_parsed {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            match self.text.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_borrowed_str(self.text),
            }
        })*
    };
}

impl<'de, E: de::Error> Deserializer<'de> for IdDeserializer<'de, E> {
    type Error = E;

    deserialize_parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_u128 visit_u128
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_enum(self.text.into_deserializer())
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serializer;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Member<I> {
        user_key: I,
        full_name: String,
        #[serde(default)]
        tags: Vec<String>,
    }

    impl<I: ChannelParam> PresenceMember for Member<I> {
        type Id = I;

        fn user_id(&self) -> &I {
            &self.user_key
        }

        fn serialize_info<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_unit()
        }
    }

    impl<I> DecodeMember for Member<I>
    where
        I: ChannelParam + for<'n> ParseChannelParam<'n> + for<'de> Deserialize<'de>,
    {
        const USER_ID_FIELD: &'static str = "userKey";
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Loose {
        id: u64,
        #[serde(flatten)]
        rest: BTreeMap<String, serde_json::Value>,
    }

    impl PresenceMember for Loose {
        type Id = u64;

        fn user_id(&self) -> &u64 {
            &self.id
        }

        fn serialize_info<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_unit()
        }
    }

    impl DecodeMember for Loose {
        const USER_ID_FIELD: &'static str = "id";
    }

    fn ada<I>(user_key: I) -> Member<I> {
        Member { user_key, full_name: "Ada".into(), tags: Vec::new() }
    }

    #[test]
    fn the_id_is_read_from_its_text_whatever_its_type() {
        let info = r#"{"fullName":"Ada"}"#;
        assert_eq!(Member::decode_member("7", info).expect("a member"), ada(7_u64));
        assert_eq!(Member::decode_member("-7", info).expect("a member"), ada(-7_i8));
        assert_eq!(Member::decode_member("7", info).expect("a member"), ada("7".to_owned()));
        assert_eq!(Member::decode_member("true", info).expect("a member"), ada(true));
    }

    #[test]
    fn fields_beside_the_struct_are_kept() {
        let loose = Loose::decode_member("7", r#"{"a":1,"id":"another"}"#).expect("a member");
        assert_eq!(loose, Loose { id: 7, rest: BTreeMap::from([("a".to_owned(), 1.into())]) });
        let nothing = Loose::decode_member("7", "null").expect("a member");
        assert_eq!(nothing, Loose { id: 7, rest: BTreeMap::new() });
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        for id in ["", "x", "+7", "07", "-1", "18446744073709551616"] {
            let error = Member::<u64>::decode_member(id, r#"{"fullName":"Ada"}"#).expect_err("no id");
            assert!(matches!(&error, DecodeMemberError::UserId(it) if it == id), "{id}: {error:?}");
        }
        for info in [
            "",
            "7",
            "[]",
            "null",
            "{}",
            r#"{"fullName":7}"#,
            r#"{"fullName":"Ada","age":1}"#,
            r#"{"fullName":"Ada"}x"#,
        ] {
            let error = Member::<u64>::decode_member("7", info).expect_err("no info");
            assert!(matches!(&error, DecodeMemberError::Info(_)), "{info}: {error:?}");
        }
    }
}
