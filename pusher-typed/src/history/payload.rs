//! The position in a payload.

use std::fmt;

use serde::{
    Deserializer as _,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::position::Position;

/// The key of the position in the payload of an event. It is the first key.
pub const POSITION_KEY: &str = "_position";

/// The beginning of a payload with a position.
const PREFIX: &str = "{\"_position\":\"";

/// Adds a position to a payload, which is a JSON object as text.
///
/// ```
/// use pusher_typed::history::attach_position;
///
/// let data = attach_position(r#"{"id":7}"#, &"k3v9.41".parse()?)?;
/// assert_eq!(data, r#"{"_position":"k3v9.41","id":7}"#);
/// assert!(attach_position("[7]", &"k3v9.41".parse()?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns an error if the payload is not a JSON object, or already has the key `_position`.
pub fn attach_position(data: &str, position: &Position) -> Result<String, PositionedPayloadError> {
    let is_empty = check_payload(data)?;
    // `check_payload` has read an object.
    let rest = data.trim_start().get(1..).unwrap_or_default();
    let comma = if is_empty { "" } else { "," };
    Ok(format!("{PREFIX}{position}\"{comma}{rest}"))
}

/// Splits a payload into its position and the payload without it; `None` if it does not begin with a position.
///
/// ```
/// use pusher_typed::history::detach_position;
///
/// let (position, data) = detach_position(r#"{"_position":"k3v9.41","id":7}"#).expect("a position");
/// assert_eq!(position.offset(), 41);
/// assert_eq!(data, r#"{"id":7}"#);
/// assert_eq!(detach_position(r#"{"id":7}"#), None);
/// ```
pub fn detach_position(data: &str) -> Option<(Position, String)> {
    let (position, rest) = find(data)?;
    Some((position, format!("{{{}", data.get(rest..)?)))
}

/// Removes the position from a payload; `None` if it does not begin with a position.
#[cfg(feature = "subscriber")]
pub(crate) fn take_position(data: &mut String) -> Option<Position> {
    let (position, rest) = find(data)?;
    data.replace_range(1..rest, "");
    Some(position)
}

/// The position that a payload begins with, and the index of what follows it.
fn find(data: &str) -> Option<(Position, usize)> {
    let (position, rest) = data.strip_prefix(PREFIX)?.split_once('"')?;
    let position = position.parse().ok()?;
    let rest = rest.strip_prefix(',').or_else(|| rest.starts_with('}').then_some(rest))?;
    Some((position, data.len() - rest.len()))
}

/// Checks that a payload can have a position. Returns whether it has no keys.
pub(crate) fn check_payload(data: &str) -> Result<bool, PositionedPayloadError> {
    let mut deserializer = serde_json::Deserializer::from_str(data);
    let keys = deserializer.deserialize_map(Keys).map_err(|_| PositionedPayloadError::NotAnObject)?;
    deserializer.end().map_err(|_| PositionedPayloadError::NotAnObject)?;
    if keys.has_position {
        return Err(PositionedPayloadError::HasPosition);
    }
    Ok(keys.is_empty)
}

/// Reads the keys of an object.
struct Keys;

struct FoundKeys {
    is_empty: bool,
    has_position: bool,
}

impl<'de> Visitor<'de> for Keys {
    type Value = FoundKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FoundKeys, A::Error> {
        let mut found = FoundKeys { is_empty: true, has_position: false };
        while let Some(key) = map.next_key::<String>()? {
            found.is_empty = false;
            found.has_position |= key == POSITION_KEY;
            map.next_value::<IgnoredAny>()?;
        }
        Ok(found)
    }
}

/// A payload that cannot have a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PositionedPayloadError {
    /// The payload is not a JSON object.
    #[error("the payload of an event on a recoverable channel must be a JSON object")]
    NotAnObject,
    /// The payload has the key `_position`.
    #[error(
        "the payload of an event on a recoverable channel cannot have the key `_position`, which is reserved"
    )]
    HasPosition,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        "k3v9.41".parse().expect("a position")
    }

    #[test]
    fn what_was_attached_is_detached() {
        for data in ["{}", r#"{"id":7}"#, r#"{"a":{"_position":1},"b":"_position"}"#] {
            let attached = attach_position(data, &position()).expect("an object");
            assert!(attached.starts_with(r#"{"_position":"k3v9.41""#), "{attached}");
            assert_eq!(detach_position(&attached), Some((position(), data.to_owned())));
            #[cfg(feature = "subscriber")]
            {
                let mut taken = attached.clone();
                assert_eq!(take_position(&mut taken), Some(position()));
                assert_eq!(taken, data);
            }
            serde_json::from_str::<serde_json::Value>(&attached).expect("JSON");
        }
    }

    #[test]
    fn a_payload_that_cannot_have_a_position_is_refused() {
        for data in ["[]", "7", "null", "\"{}\"", "{", "{}{}", ""] {
            assert_eq!(
                attach_position(data, &position()),
                Err(PositionedPayloadError::NotAnObject),
                "{data}"
            );
        }
        for data in [r#"{"_position":1}"#, r#"{"a":1,"_position":null}"#, r#"{"\u005fposition":1}"#] {
            assert_eq!(
                attach_position(data, &position()),
                Err(PositionedPayloadError::HasPosition),
                "{data}"
            );
        }
    }

    #[test]
    fn a_payload_without_a_position_is_left_alone() {
        for data in
            ["{}", r#"{"id":7}"#, r#"{"_position":"x"}"#, r#"{"_position":"k.1"x"#, r#"{"_position":1}"#, ""]
        {
            assert_eq!(detach_position(data), None, "{data}");
        }
    }
}
