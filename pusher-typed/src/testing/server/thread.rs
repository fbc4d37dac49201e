//! The thread that a server runs on.
//!
//! A server has its own thread, so that a test may block its thread, as `blocking::Client` does,
//! and so that dropping the server ends everything.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    thread::{self, JoinHandle},
};

use tokio::{net::TcpListener, runtime, sync::oneshot};

use super::{api, app::App};

/// A running thread. Dropping it stops the server and waits until its port is free.
pub(super) struct Thread {
    app: Arc<App>,
    handle: Option<JoinHandle<()>>,
}

/// Receives the server's address as soon as it listens.
pub(super) type Listening = oneshot::Receiver<io::Result<SocketAddr>>;

impl Thread {
    /// Serves `app` on a loopback port, and runs `beside` at the same time.
    pub(super) fn start(
        app: Arc<App>,
        port: u16,
        beside: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<(Thread, Listening)> {
        let (listens, listening) = oneshot::channel();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let served = Arc::clone(&app);
        let run = move || {
            runtime.block_on(async move {
                let Some(listener) = listen(port, listens).await else { return };
                tokio::spawn(beside);
                tokio::select! {
                    () = served.stopped() => {}
                    () = api::serve(listener, Arc::clone(&served)) => {}
                }
            });
        };
        let handle = thread::Builder::new().name("pusher-typed-server".to_owned()).spawn(run)?;
        Ok((Thread { app, handle: Some(handle) }, listening))
    }
}

async fn listen(port: u16, listens: oneshot::Sender<io::Result<SocketAddr>>) -> Option<TcpListener> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let (listener, address) = match bound.and_then(|listener| Ok((listener.local_addr()?, listener))) {
        Ok((address, listener)) => (Some(listener), Ok(address)),
        Err(error) => (None, Err(error)),
    };
    // Starting may have been cancelled meanwhile.
    listens.send(address).is_ok().then_some(listener).flatten()
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.app.stop();
        if let Some(handle) = self.handle.take() {
            // The panic hook has reported a panic.
            let _ = handle.join();
        }
    }
}
