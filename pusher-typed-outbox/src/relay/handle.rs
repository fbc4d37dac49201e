//! A relay that runs.

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
    /// The outbox has no tables.
    #[error("the outbox has no tables: call `outbox.migrate()` first")]
    NotMigrated,
    /// A later version of this crate has changed the tables.
    #[error(
        "the outbox has version {found} of its tables, this crate knows versions up to {known}: update it"
    )]
    Newer {
        /// The version of the tables.
        found: i32,
        /// The latest version that this crate knows.
        known: i32,
    },
    /// The tables are older than this crate.
    #[error(
        "the outbox has version {found} of its tables, this crate needs {known}: call `outbox.migrate()` first"
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
    /// The relay was closed while the database failed: events that were sent are still in the outbox, and will be sent
    /// again.
    #[error("{events} events were sent and could not be acknowledged: they will be sent again")]
    Unacknowledged {
        /// How many.
        events: usize,
        /// Why.
        source: StatementError,
    },
    /// The relay has panicked, or its runtime has ended.
    #[error("the task of the relay has ended")]
    Task(#[source] JoinError),
}

/// A running relay.
///
/// Dropping it has no effect: the relay runs until the runtime ends. Awaiting it shows its end, so a service that should
/// not run without its relay awaits it beside its server:
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

    /// Ends the relay: it starts no more requests, waits for those in flight, acknowledges what was sent, and gives up
    /// its lease, so that another relay begins at once. Events that wait remain in the outbox.
    ///
    /// It takes at most as long as a request and a statement, each of which ends within a third of the lease.
    ///
    /// # Errors
    /// When the relay had ended before, or what was sent could not be acknowledged.
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

/// Tells the relay's task to end.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Waits for it; for ever if the handle was dropped.
    pub(super) async fn requested(&mut self) {
        if self.0.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
