//! The hosts of a subscriber.

use std::sync::atomic::{AtomicUsize, Ordering};

use url::Url;

/// The URLs of all hosts, and the one that was connected last.
pub(super) struct Hosts {
    urls: Vec<Url>,
    current: AtomicUsize,
}

impl Hosts {
    pub(super) fn new(urls: Vec<Url>) -> Self {
        Hosts { urls, current: AtomicUsize::new(0) }
    }

    /// The number of hosts.
    pub(super) fn count(&self) -> usize {
        self.urls.len()
    }

    /// The URL of the current host.
    pub(super) fn current(&self) -> Option<&Url> {
        self.urls.get(self.current.load(Ordering::Relaxed))
    }

    /// Makes the next host the current one.
    pub(super) fn advance(&self) {
        let next = (self.current.load(Ordering::Relaxed) + 1) % self.urls.len().max(1);
        self.current.store(next, Ordering::Relaxed);
    }
}
