//! The changes between two versions of the declarations, and which side each of them breaks.

mod channels;
mod fields;
mod inclusion;
mod map_keys;
mod names;
mod overlap;
mod params;
mod payload;
mod reading;
mod report;
mod resolve;
mod values;
mod variants;
mod words;

pub use self::report::{Breaks, Change, ChangeKind, Changes, DeploymentOrder, Place};
use super::{
    async_api::AsyncApi,
    catalog::{Catalog, CatalogError},
};

/// Why two documents were not compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// No document can be written for the catalog.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The types of a payload are nested more than 128 levels deep, or refer to each other in too many
    /// ways.
    #[error("the types at {0} are nested too deeply to be compared")]
    TooComplex(Place),
}

impl Catalog {
    /// The changes since `previous`, and which side each of them breaks.
    ///
    /// The result follows the behavior of serde: it states whether subscribers with the previous types can read what is
    /// written with the new types, and the reverse.
    /// - Both sides break when an event or a channel is removed or renamed, and when a channel changes its kind.
    /// - Subscribers break when a field that they require is removed or no longer always sent, when a type gets
    ///   values that they do not know, and when a placeholder accepts more texts.
    /// - Publishers break when a field is required that they do not send, and when a type or a placeholder no
    ///   longer has all of its former values.
    ///
    /// A field is required unless its type is an `Option` or it has `#[serde(default)]`; fields that are
    /// not required are optional in the generated TypeScript and JSON Schemas as well, since events of older
    /// publishers lack them. [`Changes::deployment`] says in which order programs may be updated;
    /// [`Change::breaks_generated_code`] says where programs with generated code read less than serde.
    ///
    /// schemars does not describe everything that serde does. `#[serde(alias)]` on the fields of an event is read by the
    /// derive `Event`. Declare the following with `#[schemars(extend(…))]`, as the
    /// [guide](crate::guide::schema#what-schemars-does-not-describe) shows:
    /// - the aliases of a field of another type, `#[schemars(extend("x-pusher-aliases" = ["old_name"]))]` beside
    ///   `#[serde(alias = "old_name")]`;
    /// - a variant for unknown tags, `#[schemars(extend("x-pusher-other" = true))]` on an enum that has one with
    ///   `#[serde(other)]`; with `#[serde(tag = "t", content = "c")]` it is the name of the content,
    ///   `"x-pusher-other" = "c"`, because serde then refuses unknown tags with content.
    ///
    /// These are not detected, or reported although serde accepts them:
    /// - the type of a map's keys. JSON Schema states whether they are integers, and whether these have a sign, but not
    ///   their range ([`Changes::unchecked_map_keys`]); the names of an enum, unless one of its variants has a
    ///   description; and a pattern. All other keys count as strings;
    /// - a list that serde reads as a struct, by the order of the fields;
    /// - a variant of an enum with `#[serde(tag, content)]` that gets content, or loses it, is reported as a variant
    ///   whose field was added or removed, since an enum with `tag` alone has the same schema;
    /// - an untagged variant with fields of type `serde_json::Value`, or without required fields, which has the values of
    ///   other variants: a value that is read as another variant may be missed or reported without reason;
    /// - a list that becomes a set, such as `BTreeSet`, is reported to break publishers: serde reads duplicates, but
    ///   validators of JSON Schema refuse them. In the same way, lengths, bounds, patterns and formats that
    ///   `#[schemars]` attributes state are compared, although serde does not enforce them;
    /// - the aliases of a variant, `#[serde(alias)]`: the renamed variant is reported as another one;
    /// - `f32` and `f64` are one type;
    /// - a field with `skip_serializing_if` is assumed never to be written as null;
    /// - a flattened map is assumed not to contain the names of fields that another version declares.
    ///
    /// For one payload, at most 32 places are reported at which the same pair of types differs.
    ///
    /// # Errors
    /// Returns an error if no document can be written for the catalog ([`Catalog::async_api`]), or types are nested too
    /// deeply to be compared.
    ///
    /// ```
    /// use pusher_typed::{Event, schema::{Breaks, Catalog}};
    /// use schemars::JsonSchema;
    /// use serde::{Deserialize, Serialize};
    ///
    /// # mod before {
    /// # use pusher_typed::Event;
    /// # use schemars::JsonSchema;
    /// # use serde::{Deserialize, Serialize};
    /// #[derive(Serialize, Deserialize, JsonSchema, Event)]
    /// #[pusher(channel = "news", event = "headline")]
    /// pub struct Headline { text: String, author: String }
    /// # }
    /// let previous = Catalog::new("news", "1.0.0").events::<before::Headline>().async_api()?;
    ///
    /// #[derive(Serialize, Deserialize, JsonSchema, Event)]
    /// #[pusher(channel = "news", event = "headline")]
    /// struct Headline { text: String }
    ///
    /// let changes = Catalog::new("news", "2.0.0").events::<Headline>().check(&previous)?;
    /// assert_eq!(changes.to_string(), "breaks subscribers: news headline author: field removed\n");
    /// assert_eq!(changes.deployment().to_string(), "deploy subscribers first");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, previous: &AsyncApi) -> Result<Changes, CheckError> {
        self.async_api()?.changes_since(previous)
    }

    /// Like [`check`](Self::check), for several versions, for example those of clients that were installed months
    /// ago. The results are in the order of `previous`.
    ///
    /// # Errors
    /// Returns the same errors as [`check`](Self::check).
    pub fn check_all<'d>(
        &self,
        previous: impl IntoIterator<Item = &'d AsyncApi>,
    ) -> Result<Vec<Changes>, CheckError> {
        let document = self.async_api()?;
        previous.into_iter().map(|previous| document.changes_since(previous)).collect()
    }
}

impl AsyncApi {
    /// The changes since `previous`: see [`Catalog::check`].
    ///
    /// # Errors
    /// Returns an error if types are nested too deeply to be compared.
    pub fn changes_since(&self, previous: &AsyncApi) -> Result<Changes, CheckError> {
        let mut changes = channels::compare(previous, self).map_err(CheckError::TooComplex)?;
        changes.sort_by_key(|change| change.breaks == Breaks::Neither);
        Ok(Changes { changes, integer_keys: map_keys::in_both(previous, self) })
    }
}
