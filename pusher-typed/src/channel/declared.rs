//! The traits of channels, which the derives implement.

use super::{
    kind::ChannelKind,
    name::{ChannelName, ChannelNameError},
    pattern::{Pattern, Patterns},
    users::{AnyUsers, Users},
};

/// A channel type, or an enum of channel types, that can be written as a channel name.
///
/// Derived for structs by [`Channel`](macro@crate::Channel) and for enums of
/// channels by [`ChannelSet`](macro@crate::ChannelSet).
///
/// ```
/// use pusher_typed::{Channel, ChannelSet};
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "news")]
/// struct NewsChannel;
///
/// #[derive(Debug, PartialEq, ChannelSet)]
/// enum AppChannel { Order(OrderChannel), News(NewsChannel) }
///
/// let channel = AppChannel::parse("private-orders-7")?;
/// assert_eq!(channel, AppChannel::Order(OrderChannel { id: 7 }));
/// assert_eq!(channel.name()?, "private-orders-7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel",
    label = "needs a channel type or a set of them",
    note = "add `#[derive(Channel)]` to a struct, or `#[derive(ChannelSet)]` to an enum of channels"
)]
pub trait ChannelSet: Sized {
    #[doc(hidden)]
    const PATTERNS: Patterns;

    #[doc(hidden)]
    type Users: Users;

    /// The channel's name.
    ///
    /// # Errors
    /// Returns an error if a value is empty, too long, or has a character that is not allowed in its type or in a
    /// channel name.
    fn name(&self) -> Result<ChannelName, ChannelNameError>;

    /// Whether the channel is of a type with `recoverable` in its declaration.
    #[doc(hidden)]
    fn __is_recoverable(&self) -> bool {
        false
    }

    /// The channel with this name: the inverse of [`name`](ChannelSet::name).
    ///
    /// # Errors
    /// Returns an error if no value of this type has exactly this name.
    fn parse<'n>(name: &'n str) -> Result<Self, ParseChannelError>
    where
        Self: ParseChannel<'n>,
    {
        Self::parse_channel(name).ok_or_else(|| ParseChannelError::new(name, Self::PATTERNS))
    }
}

/// One channel type: a struct with a pattern.
///
/// ```
/// use pusher_typed::{Channel, ChannelKind, ChannelSet};
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// assert_eq!(OrderChannel::KIND, ChannelKind::Private);
/// assert_eq!(OrderChannel { id: 7 }.name()?, "private-orders-7");
/// assert_eq!(OrderChannel::parse("private-orders-7")?, OrderChannel { id: 7 });
/// assert!(OrderChannel::parse("private-orders-007").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel type",
    label = "needs a channel type",
    note = "a channel is a struct with `#[derive(Channel)]` and `#[pusher(channel = \"…\")]`, not its name as a text"
)]
pub trait Channel: ChannelSet {
    /// The pattern of its names.
    const PATTERN: Pattern;
    /// The kind, which the pattern's prefix decides.
    const KIND: ChannelKind = Self::PATTERN.kind();

    /// Whether its events are recoverable, which `recoverable` in its declaration says.
    const RECOVERABLE: bool = Self::PATTERN.is_recoverable();

    /// How its events reach the subscribers: `LiveChannel<Self>` or `StoredChannel<Self>`.
    #[doc(hidden)]
    type Delivery;

    // For generated code: a type that is not a channel results in only one error if only this trait is required.

    /// [`PATTERNS`](ChannelSet::PATTERNS)
    #[doc(hidden)]
    const __PATTERNS: Patterns = Patterns::One(Self::PATTERN);

    /// [`name`](ChannelSet::name)
    #[doc(hidden)]
    fn __name(&self) -> Result<ChannelName, ChannelNameError> {
        self.name()
    }

    /// The names of an event that goes to this channel only.
    #[doc(hidden)]
    fn __names(&self) -> Result<Vec<ChannelName>, ChannelNameError> {
        self.name().map(|name| vec![name])
    }
}

/// A channel set whose values can be read back from a name that lives for `'n`.
///
/// Derived channels implement it if their parameters can be parsed. Only types that borrow depend
/// on `'n`. Call [`ChannelSet::parse`].
///
/// ```
/// use pusher_typed::{ChannelName, ChannelSet, ParseChannel};
///
/// fn parse_all<'n, C: ChannelSet + ParseChannel<'n>>(names: &[&'n str]) -> Vec<C> {
///     names.iter().filter_map(|name| C::parse(name).ok()).collect()
/// }
///
/// assert_eq!(parse_all::<ChannelName>(&["news", "a:b"]).len(), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be parsed from a channel name",
    label = "cannot be parsed",
    note = "every field of the channel needs a type that implements `ParseChannelParam`, for example by `#[derive(ChannelParam)]`"
)]
pub trait ParseChannel<'n>: Sized {
    #[doc(hidden)]
    fn parse_channel(name: &'n str) -> Option<Self>;
}

/// A channel type that owns its data, so that it can be parsed from a name of any lifetime.
///
/// This is the bound of `Client::channels`, for generic functions that call it.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, channel::OwnedChannel, client::QueryError};
///
/// async fn occupied<C: OwnedChannel + 'static>(client: &Client) -> Result<usize, QueryError> {
///     Ok(client.channels::<C>().await?.channels.len())
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel type that owns its data",
    label = "needs a channel type",
    note = "a channel is a struct with `#[derive(Channel)]` and `#[pusher(channel = \"…\")]`, not its name as a text",
    note = "its fields own their data: use `String` instead of `&str`"
)]
pub trait OwnedChannel: Channel + for<'n> ParseChannel<'n> {}

#[diagnostic::do_not_recommend]
impl<C: Channel + for<'n> ParseChannel<'n>> OwnedChannel for C {}

/// Any valid channel name, for code without a declared channel type.
impl ChannelSet for ChannelName {
    const PATTERNS: Patterns = Patterns::All;
    type Users = AnyUsers;

    fn name(&self) -> Result<ChannelName, ChannelNameError> {
        Ok(self.clone())
    }
}

impl<'n> ParseChannel<'n> for ChannelName {
    fn parse_channel(name: &'n str) -> Option<Self> {
        ChannelName::new(name).ok()
    }
}

/// The error for a name that matches no pattern of a channel type or set.
///
/// ```
/// use pusher_typed::{Channel, ChannelSet};
///
/// #[derive(Debug, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// let error = OrderChannel::parse("private-orders-x").unwrap_err();
/// assert!(error.to_string().starts_with(r#"the channel name "private-orders-x" does not match"#));
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error("the channel name {name:?} {}", mismatch(patterns))]
pub struct ParseChannelError {
    name: String,
    patterns: Patterns,
}

impl ParseChannelError {
    /// How much of an unknown name is kept for the error's text, in characters.
    const SHOWN: usize = 200;

    fn new(name: &str, patterns: Patterns) -> Self {
        let name = name.chars().take(Self::SHOWN).collect();
        ParseChannelError { name, patterns }
    }
}

/// Why a name is not one of these patterns.
fn mismatch(patterns: &Patterns) -> String {
    match patterns {
        Patterns::One(_) => format!("does not match {patterns}"),
        Patterns::Any(_) => format!("matches none of {patterns}"),
        Patterns::All => "is empty or has a character that is not allowed".to_owned(),
    }
}

/// The type of the user ids of `C`: that of the member on a presence channel, otherwise
/// [`UserId`](crate::UserId).
pub type UserIdOf<C> = <<C as ChannelSet>::Users as Users>::Id;
