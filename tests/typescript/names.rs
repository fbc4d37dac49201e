//! The generated functions create the names that the Rust types create and parse.

use std::{
    fmt::Write as _,
    num::{NonZeroI16, NonZeroU8},
};

use pusher_typed::{ChannelSet, Event};
use pusher_typed_tests::{Program, TypeScript};
use serde_json::Value;

use crate::schema::{
    self, FlashChannel, Headline, Message, NewsChannel, Notice, OrderChannel, OrderId, OrderPaid,
    OrderShipped, Price, PriceChannel, Region, RoomChannel, SeatChannel, Seen, SeenInRoom, Tick,
    TickerChannel, Typing,
};

/// The output of `names.ts`: the names, and the reasons of the refusals.
async fn said() -> (Vec<String>, Vec<String>) {
    let project = TypeScript::new();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    project.write("names.ts", include_str!("names.ts"));
    assert_eq!(project.compile(), []);
    let said = Program::start(&project, "names.js", &Value::Null).next().await;
    serde_json::from_value(said).expect("two lists of texts")
}

fn name(channel: &impl ChannelSet) -> String {
    channel.name().expect("a name").to_string()
}

#[tokio::test]
async fn the_functions_create_the_names_of_the_types_and_refuse_invalid_values() {
    let (made, reasons) = said().await;

    let room = |room: &str| name(&RoomChannel { room: room.to_owned() });
    let expected = [
        name(&OrderChannel { region: Region::Eu, id: OrderId(0) }),
        name(&OrderChannel { region: Region::UsEast, id: OrderId(u64::MAX) }),
        name(&NewsChannel::parse("news-a_b_0").expect("such a channel")),
        name(&FlashChannel),
        room("a-Z,0;=@._"),
        room(&"x".repeat(150)),
        name(&PriceChannel),
        name(&TickerChannel { paused: true, offset: i16::MIN }),
        name(&TickerChannel { paused: false, offset: 7 }),
        name(&TickerChannel { paused: false, offset: i16::MAX }),
        name(&TickerChannel { paused: false, offset: 0 }),
        name(&SeatChannel { row: NonZeroI16::MIN, seat: NonZeroU8::MAX }),
    ];
    assert_eq!(made, expected);

    let expected = [
        r#"OrderChannel: id is "-1", which does not match /^(?:0|[1-9][0-9]{0,19})$/"#,
        r#"OrderChannel: id is "-1", which does not match /^(?:0|[1-9][0-9]{0,19})$/"#,
        "OrderChannel: id is 1.5, which is not a safe integer; pass larger ones as a bigint",
    ];
    assert_eq!(reasons[..3], expected);
    let parameters =
        ["id", "id", "id", "id", "region", "topic", "topic", "topic", "topic", "topic", "room", "room"];
    for (reason, parameter) in reasons[3..].iter().zip(parameters) {
        assert!(reason.contains(&format!(": {parameter} is ")), "{reason}");
    }
    assert_eq!(reasons[15], "RoomChannel: the name has 165 characters; the maximum is 164");
    for (reason, parameter) in reasons[16..].iter().zip(["room", "room", "paused", "offset"]) {
        assert!(reason.contains(&format!("Channel: {parameter} is ")), "{reason}");
    }
    let expected = [
        "TickerChannel: offset is 32768; the maximum is 32767",
        "TickerChannel: offset is -32769; the minimum is -32768",
        "OrderChannel: id is 18446744073709551616; the maximum is 18446744073709551615",
        r#"OrderChannel: id is "007", which does not match /^(?:0|[1-9][0-9]{0,19})$/"#,
        r#"SeatChannel: row is "0", which does not match /^-?[1-9][0-9]{0,4}$/"#,
        r#"SeatChannel: seat is "0", which does not match /^[1-9][0-9]{0,2}$/"#,
    ];
    assert_eq!(reasons[20..], expected);
}

/// The entries of `Channels` and `UserEvents`, as the compiler understands them, are the constants of the traits.
#[test]
fn the_map_has_the_names_of_the_events() {
    let mut program = String::from("import type { Channels, UserEvents } from \"./channels.js\";\n");
    let mut expect = |of: &str, names: &[&str]| {
        let names = names.iter().map(|name| format!("{name:?}: 1")).collect::<Vec<_>>().join(", ");
        let constant = program.lines().count();
        let _ = writeln!(program, "export const _{constant}: {{ [E in keyof {of}]: 1 }} = {{ {names} }};");
    };
    expect("Channels[\"OrderChannel\"][\"events\"]", &[OrderShipped::NAME, OrderPaid::NAME]);
    expect("Channels[\"OrderChannel\"][\"clientEvents\"]", &[Seen::NAME]);
    expect("Channels[\"NewsChannel\"][\"events\"]", &[Headline::NAME]);
    expect("Channels[\"FlashChannel\"][\"events\"]", &[Headline::NAME]);
    expect("Channels[\"RoomChannel\"][\"events\"]", &[Message::NAME]);
    expect("Channels[\"RoomChannel\"][\"clientEvents\"]", &[SeenInRoom::NAME, Typing::NAME]);
    expect("Channels[\"PriceChannel\"][\"events\"]", &[Price::NAME]);
    expect("Channels[\"TickerChannel\"][\"events\"]", &[Tick::NAME]);
    expect("UserEvents", &[Notice::NAME]);
    let channels = [
        "FlashChannel",
        "NewsChannel",
        "OrderChannel",
        "PriceChannel",
        "RoomChannel",
        "SeatChannel",
        "TickerChannel",
    ];
    expect("Channels", &channels);

    let project = TypeScript::new();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    project.write("map.ts", &program);
    assert_eq!(project.compile(), [], "{program}");
}
