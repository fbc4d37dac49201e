//! The main loop of a relay: it waits for the lease, and is active while it has the lease.

use std::time::Duration;

use sqlx::Error;
use tokio::time::{Instant, sleep, timeout};

use super::{
    config::Config,
    handle::{RelayError, Stop},
    lease::Lease,
    report::{RelayReport, StatementError},
    statement::millis,
    term::{Ended, Term},
};
use crate::{
    database::Database,
    fail_point,
    migrate::{MigrateError, latest, pending},
};

/// How often a standby relay tries to take the lease, and the longest pause after a failure.
const RETRY: Duration = Duration::from_secs(1);

/// Runs until the relay is stopped or fails permanently.
pub(super) async fn run<DB: Database>(config: Config<DB>, mut stop: Stop) -> Result<(), RelayError> {
    let mut life = Life { config, holder: holder(), failing: false };
    loop {
        let lease = tokio::select! {
            biased;
            () = stop.requested() => return Ok(()),
            lease = life.stand_by() => lease?,
        };
        fail_point::reached("relay: has the lease");
        life.config.reporter.report(&RelayReport::Working { fence: lease.fence });
        let ended = Term::new(&life.config, lease).work(&mut stop).await;
        match ended? {
            Ended::Stopped => {
                life.release(lease.fence).await;
                return Ok(());
            }
            Ended::LeaseLost => life.config.reporter.report(&RelayReport::LeaseLost),
        }
    }
}

struct Life<DB: Database> {
    config: Config<DB>,
    holder: String,
    /// Whether the last statement failed.
    failing: bool,
}

impl<DB: Database> Life<DB> {
    /// Waits until this relay has the lease.
    async fn stand_by(&mut self) -> Result<Lease, RelayError> {
        let pause = RETRY.min(self.config.lease / 10);
        let (mut reported, mut checked) = (false, false);
        loop {
            if checked {
                let asked = Instant::now();
                match self.succeeded(self.acquire().await)? {
                    Some(Some(fence)) => return Ok(Lease::new(fence, self.config.lease, asked)),
                    Some(None) if !reported => {
                        reported = true;
                        self.config.reporter.report(&RelayReport::StandingBy);
                    }
                    _ => {}
                }
                sleep(pause).await;
            } else {
                checked = self.succeeded(self.version().await)?.map(check).transpose()?.is_some();
            }
            if self.failing {
                sleep(pause).await;
            }
        }
    }

    /// Reports a failure, but only the first of several consecutive ones. A closed pool is a permanent
    /// failure.
    fn succeeded<T>(&mut self, outcome: Result<T, StatementError>) -> Result<Option<T>, RelayError> {
        match outcome {
            Ok(value) => {
                if std::mem::take(&mut self.failing) {
                    self.config.reporter.report(&RelayReport::DatabaseRecovered);
                }
                Ok(Some(value))
            }
            Err(StatementError::Database(Error::PoolClosed)) => Err(RelayError::PoolClosed),
            Err(error) => {
                if !std::mem::replace(&mut self.failing, true) {
                    self.config.reporter.report(&RelayReport::DatabaseFailed { error });
                }
                Ok(None)
            }
        }
    }

    async fn limited<T>(
        &self,
        statement: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, StatementError> {
        let limit = self.config.step();
        match timeout(limit, statement).await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(StatementError::Timeout(limit)),
        }
    }

    async fn version(&self) -> Result<Option<i32>, StatementError> {
        self.limited(async { DB::version(&mut *self.config.pool.acquire().await?).await }).await
    }

    async fn acquire(&self) -> Result<Option<i64>, StatementError> {
        let lease = millis(self.config.lease);
        self.limited(async {
            DB::acquire(&mut *self.config.pool.acquire().await?, &self.holder, lease).await
        })
        .await
    }

    /// If this fails, the lease expires.
    async fn release(&self, fence: i64) {
        let released =
            self.limited(async { DB::release(&mut *self.config.pool.acquire().await?, fence).await });
        if let Err(error) = released.await {
            self.config.reporter.report(&RelayReport::DatabaseFailed { error });
        }
    }
}

/// Checks that the tables have the version of this crate.
fn check(found: Option<i32>) -> Result<(), RelayError> {
    let Some(found) = found else { return Err(RelayError::NotMigrated) };
    match pending(Some(found)) {
        Ok([]) | Err(MigrateError::Database(_)) => Ok(()),
        Ok(_) => Err(RelayError::Older { found, known: latest() }),
        Err(MigrateError::Newer { found, known }) => Err(RelayError::Newer { found, known }),
    }
}

/// The name of the relay in the lease, for diagnostics: the process id and a random number.
fn holder() -> String {
    format!("process {}, relay {:08x}", std::process::id(), getrandom::u32().unwrap_or_default())
}
