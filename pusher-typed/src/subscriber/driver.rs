//! The task that serves a connection, and reconnects when it is lost.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc::UnboundedReceiver, oneshot, watch},
    time::{Instant, sleep_until},
};

use super::{
    config::{Backoff, Settings},
    error::Disconnect,
    item::State,
    protocol,
    session::{Command, Session},
    websocket::{Incoming, WebSocket},
};

/// After a connection that lasted this long, the pauses begin anew.
const HELD: Duration = Duration::from_secs(1);

pub(super) struct Driver {
    settings: Arc<Settings>,
    commands: UnboundedReceiver<Command>,
    session: Session,
}

/// Why a connection is over.
enum End {
    Lost(Disconnect),
    /// By [`Subscriber::close`](super::Subscriber::close), or because all handles were dropped.
    Closed(Option<oneshot::Sender<()>>),
}

impl Driver {
    pub(super) fn new(
        settings: Arc<Settings>,
        commands: UnboundedReceiver<Command>,
        state: watch::Sender<State>,
    ) -> Self {
        Driver { session: Session::new(Arc::clone(&settings), state), settings, commands }
    }

    pub(super) async fn run(mut self, mut socket: WebSocket) {
        let mut attempts = 0;
        loop {
            let began = Instant::now();
            let lost = match self.serve(&mut socket).await {
                End::Lost(lost) => lost,
                End::Closed(done) => {
                    socket.close().await;
                    return self.finish(done);
                }
            };
            if began.elapsed() >= HELD {
                attempts = 0;
            }
            match self.reconnect(lost, &mut attempts).await {
                Ok(new) => socket = new,
                Err(done) => return self.finish(done),
            }
        }
    }

    fn finish(mut self, done: Option<oneshot::Sender<()>>) {
        self.session.end(None);
        if let Some(done) = done {
            let _ = done.send(());
        }
    }

    /// Serves one connection to its end.
    async fn serve(&mut self, socket: &mut WebSocket) -> End {
        self.session.connected(&socket.socket_id);
        let mut silent_until = Instant::now() + socket.activity_timeout;
        let mut pinged = false;
        loop {
            if let Err(lost) = self.flush(socket).await {
                return End::Lost(lost);
            }
            tokio::select! {
                received = socket.next() => {
                    (silent_until, pinged) = (Instant::now() + socket.activity_timeout, false);
                    match received {
                        Ok(Incoming::Frame(frame)) => self.session.receive(frame),
                        Ok(Incoming::Unrecognized(text)) => self.session.unrecognized(text),
                        Ok(Incoming::Control) => {}
                        Err(lost) => return End::Lost(lost),
                    }
                }
                command = self.commands.recv() => match command {
                    Some(Command::Close(done)) => return End::Closed(Some(done)),
                    Some(command) => self.session.command(command),
                    None => return End::Closed(None),
                },
                Some(authorized) = self.session.authorizing.join_next() => {
                    if let Ok(authorized) = authorized {
                        self.session.authorized(authorized);
                    }
                }
                () = sleep_until(silent_until) => {
                    if pinged {
                        return End::Lost(Disconnect::with_code(4201, "there was no response to a ping"));
                    }
                    self.session.out.push_back(protocol::ping());
                    (silent_until, pinged) = (Instant::now() + self.settings.pong_timeout, true);
                }
            }
        }
    }

    async fn flush(&mut self, socket: &mut WebSocket) -> Result<(), Disconnect> {
        while let Some(text) = self.session.out.pop_front() {
            socket.send(text).await?;
        }
        Ok(())
    }

    /// Connects again, if the protocol's rules allow it. The error is the sender to notify of the end.
    async fn reconnect(
        &mut self,
        mut lost: Disconnect,
        attempts: &mut u32,
    ) -> Result<WebSocket, Option<oneshot::Sender<()>>> {
        self.session.disconnected(&lost);
        loop {
            let Some(pause) = pause(lost.code, *attempts, &self.settings.backoff) else {
                self.session.end(Some(lost));
                return Err(None);
            };
            *attempts = attempts.saturating_add(1);
            let settings = Arc::clone(&self.settings);
            let next = async move {
                tokio::time::sleep(pause).await;
                WebSocket::open(&settings).await
            };
            match self.meanwhile(next).await? {
                Ok(link) => return Ok(link),
                Err(error) => lost = error.into_disconnect(),
            }
        }
    }

    /// Waits for `work`, and takes commands meanwhile.
    async fn meanwhile<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, Option<oneshot::Sender<()>>> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                command = self.commands.recv() => match command {
                    Some(Command::Close(done)) => return Err(Some(done)),
                    Some(command) => self.session.command(command),
                    None => return Err(None),
                },
            }
        }
    }
}

/// The pause before the next attempt, by the
/// [close code](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes);
/// `None` means that there is no other attempt.
///
/// `attempts` were made since a connection last lasted. The codes that ask for
/// an immediate reconnect are obeyed the first time only; a service that keeps
/// sending them gets the same pauses as any other.
fn pause(code: Option<u16>, attempts: u32, backoff: &Backoff) -> Option<Duration> {
    match code {
        Some(4000..=4099) => None,
        Some(4200..=4299) if attempts == 0 => Some(Duration::ZERO),
        _ => Some(backoff.pause(attempts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_of_codes_has_its_rule() {
        let backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1));
        for code in [4000, 4001, 4099] {
            assert_eq!(pause(Some(code), 0, &backoff), None);
        }
        for code in [4200, 4201, 4299] {
            assert_eq!(pause(Some(code), 0, &backoff), Some(Duration::ZERO));
            assert!(pause(Some(code), 1, &backoff) > Some(Duration::ZERO));
        }
        for code in [Some(4100), Some(4199), Some(1006), Some(4300), None] {
            assert!(pause(code, 0, &backoff) > Some(Duration::ZERO), "{code:?}");
        }
    }
}
