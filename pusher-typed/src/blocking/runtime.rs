//! A runtime on a thread of its own, and a thread that waits for a future.

use std::{io, sync::mpsc, thread};

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

/// Drives connections and timers on a thread that ends with this value.
///
/// The thread alone runs, and at last drops, the runtime. A future is polled by
/// the thread that waits for it, which merely names the runtime, so that all of
/// this may happen within another runtime.
pub(super) struct Background {
    handle: Handle,
    /// Dropping it ends the thread.
    _running: oneshot::Sender<()>,
}

impl Background {
    pub(super) fn start() -> io::Result<Self> {
        let (running, ended) = oneshot::channel();
        let (report, started) = mpsc::sync_channel(1);
        thread::Builder::new().name("pusher-typed".to_owned()).spawn(move || drive(&report, ended))?;
        let handle = started.recv().map_err(io::Error::other)??;
        Ok(Background { handle, _running: running })
    }

    /// Blocks this thread until the future is done.
    pub(super) fn wait<F: IntoFuture>(&self, future: F) -> F::Output {
        let _guard = self.handle.enter();
        pollster::block_on(future.into_future())
    }
}

/// The thread: reports how to reach the runtime, then runs it to the end.
fn drive(report: &mpsc::SyncSender<io::Result<Handle>>, ended: oneshot::Receiver<()>) {
    let runtime = Builder::new_current_thread().enable_all().build();
    let (handle, runtime) = match runtime {
        Ok(runtime) => (Ok(runtime.handle().clone()), Some(runtime)),
        Err(error) => (Err(error), None),
    };
    let heard = report.send(handle).is_ok();
    if let Some(runtime) = runtime.filter(|_| heard) {
        // An error means that the other end is gone, which is what is waited for.
        let _ = runtime.block_on(ended);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn timers_and_tasks_of_the_runtime_are_driven_while_a_thread_waits() {
        let background = Background::start().expect("a runtime");
        let done = background.wait(async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            tokio::spawn(async { 7 }).await
        });
        assert_eq!(done.expect("the task ends"), 7);
    }

    #[test]
    fn the_thread_ends_with_the_value() {
        let background = Background::start().expect("a runtime");
        let (alive, ended) = mpsc::channel::<()>();
        background.handle.spawn(async move {
            let _alive = alive;
            std::future::pending::<()>().await;
        });
        drop(background);
        // The task is dropped with the runtime.
        assert_eq!(ended.recv_timeout(Duration::from_secs(10)), Err(mpsc::RecvTimeoutError::Disconnected));
    }
}
