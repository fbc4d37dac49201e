use pusher_typed::{ChannelParam, PresenceMember};

#[derive(ChannelParam)]
#[pusher(max_len = 160)]
struct Login(String);

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    login: Login,
}

fn main() {}
