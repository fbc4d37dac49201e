//! The configuration of a relay.

use std::{sync::Arc, time::Duration};

use pusher_typed::Client;
use sqlx::Pool;
use tokio::sync::Notify;

use super::report::Reporter;
use crate::database::Database;

/// The parts and settings of a relay.
pub(super) struct Config<DB: Database> {
    pub(super) pool: Pool<DB>,
    pub(super) client: Client,
    pub(super) wake: Arc<Notify>,
    pub(super) reporter: Reporter,
    pub(super) in_flight: usize,
    pub(super) lease: Duration,
    pub(super) poll: Duration,
    pub(super) keep: Duration,
    pub(super) keep_history: Duration,
    pub(super) capacity: usize,
}

impl<DB: Database> Config<DB> {
    /// The time limit of one request or statement. One that starts within two thirds of the lease ends within
    /// the lease.
    pub(super) fn step(&self) -> Duration {
        self.lease / 3
    }

    pub(super) fn request_timeout(&self) -> Duration {
        self.client.request_timeout().min(self.step())
    }
}
