use pusher_typed::{Channel, ChannelParam};

#[derive(ChannelParam)]
enum Storage {
    Cache,
    Disk,
}

#[derive(Channel)]
#[pusher(channel = "private-<storage>-files-<id>")]
struct FileChannel {
    storage: Storage,
    id: u64,
}

fn main() {}
