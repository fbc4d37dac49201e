use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
struct Shipped<T> {
    id: T,
}

fn main() {
    use pusher_typed::Addressed;
    let _ = Shipped { id: 1.5_f64 }.channels();
}
