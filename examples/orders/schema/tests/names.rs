//! Names and payloads as they are sent.

use orders_schema::{
    FloorChannel, Name, NameError, Order, OrderId, OrderPlaced, PageChannel, Person, PersonId, Shop,
    ShopChannel, Stage, WarehouseChannel,
};
use pusher_typed::{ChannelSet, EventSet};
use serde_json::json;

fn shop(name: &str) -> Shop {
    name.parse().expect("a shop")
}

#[test]
fn a_page_may_subscribe_only_to_the_orders_and_the_floor() {
    let shop = shop("corner");
    assert_eq!(
        PageChannel::parse("private-shop-corner").expect("a channel of a page"),
        PageChannel::Shop(ShopChannel { shop: shop.clone() })
    );
    assert_eq!(
        PageChannel::parse("presence-floor-corner").expect("a channel of a page"),
        PageChannel::Floor(FloorChannel { shop: shop.clone() })
    );
    let warehouse = WarehouseChannel { shop }.name().expect("a name");
    for other in
        [warehouse.as_str(), "private-shop-", "private-shop-Corner", "private-shop-a-b", "shop-corner"]
    {
        assert!(PageChannel::parse(other).is_err(), "{other}");
    }
}

#[test]
fn a_placed_order_reads_as_it_was_written() {
    let customer = Person { id: PersonId(7), name: Name::new("Ada").expect("a name") };
    let (item, stage) = ("tea".to_owned(), Stage::Placed);
    let order = Order { id: OrderId(3), item, quantity: 2, customer, stage, carrier: None };
    let placed = OrderPlaced { order };
    let json = json!({ "order": {
        "id": 3, "item": "tea", "quantity": 2, "stage": "placed", "carrier": null,
        "customer": { "id": 7, "name": "Ada" },
    } });
    assert_eq!(serde_json::to_value(&placed).expect("JSON"), json);
    let read =
        OrderPlaced::decode("private-shop-corner", "order-placed", &json.to_string()).expect("an event");
    assert_eq!(read, placed);
}

#[test]
fn names_are_one_visible_line() {
    let long = "x".repeat(25);
    for (text, error) in [
        ("", NameError::Empty),
        (" \t ", NameError::Empty),
        (&*long, NameError::TooLong),
        ("a\nb", NameError::Invisible),
        ("a\u{202e}b", NameError::Invisible),
        ("\u{200b}", NameError::Invisible),
    ] {
        assert_eq!(Name::new(text), Err(error), "{text:?}");
        assert!(serde_json::from_value::<Name>(json!(text)).is_err(), "{text:?}");
    }
    for text in ["Ada", "Grace Hopper", "Łukasz", "小林", "x".repeat(24).as_str()] {
        assert_eq!(Name::new(text).expect("a name").as_str(), text);
    }
}
