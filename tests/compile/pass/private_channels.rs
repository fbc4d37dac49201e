//! A public event may have channels that are private to its module, and two channels of one type.

pub mod orders {
    use pusher_typed::{Channel, Event, EventSet};
    use serde::{Deserialize, Serialize};

    #[derive(Channel)]
    #[pusher(channel = "private-orders-<id>")]
    struct OrderChannel {
        id: u64,
    }

    #[derive(Channel)]
    #[pusher(channel = "private-customers-<id>", recoverable)]
    struct CustomerChannel {
        id: u64,
    }

    #[derive(Serialize, Deserialize, Event)]
    #[pusher(channel = OrderChannel { id }, event = "shipped")]
    pub struct Shipped {
        pub id: u64,
    }

    #[derive(Serialize, Deserialize, Event)]
    #[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id: customer }, event = "paid")]
    pub struct Paid {
        pub id: u64,
        pub customer: u64,
    }

    #[derive(Serialize, Deserialize, Event)]
    #[pusher(channel = OrderChannel { id: old }, channel = OrderChannel { id: new }, event = "moved")]
    pub struct Moved {
        pub old: u64,
        pub new: u64,
    }

    #[derive(EventSet)]
    #[pusher(channel = OrderChannel)]
    pub enum OrderEvent {
        Shipped(Shipped),
    }
}

fn main() {
    use pusher_typed::{Addressed as _, Event, EventSet as _};

    assert_eq!(orders::Shipped::NAME, "shipped");
    let paid = orders::Paid { id: 7, customer: 8 };
    assert_eq!(paid.channels().expect("valid names"), ["private-orders-7", "private-customers-8"]);
    let moved = orders::Moved { old: 7, new: 8 };
    assert_eq!(moved.channels().expect("valid names"), ["private-orders-7", "private-orders-8"]);
    let received = orders::OrderEvent::decode("private-orders-7", "shipped", r#"{"id":7}"#);
    assert!(matches!(received, Ok(orders::OrderEvent::Shipped(shipped)) if shipped.id == 7));
}
