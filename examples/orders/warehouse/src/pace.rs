//! The duration of each step.

use std::{future::Future, time::Duration};

use crate::Step;

/// The duration of the warehouse's steps. Tests advance it step by step.
pub trait Pace: Send + Sync + 'static {
    /// Returns when the step is done.
    fn work(&self, step: Step) -> impl Future<Output = ()> + Send;
}

/// A fixed duration for each step.
#[derive(Debug, Clone, Copy)]
pub struct Steady {
    /// Packing.
    pub pack: Duration,
    /// Handing over to the carrier.
    pub ship: Duration,
    /// Delivery.
    pub deliver: Duration,
}

impl Steady {
    /// Packing and shipping take `step` each, a delivery twice as long.
    pub fn new(step: Duration) -> Steady {
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
