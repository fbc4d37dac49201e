use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "private-a-<id>")]
struct First<T> {
    id: T,
}

#[derive(Channel)]
#[pusher(channel = "private-a-<id>")]
struct Second<T> {
    id: T,
}

#[derive(ChannelSet)]
enum Either<T> {
    First(First<T>),
    Second(Second<T>),
}

fn main() {
    let _ = Either::<u64>::parse("private-a-1");
}
