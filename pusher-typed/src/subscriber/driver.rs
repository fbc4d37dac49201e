//! The task that keeps a connection, and makes another when it ends.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc::UnboundedReceiver, oneshot, watch},
    time::{Instant, sleep_until},
};

use super::{
    Disconnect, backoff,
    command::Command,
    config::Settings,
    connection::State,
    frame,
    link::{Link, Received},
    session::Session,
};

/// A connection that held so long makes the next loss a new beginning.
const HELD: Duration = Duration::from_secs(1);

pub(super) struct Driver {
    settings: Arc<Settings>,
    commands: UnboundedReceiver<Command>,
    session: Session,
}

/// Why a conversation is over.
enum End {
    Lost(Disconnect),
    /// By the application's wish, or because nobody listens any more.
    Wanted(Option<oneshot::Sender<()>>),
}

impl Driver {
    pub(super) fn new(
        settings: Arc<Settings>,
        commands: UnboundedReceiver<Command>,
        state: watch::Sender<State>,
    ) -> Self {
        Driver { session: Session::new(Arc::clone(&settings), state), settings, commands }
    }

    pub(super) async fn run(mut self, mut link: Link) {
        let mut attempts = 0;
        loop {
            let began = Instant::now();
            let lost = match self.talk(&mut link).await {
                End::Lost(lost) => lost,
                End::Wanted(done) => {
                    link.close().await;
                    return self.finish(done);
                }
            };
            if began.elapsed() >= HELD {
                attempts = 0;
            }
            match self.reconnect(lost, &mut attempts).await {
                Ok(new) => link = new,
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
    async fn talk(&mut self, link: &mut Link) -> End {
        self.session.connected(&link.socket_id);
        let mut silent_until = Instant::now() + link.activity_timeout;
        let mut pinged = false;
        loop {
            if let Err(lost) = self.flush(link).await {
                return End::Lost(lost);
            }
            tokio::select! {
                received = link.next() => {
                    (silent_until, pinged) = (Instant::now() + link.activity_timeout, false);
                    match received {
                        Ok(Received::Frame(frame)) => self.session.receive(frame),
                        Ok(Received::Strange(text)) => self.session.strange(text),
                        Ok(Received::Nothing) => {}
                        Err(lost) => return End::Lost(lost),
                    }
                }
                command = self.commands.recv() => match command {
                    Some(Command::Close(done)) => return End::Wanted(Some(done)),
                    Some(command) => self.session.command(command),
                    None => return End::Wanted(None),
                },
                Some(authorized) = self.session.authorizing.join_next() => {
                    if let Ok(authorized) = authorized {
                        self.session.authorized(authorized);
                    }
                }
                () = sleep_until(silent_until) => {
                    if pinged {
                        return End::Lost(Disconnect::coded(4201, "there was no answer to a ping"));
                    }
                    self.session.out.push_back(frame::ping());
                    (silent_until, pinged) = (Instant::now() + self.settings.pong_timeout, true);
                }
            }
        }
    }

    async fn flush(&mut self, link: &mut Link) -> Result<(), Disconnect> {
        while let Some(text) = self.session.out.pop_front() {
            link.send(text).await?;
        }
        Ok(())
    }

    /// Another connection, when the rules allow it; else whom to tell that there is none.
    async fn reconnect(
        &mut self,
        mut lost: Disconnect,
        attempts: &mut u32,
    ) -> Result<Link, Option<oneshot::Sender<()>>> {
        self.session.disconnected(&lost);
        loop {
            let Some(pause) = backoff::pause(lost.code, *attempts, self.settings.backoff) else {
                self.session.end(Some(lost));
                return Err(None);
            };
            *attempts = attempts.saturating_add(1);
            let settings = Arc::clone(&self.settings);
            let next = async move {
                tokio::time::sleep(pause).await;
                Link::open(&settings).await
            };
            match self.meanwhile(next).await? {
                Ok(link) => return Ok(link),
                Err(error) => lost = error.into_disconnect(),
            }
        }
    }

    /// Waits for `work`, and takes commands while there is no connection.
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
