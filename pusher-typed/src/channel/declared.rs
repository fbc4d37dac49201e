//! What a channel is: the traits that the derives implement.

use std::fmt;

use super::{
    kind::ChannelKind,
    name::{ChannelName, ChannelNameError},
    pattern::{Pattern, Patterns},
    users::{AnyUsers, Users},
};

/// The names of one channel type, of a closed set of them, or any name.
///
/// Derived for structs by [`Channel`](macro@crate::Channel) and for enums of
/// channels by [`ChannelSet`](macro@crate::ChannelSet).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel",
    label = "needs a channel type or a set of them",
    note = "a struct becomes a channel by `#[derive(Channel)]`, an enum of channels by `#[derive(ChannelSet)]`"
)]
pub trait ChannelSet: Sized {
    #[doc(hidden)]
    const PATTERNS: Patterns;

    #[doc(hidden)]
    type Users: Users;

    /// The channel's name.
    ///
    /// # Errors
    /// When a value is empty, too long, or has a character that its type or a
    /// channel name may not have.
    fn name(&self) -> Result<ChannelName, ChannelNameError>;

    /// The channel with this name: the inverse of [`name`](ChannelSet::name).
    ///
    /// # Errors
    /// When no value of this type has exactly this name.
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
    label = "needs a struct with a channel pattern",
    note = "add `#[derive(Channel)]` and `#[pusher(channel = \"…\")]` to the struct"
)]
pub trait Channel: ChannelSet {
    /// What its names look like.
    const PATTERN: Pattern;
    /// The kind that the pattern's prefix gives it.
    const KIND: ChannelKind = Self::PATTERN.kind();
}

/// A channel set whose values can be read back from a name that lives for `'n`.
///
/// Every derived channel is one whose parameters are; only types that borrow
/// tell one `'n` from another. Use [`ChannelSet::parse`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read back from a channel name",
    label = "cannot be parsed"
)]
pub trait ParseChannel<'n>: Sized {
    #[doc(hidden)]
    fn parse_channel(name: &'n str) -> Option<Self>;
}

/// Any valid channel name, where no closer type is wanted.
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

/// A name that belongs to no channel of a type.
#[derive(Debug, Clone)]
pub struct ParseChannelError {
    name: String,
    patterns: Patterns,
}

impl ParseChannelError {
    /// How much of a strange name is kept for the error's text, in characters.
    const SHOWN: usize = 200;

    fn new(name: &str, patterns: Patterns) -> Self {
        let name = name.chars().take(Self::SHOWN).collect();
        ParseChannelError { name, patterns }
    }
}

impl fmt::Display for ParseChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the channel name {:?} is not one of {}", self.name, self.patterns)
    }
}

impl std::error::Error for ParseChannelError {}

/// The type of the ids of the users of `C`: the member's on a presence
/// channel, else [`UserId`](crate::UserId).
pub type UserIdOf<C> = <<C as ChannelSet>::Users as Users>::Id;
