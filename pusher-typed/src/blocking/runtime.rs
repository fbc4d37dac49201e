//! A Tokio runtime on its own thread, and how other threads wait for futures.

use std::{io, sync::mpsc, thread};

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

/// Drives connections and timers on a thread that ends when this value is dropped.
///
/// Only this thread runs and drops the runtime. A future is polled by the thread that waits for it,
/// inside the runtime's context but outside of its executor. So a call also works on a thread of
/// another runtime.
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

/// The thread's function: sends the runtime's handle, then runs the runtime until `ended`.
fn drive(report: &mpsc::SyncSender<io::Result<Handle>>, ended: oneshot::Receiver<()>) {
    let runtime = Builder::new_current_thread().enable_all().build();
    let (handle, runtime) = match runtime {
        Ok(runtime) => (Ok(runtime.handle().clone()), Some(runtime)),
        Err(error) => (Err(error), None),
    };
    let received = report.send(handle).is_ok();
    if let Some(runtime) = runtime.filter(|_| received) {
        // An error means that the sender was dropped, which is the signal to end.
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
