//! The task that serves a connection, and reconnects when it is lost.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc::UnboundedReceiver, oneshot, watch},
    time::{Instant, sleep_until},
};

use super::{
    config::Settings,
    error::{ConnectError, Disconnect},
    item::State,
    outgoing::Purpose,
    pauses::{Backoff, later},
    protocol,
    session::{Command, Session},
    trace,
    websocket::{Incoming, Progress, WebSocket},
};

/// After a connection that lasted this long, the pauses begin with the first one again.
const HELD: Duration = Duration::from_secs(1);

pub(super) struct Driver {
    settings: Arc<Settings>,
    commands: UnboundedReceiver<Command>,
    session: Session,
    /// How many attempts to connect were made since a connection last lasted.
    attempts: u32,
}

/// The state of the connection. Each has a deadline: that of a pause, the
/// timeout of an attempt to connect, and those of [`Connected`].
enum Connection {
    Connected(Box<Connected>),
    Pausing { until: Instant },
    Connecting(Pin<Box<dyn Future<Output = Result<WebSocket, ConnectError>> + Send>>),
}

struct Connected {
    socket: WebSocket,
    since: Instant,
    /// When the service is pinged, or when its response is overdue.
    silent_until: Instant,
    pinged: bool,
}

/// What ends the driver.
struct Closed {
    done: Option<oneshot::Sender<()>>,
}

impl Driver {
    pub(super) fn new(
        settings: Arc<Settings>,
        commands: UnboundedReceiver<Command>,
        state: watch::Sender<State>,
    ) -> Self {
        Driver { session: Session::new(Arc::clone(&settings), state), settings, commands, attempts: 0 }
    }

    pub(super) async fn run(mut self, socket: WebSocket) {
        let mut connection = Some(self.connected(socket));
        let mut closed = Closed { done: None };
        while let Some(present) = connection {
            connection = match self.step(present).await {
                Ok(next) => next,
                Err(by) => {
                    closed = by;
                    None
                }
            };
        }
        self.session.end(None);
        if let Some(done) = closed.done {
            let _ = done.send(());
        }
    }

    /// Changes to the next state; returns `None` after the service has refused permanently.
    async fn step(&mut self, connection: Connection) -> Result<Option<Connection>, Closed> {
        match connection {
            Connection::Connected(mut connected) => match self.serve(&mut connected).await {
                Ok(lost) => {
                    if connected.since.elapsed() >= HELD {
                        self.attempts = 0;
                    }
                    self.session.disconnected(&lost);
                    Ok(self.pause(lost))
                }
                Err(closed) => {
                    connected.socket.close().await;
                    Err(closed)
                }
            },
            Connection::Pausing { until } => {
                self.meanwhile(sleep_until(until)).await?;
                Ok(Some(Connection::Connecting(Box::pin(WebSocket::open(Arc::clone(&self.settings))))))
            }
            Connection::Connecting(attempt) => match self.meanwhile(attempt).await? {
                Ok(socket) => Ok(Some(self.connected(socket))),
                Err(error) => {
                    let failure = error.into_disconnect();
                    self.session.attempt_failed(&failure);
                    Ok(self.pause(failure))
                }
            },
        }
    }

    fn connected(&mut self, socket: WebSocket) -> Connection {
        self.session.connected(&socket.socket_id);
        let now = Instant::now();
        let silent_until = later(now, socket.activity_timeout);
        Connection::Connected(Box::new(Connected { socket, since: now, silent_until, pinged: false }))
    }

    /// The pause before the next attempt, if the protocol's rules allow one.
    fn pause(&mut self, lost: Disconnect) -> Option<Connection> {
        let Some(pause) = pause(lost.code, self.attempts, &self.settings.backoff) else {
            self.session.end(Some(lost));
            return None;
        };
        self.attempts = self.attempts.saturating_add(1);
        trace::pausing(self.attempts, pause);
        Some(Connection::Pausing { until: later(Instant::now(), pause) })
    }

    /// Serves a connection until it is lost.
    async fn serve(&mut self, connected: &mut Connected) -> Result<Disconnect, Closed> {
        loop {
            let deadlines =
                [Some(connected.silent_until), connected.socket.write_deadline, self.session.next_deadline()];
            let deadline = deadlines.into_iter().flatten().min().unwrap_or(connected.silent_until);
            tokio::select! {
                progress = connected.socket.progress(&mut self.session.out) => match progress {
                    Ok(Progress::Received(incoming)) => self.received(connected, incoming),
                    Ok(Progress::Written(purposes)) => self.written(purposes),
                    Err(lost) => return Ok(lost),
                },
                command = self.commands.recv() => self.command(command)?,
                Some(finished) = self.session.authorizations.finished() => {
                    self.session.authorized(finished, Instant::now());
                }
                Some(finished) = self.session.histories.finished() => {
                    self.session.history_finished(finished, Instant::now());
                }
                () = sleep_until(deadline) => {
                    if let Some(lost) = self.expire(connected, Instant::now()) {
                        return Ok(lost);
                    }
                }
            }
        }
    }

    fn written(&mut self, purposes: Vec<Purpose>) {
        let now = Instant::now();
        for purpose in purposes {
            self.session.written(purpose, now);
        }
    }

    fn received(&mut self, connected: &mut Connected, incoming: Incoming) {
        let now = Instant::now();
        connected.silent_until = later(now, connected.socket.activity_timeout);
        connected.pinged = false;
        match incoming {
            Incoming::Frame(frame) => self.session.receive(frame, now),
            Incoming::Unreadable(frame) => self.session.unreadable(&frame),
            Incoming::Control => {}
        }
    }

    /// Handles the deadlines that have passed. The connection may be lost by one of them.
    fn expire(&mut self, connected: &mut Connected, now: Instant) -> Option<Disconnect> {
        if connected.socket.write_deadline.is_some_and(|deadline| deadline <= now) {
            return Some(Disconnect::without_code("the service does not read what is sent to it"));
        }
        if connected.silent_until <= now {
            if connected.pinged {
                return Some(Disconnect::with_code(
                    4201,
                    "the service did not respond to a ping within the `activity_timeout`",
                ));
            }
            self.session.send(protocol::ping(), Purpose::Control);
            (connected.silent_until, connected.pinged) = (later(now, self.settings.pong_timeout), true);
        }
        self.session.expire(now);
        None
    }

    /// Receives a command; `None` if all handles were dropped.
    fn command(&mut self, command: Option<Command>) -> Result<(), Closed> {
        match command {
            Some(Command::Close(done)) => Err(Closed { done: Some(done) }),
            Some(command) => {
                self.session.command(command);
                Ok(())
            }
            None => Err(Closed { done: None }),
        }
    }

    /// Waits for `work`, and handles commands and the responses of histories meanwhile.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Closed> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                command = self.commands.recv() => self.command(command)?,
                Some(finished) = self.session.histories.finished() => {
                    self.session.history_finished(finished, Instant::now());
                }
            }
        }
    }
}

/// The pause before the next attempt, by the
/// [close code](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes);
/// `None` means that there is no other attempt.
///
/// `attempts` were made since a connection last lasted. The codes that request an immediate
/// reconnect are obeyed only the first time. After that the usual pauses apply.
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
