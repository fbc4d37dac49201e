//! Who is subscribed to a presence channel.

mod decode;
mod member;

pub use self::{
    decode::{DecodeMember, DecodeMemberError},
    member::PresenceMember,
};
