use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<price>")]
struct Orders {
    price: f64,
}

fn main() {}
