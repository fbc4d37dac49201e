//! A proxy for the realtime service that can interrupt its connections.

use std::{io, net::Ipv4Addr};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Forwards connections to the realtime service while they are not interrupted.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    is_up: watch::Sender<bool>,
}

impl Proxy {
    pub(crate) async fn before(target: u16) -> io::Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (is_up, state) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(stream, target, state.clone()));
            }
        });
        Ok(Proxy { port, is_up })
    }

    /// Breaks all connections and refuses new ones, or ends that.
    pub(crate) fn cut_off(&self, cut_off: bool) {
        self.is_up.send_replace(!cut_off);
    }
}

async fn forward(mut stream: TcpStream, target: u16, mut is_up: watch::Receiver<bool>) -> io::Result<()> {
    if !*is_up.borrow_and_update() {
        return Ok(());
    }
    let mut service = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await?;
    tokio::select! {
        copied = copy_bidirectional(&mut stream, &mut service) => copied.map(drop),
        _ = is_up.changed() => Ok(()),
    }
}
