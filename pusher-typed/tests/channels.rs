//! `parse` is the inverse of `name`, and refuses all other texts.
#![cfg(feature = "derive")]

use proptest::prelude::*;
use pusher_typed::{Channel, ChannelParam, ChannelSet, PresenceMember, channel::ParamValues};
use regex::Regex;

#[derive(Debug, Clone, Copy, PartialEq, ChannelParam)]
enum Region {
    Eu,
    UsEast,
    #[pusher(rename = "as-1")]
    Asia,
}

#[derive(Debug, Clone, PartialEq, ChannelParam)]
#[pusher(chars = "a-zA-Z0-9_", min_len = 2, max_len = 12)]
struct Slug(String);

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-grid-<x>-<y>")]
struct Grid {
    x: u32,
    y: i64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-shop-<region>;<slug>.<open>-<rest>")]
struct Shop {
    region: Region,
    slug: Slug,
    open: bool,
    rest: String,
}

#[derive(Debug, PartialEq, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-<floor>=<room>-end", member = Member)]
struct Room {
    floor: u8,
    room: String,
}

#[derive(Debug, PartialEq, ChannelSet)]
enum Any {
    Grid(Grid),
    Shop(Shop),
    Room(Room),
}

/// The same patterns as regular expressions, in which numbers are canonical.
const GRID: &str = r"^private-grid-(0|[1-9][0-9]{0,9})-(-?[1-9][0-9]{0,18}|0)$";
const SHOP: &str =
    r"^cache-shop-(eu|us_east|as-1);([a-zA-Z0-9_]{2,12})\.(true|false)-([a-zA-Z0-9_\-=@,.;]+)$";
const ROOM: &str = r"^presence-(0|[1-9][0-9]{0,2})=([a-zA-Z0-9_\-=@,.;]+)-end$";

fn region() -> impl Strategy<Value = Region> {
    prop_oneof![Just(Region::Eu), Just(Region::UsEast), Just(Region::Asia)]
}

fn any_channel() -> impl Strategy<Value = Any> {
    let text = "[a-zA-Z0-9_=@,.;-]{1,20}";
    prop_oneof![
        (any::<u32>(), any::<i64>()).prop_map(|(x, y)| Any::Grid(Grid { x, y })),
        (region(), "[a-zA-Z0-9_]{2,12}", any::<bool>(), text)
            .prop_map(|(region, slug, open, rest)| Any::Shop(Shop { region, slug: Slug(slug), open, rest })),
        (any::<u8>(), text).prop_map(|(floor, room)| Any::Room(Room { floor, room })),
    ]
}

/// A name with one character inserted, removed or replaced.
fn altered() -> impl Strategy<Value = String> {
    (any_channel(), any::<prop::sample::Index>(), 0..3, "[-a-z0-9_=.;+ é#:]").prop_map(
        |(channel, at, how, character)| {
            let mut name: Vec<char> = channel.name().expect("a valid channel").chars().collect();
            let at = at.index(name.len());
            let character = character.chars().next().expect("one character");
            match how {
                0 => name.insert(at, character),
                1 => drop(name.remove(at)),
                _ => name[at] = character,
            }
            name.into_iter().collect()
        },
    )
}

fn fits(name: &str, regex: &str) -> bool {
    Regex::new(regex).expect("a valid regular expression").is_match(name)
}

fn in_range(name: &str) -> bool {
    // The ranges of the numbers are not part of the regular expressions.
    let numbers = name.strip_prefix("private-grid-").and_then(|rest| rest.split_once('-'));
    let grid = numbers.is_none_or(|(x, y)| x.parse::<u32>().is_ok() && y.parse::<i64>().is_ok());
    let floor = name.strip_prefix("presence-").and_then(|rest| rest.split_once('='));
    grid && floor.is_none_or(|(floor, _)| floor.parse::<u8>().is_ok())
}

proptest! {
    #[test]
    fn parsing_a_name_gives_the_channel_back(channel in any_channel()) {
        let name = channel.name().unwrap();
        prop_assert_eq!(Any::parse(&name).unwrap(), channel);
    }

    #[test]
    fn parse_takes_exactly_the_names_of_the_patterns(name in altered()) {
        let parsed = Any::parse(&name);
        let expected = [GRID, SHOP, ROOM].iter().any(|regex| fits(&name, regex)) && in_range(&name);
        prop_assert_eq!(parsed.is_ok(), expected, "{}", name);
        if let Ok(channel) = parsed {
            prop_assert_eq!(channel.name().unwrap(), name.as_str());
        }
    }

    #[test]
    fn no_text_makes_parse_panic(name in any::<String>()) {
        prop_assert!(Any::parse(&name).is_err());
    }
}

#[test]
fn a_text_that_no_value_is_written_as_is_refused() {
    for name in [
        "private-grid-007-1",
        "private-grid-1--0",
        "private-grid-+1-1",
        "private-grid-1-1-",
        "private-grid--1-1",
    ] {
        assert!(Grid::parse(name).is_err(), "{name}");
    }
    assert_eq!(Grid::parse("private-grid-1--1").unwrap(), Grid { x: 1, y: -1 });
}

#[test]
fn a_value_that_does_not_fit_is_an_error_that_says_which() {
    let room = |room: &str| Room { floor: 1, room: room.to_owned() }.name();
    for bad in ["", "a b", "a:b", "a\nb", "::user::", "é", "#x", "٣"] {
        let error = room(bad).unwrap_err();
        let reason = if bad.is_empty() { "it is empty" } else { "is not one of" };
        assert!(error.to_string().contains("`room`") && error.to_string().contains(reason), "{error}");
    }
    let slug = Shop { region: Region::Eu, slug: Slug("a-b".into()), open: true, rest: "x".into() }
        .name()
        .unwrap_err();
    assert!(slug.to_string().ends_with(": the character '-' is not one of a-zA-Z0-9_"), "{slug}");
    assert!(Slug::try_from("x".repeat(13)).is_err() && "x".parse::<Slug>().is_err());
}

/// A parameter that continues after the writer has failed, and writes a text that it cannot read.
#[derive(Debug, PartialEq)]
struct Padded(u32);

impl ChannelParam for Padded {
    const CHARS: pusher_typed::CharSet = pusher_typed::CharSet::DIGITS;
    const MIN_LEN: usize = 1;
    const MAX_LEN: usize = 20;
    fn write_param(&self, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
        let _ = out.write_str("0");
        let _ = write!(out, "{}", self.0);
        Ok(())
    }
}

impl<'n> pusher_typed::ParseChannelParam<'n> for Padded {
    fn parse_param(text: &'n str) -> Option<Self> {
        text.parse().ok().map(Padded)
    }
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "padded-<id>")]
struct PaddedChannel {
    id: Padded,
}

