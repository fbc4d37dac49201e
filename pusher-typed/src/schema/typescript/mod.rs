//! Generates TypeScript for pusher-js from an AsyncAPI document.

mod channels;
mod circles;
mod expression;
mod functions;
mod layout;
mod names;
mod notes;
mod objects;
mod parameters;
mod pattern;
mod payloads;
mod text;
mod types;

use self::{
    channels::{any_channel, channels},
    names::FileNames,
    parameters::has_placeholders,
    payloads::Payloads,
};
use super::{
    async_api::AsyncApi,
    catalog::{Catalog, CatalogError},
};

/// The fixed part of every file: the types around pusher-js.
const PUSHER: &str = include_str!("pusher.ts");
/// The fixed parts for channels, if there are any.
const CHANNEL: [&str; 5] = [
    include_str!("channel.ts"),
    include_str!("server_callbacks.ts"),
    include_str!("callbacks.ts"),
    include_str!("subscribe.ts"),
    include_str!("channel_name.ts"),
];
/// The same parts, if some of the channels are recoverable.
const RECOVERABLE_CHANNEL: [&str; 9] = [
    include_str!("channel.ts"),
    include_str!("recoverable/server_callbacks.ts"),
    include_str!("callbacks.ts"),
    include_str!("recoverable/subscribe.ts"),
    include_str!("recoverable/options.ts"),
    include_str!("recoverable/position.ts"),
    include_str!("recoverable/requests.ts"),
    include_str!("recoverable/log.ts"),
    include_str!("channel_name.ts"),
];
/// The fixed part for channels with placeholders.
const PARAMETER: &str = include_str!("parameter.ts");
/// The fixed part for the signed-in user.
const USER: &str = include_str!("user.ts");

impl Catalog {
    /// The catalog as a TypeScript file for browsers; see [`AsyncApi::typescript`].
    ///
    /// ```
    /// use pusher_typed::{Channel, Event, schema::Catalog};
    /// use schemars::JsonSchema;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Channel)]
    /// #[pusher(channel = "private-orders-<id>")]
    /// struct OrderChannel { id: u64 }
    ///
    /// #[derive(Serialize, Deserialize, JsonSchema, Event)]
    /// #[pusher(channel = OrderChannel { id }, event = "shipped")]
    /// struct OrderShipped { id: u64, carrier: String }
    ///
    /// let file = Catalog::new("orders", "1.4.0").events::<OrderShipped>().typescript()?;
    /// assert!(file.contains("export interface OrderShipped {"));
    /// assert!(file.contains("export function orderChannel(id: number | bigint): OrderChannelName {"));
    /// # Ok::<(), pusher_typed::schema::CatalogError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if no document can be written for the catalog ([`async_api`](Self::async_api)).
    pub fn typescript(&self) -> Result<String, CatalogError> {
        Ok(self.async_api()?.typescript())
    }
}

impl AsyncApi {
    /// Generates a TypeScript file with the types of the document's channels and events for
    /// pusher-js 8.
    ///
    /// At run time it needs only pusher-js. It compiles with TypeScript 4.9 or later under any
    /// strictness options; the types of pusher-js need `skipLibCheck`. The file has
    /// - an interface or a type for each payload and for the members of each presence channel;
    /// - for each channel type a function that creates its names and checks the parameters;
    /// - `Channels` and `UserEvents`, which map events to payloads;
    /// - `subscribe(pusher, orderChannel(7))` and `user(pusher)`. Their methods
    ///   [`bind`](https://pusher.com/docs/channels/using_channels/events/#binding-to-events) and
    ///   `trigger` accept only declared events, and the callbacks receive typed payloads.
    ///
    /// If a channel is recoverable, `subscribe` also takes the history from which it requests missed events; see the
    /// [guide](crate::guide::browser). This code also runs with pusher-js 7. Without such a channel, the file does not
    /// have it.
    ///
    /// Types and functions have the names of the Rust types. A reserved word, or a name that the
    /// file itself uses, gets `_` or a number at its end.
    ///
    /// The types follow the JSON Schemas. schemars describes these forms incorrectly; correct them
    /// with `#[schemars(with = "…")]`:
    /// - `#[serde(tag = "…")]` on a struct: the tag is missing;
    /// - a newtype variant of an enum with `#[serde(tag = "…")]` whose struct has a flattened map: the tag is
    ///   described as a value of the map;
    /// - `skip_serializing_if` on the last field of a tuple struct or tuple variant: the list may be
    ///   shorter;
    /// - a variant whose only field is skipped, `B(#[serde(skip)] u8)`;
    /// - a field with `serialize_with`: it is described as the field's type;
    /// - floating-point numbers that are not finite: `serde_json` writes them as null.
    pub fn typescript(&self) -> String {
        let has_recoverable = any_channel(self, |it| it.recoverable);
        let channel: &[&str] = if has_recoverable { &RECOVERABLE_CHANNEL } else { &CHANNEL };
        let mut names =
            FileNames::new(channel.iter().copied().chain([PUSHER, PARAMETER, USER]), has_recoverable);
        let payloads = Payloads::new(self, &mut names);
        let parts = [
            Some(head(self)),
            Some(payloads.declarations(self)),
            Some(channels(self, &payloads, &mut names)),
            Some(PUSHER.to_owned()),
            any_channel(self, |_| true).then(|| channel.join("\n")),
            any_channel(self, has_placeholders).then(|| PARAMETER.to_owned()),
            Some(USER.to_owned()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }
}

fn head(document: &AsyncApi) -> String {
    let (title, version) = (text::line(&document.info.title), text::line(&document.info.version));
    format!(
        "// Generated by pusher-typed from {title} {version}; do not edit.\n\
         /* eslint-disable */\n\
         import type {{ Channel as PusherChannel }} from \"pusher-js\";\n"
    )
}
