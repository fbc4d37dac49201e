use pusher_typed::subscriber::Subscriber;

fn call(subscriber: &Subscriber) {
    let _ = subscriber.sign_in::<String>();
}

fn main() {}
