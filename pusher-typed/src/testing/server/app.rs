//! The app that all parts of a running server share.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::{settings::Settings, state::State};

/// One app and its state.
pub(super) struct App {
    pub(super) settings: Arc<Settings>,
    state: Mutex<State>,
    /// Counts the steps, for those who wait for a condition.
    steps: watch::Sender<u64>,
    /// Becomes `true` when the server stops.
    stopped: watch::Sender<bool>,
}

impl App {
    pub(super) fn new(settings: Arc<Settings>, state: State) -> Arc<Self> {
        Arc::new(App {
            settings,
            state: Mutex::new(state),
            steps: watch::Sender::default(),
            stopped: watch::Sender::default(),
        })
    }

    /// Changes the state, and wakes those who wait for a condition.
    pub(super) fn step<T>(&self, step: impl FnOnce(&mut State) -> T) -> T {
        let outcome = self.look(step);
        self.steps.send_modify(|steps| *steps = steps.wrapping_add(1));
        outcome
    }

    /// Accesses the state without waking those who wait for a condition. A lock that a failed test
    /// has poisoned is still used.
    pub(super) fn look<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until `find` returns a value.
    pub(super) async fn wait_for<T>(&self, mut find: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut steps = self.steps.subscribe();
        loop {
            if let Some(found) = self.look(&mut find) {
                return found;
            }
            // The sender is in `self`.
            let _ = steps.changed().await;
        }
    }

    /// Sends the webhooks of departures as they become due.
    pub(super) async fn send_departures(&self) {
        loop {
            let due = self.wait_for(|state| state.departures.next_due()).await;
            self.settings.clock.sleep_until(due).await;
            self.step(State::send_due_departures);
        }
    }

    pub(super) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    pub(super) async fn stopped(&self) {
        let _ = self.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }
}
