//! What the handles ask of the connection.

use std::sync::{Arc, Weak};

use tokio::sync::oneshot;

use super::{
    SendError,
    connection::ConnectionItem,
    queue::Queue,
    slot::{Reply, Shared, Slot},
};
use crate::ChannelName;

pub(super) enum Command {
    Subscribe(Slot),
    Unsubscribe { channel: ChannelName, id: u64 },
    SignIn { shared: Arc<Shared>, reply: Reply },
    SignOut(Weak<Shared>),
    Send { channel: ChannelName, frame: String, reply: oneshot::Sender<Result<(), SendError>> },
    Listen(Weak<Queue<ConnectionItem>>),
    Close(oneshot::Sender<()>),
}