#[test]
fn a_parameter_that_ignores_errors_is_still_read_back_exactly() {
    assert_eq!(PaddedChannel { id: Padded(7) }.name().unwrap(), "padded-07");
    assert_eq!(PaddedChannel::parse("padded-07").unwrap(), PaddedChannel { id: Padded(7) });
    assert!(PaddedChannel::parse("padded-7").is_err());
}

/// A handwritten parameter whose `write_param` may violate its constants.
struct Unruly(&'static str);

impl ChannelParam for Unruly {
    const CHARS: pusher_typed::CharSet = pusher_typed::CharSet::CHANNEL;
    const MIN_LEN: usize = 1;
    const MAX_LEN: usize = 10;
    const VALUES: ParamValues = ParamValues::OneOf(&["red", "green", "cache"]);
    const EXCLUDED: &'static [&'static str] = &["cache"];
    fn write_param(&self, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
        out.write_str(self.0)
    }
}

impl<'n> pusher_typed::ParseChannelParam<'n> for Unruly {
    fn parse_param(text: &'n str) -> Option<Self> {
        Some(Unruly(text.to_owned().leak()))
    }
}

#[derive(Channel)]
#[pusher(channel = "colours-<colour>")]
struct ColourChannel {
    colour: Unruly,
}

#[test]
fn a_text_that_the_type_does_not_have_is_never_part_of_a_name() {
    let name = |text| ColourChannel { colour: Unruly(text) }.name();
    assert_eq!(name("red").unwrap(), "colours-red");
    let error = name("cache").unwrap_err().to_string();
    assert!(error.ends_with(r#"`colours-<colour>`: "cache" is excluded by its type"#), "{error}");
    let error = name("blue").unwrap_err().to_string();
    assert!(error.ends_with(r#": "blue" is not one of `red`, `green`, `cache`"#), "{error}");
    assert!(ColourChannel::parse("colours-green").is_ok());
    assert!(ColourChannel::parse("colours-cache").is_err() && ColourChannel::parse("colours-blue").is_err());
}

#[derive(Debug, ChannelParam)]
#[pusher(min_len = 3, max_len = 3)]
struct Three(String);

#[derive(Debug, Channel)]
#[pusher(channel = "private-doc-<a>-<b>")]
struct Hostile {
    a: String,
    b: Three,
}

#[test]
fn an_unknown_name_of_any_length_is_refused_quickly() {
    // Read once for each of its characters, this would take hours.
    let name = format!("private-doc-{}#", "-".repeat(2_000_000));
    assert!(Hostile::parse(&name).is_err());
}

#[test]
fn the_error_for_an_unknown_name_lists_the_patterns() {
    let error = Any::parse("private-orders-1").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the channel name \"private-orders-1\" matches none of `private-grid-<x>-<y>`, \
         `cache-shop-<region>;<slug>.<open>-<rest>`, `presence-<floor>=<room>-end`",
    );
    assert!(Any::parse(&"x".repeat(100_000)).unwrap_err().to_string().len() < 500);
}
