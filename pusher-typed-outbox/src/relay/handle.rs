//! The handle of a running relay.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    sync::watch,
    task::{JoinError, JoinHandle},
};

use super::report::StatementError;

/// Why a relay has ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RelayError {
    /// The tables of the outbox do not exist.
    #[error("the outbox's tables do not exist; call `outbox.migrate()` first")]
    NotMigrated,
    /// A later version of this crate has changed the tables.
    #[error(
        "the outbox's tables have version {found}, but this crate knows versions up to {known}; update pusher-typed-outbox"
    )]
    Newer {
        /// The version of the tables.
        found: i32,
        /// The latest version that this crate knows.
        known: i32,
    },
    /// The tables are older than this crate.
    #[error(
        "the outbox's tables have version {found}, but this crate needs version {known}; call `outbox.migrate()` first"
    )]
    Older {
        /// The version of the tables.
        found: i32,
        /// The version that this crate needs.
        known: i32,
    },
    /// The application has closed the pool.
    #[error("the connection pool of the outbox is closed")]
    PoolClosed,
    /// The relay was closed while the database failed. Events that were sent could not be acknowledged, and
    /// will be sent again.
    #[error(
        "{} sent, but could not be acknowledged; {} again",
        if *events == 1 { "1 event was".to_owned() } else { format!("{events} events were") },
        if *events == 1 { "it will be sent" } else { "they will be sent" }
    )]
    Unacknowledged {
        /// The number of these events.
        events: usize,
        /// The error of the statement.
        source: StatementError,
    },
    /// The relay has panicked, or its Tokio runtime has ended.
    #[error("the task of the relay has ended")]
    Task(#[source] JoinError),
}

/// A running relay.
///
/// Dropping it has no effect: the relay runs until the runtime ends. Awaiting it waits for the end of the
/// relay. A service that must not run without its relay can await both:
///
/// ```no_run
/// # async fn example(relay: pusher_typed_outbox::Relay, server: impl Future<Output = ()>) {
/// tokio::select! {
///     () = server => {}
///     ended = relay => eprintln!("the relay has ended: {ended:?}"),
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Relay {
    task: JoinHandle<Result<(), RelayError>>,
    stop: watch::Sender<bool>,
}

impl Relay {
    pub(super) fn spawn<F>(run: impl FnOnce(Stop) -> F) -> Self
    where
        F: Future<Output = Result<(), RelayError>> + Send + 'static,
    {
        let (stop, stopped) = watch::channel(false);
        Relay { task: tokio::spawn(run(Stop(stopped))), stop }
    }

    /// Ends the relay. It starts no more requests, waits for those in flight, acknowledges the events that
    /// were sent, and releases its lease, so that another relay becomes active immediately. Waiting events
    /// remain in the outbox.
    ///
    /// This takes at most as long as a request and a statement, each of which ends within a third of the
    /// lease.
    ///
    /// # Errors
    /// Returns an error if the relay had already ended, or events that were sent could not be acknowledged.
    pub async fn close(self) -> Result<(), RelayError> {
        self.stop.send_replace(true);
        self.await
    }

    /// Whether the relay has ended.
    pub fn is_ended(&self) -> bool {
        self.task.is_finished()
    }
}

impl Future for Relay {
    type Output = Result<(), RelayError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.task)
            .poll(context)
            .map(|ended| ended.unwrap_or_else(|error| Err(RelayError::Task(error))))
    }
}

/// The stop signal for the relay's task.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Waits for the signal; never returns if the handle was dropped.
    pub(super) async fn requested(&mut self) {
        if self.0.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
