use pusher_typed::{Addressed, Event};

#[derive(Event)]
#[pusher(channel = "private-<id>", event = "created")]
struct Created<T> {
    id: T,
}

fn main() {
    let _ = Created { id: 7_u64 }.channels();
    let _ = Created { id: String::from("7") }.channels();
}
