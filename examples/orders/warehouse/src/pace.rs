//! How long everything takes.

use std::{future::Future, time::Duration};

use crate::Step;

/// How long the warehouse takes for a step. Tests let it take steps one by one.
pub trait Pace: Send + Sync + 'static {
    /// Returns when the step is done.
    fn work(&self, step: Step) -> impl Future<Output = ()> + Send;
}

/// Every step takes its time.
#[derive(Debug, Clone, Copy)]
pub struct Steady {
    /// From the order to the box.
    pub pack: Duration,
    /// From the box to the carrier.
    pub ship: Duration,
    /// From the carrier to the customer.
    pub deliver: Duration,
}

impl Steady {
    /// Three steps of about the same length; a delivery takes twice as long.
    pub fn of(step: Duration) -> Steady {
        Steady { pack: step, ship: step, deliver: step.saturating_mul(2) }
    }
}

impl Pace for Steady {
    async fn work(&self, step: Step) {
        let time = match step {
            Step::Pack => self.pack,
            Step::Ship => self.ship,
            Step::Deliver => self.deliver,
        };
        tokio::time::sleep(time).await;
    }
}
