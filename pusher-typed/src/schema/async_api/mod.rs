//! The AsyncAPI 3.0 document of a catalog
//! ([specification](https://www.asyncapi.com/docs/reference/specification/v3.0.0)).

mod model;
mod write;

pub(super) use self::model::character_ranges;
pub use self::model::{
    AsyncApi, Channel, Components, Info, Member, Message, Operation, Parameter, Reference, Sender,
};
