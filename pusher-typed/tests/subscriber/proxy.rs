//! A network with faults between the subscriber and the service.

use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use pusher_typed::{subscriber::SubscriberConfig, testing::Server};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::sleep,
};

use crate::schema::config;

/// The handling of the bytes on the existing connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    Fair,
    /// Half of the service's next bytes pass, then the connection is reset.
    ResetWithinTheNextMessage,
    Reset,
    /// Nothing passes, and neither side is notified.
    Silent,
}

/// Forwards connections, until that is changed.
pub(crate) struct Proxy {
    port: u16,
    /// For the connections of now: later ones are fair.
    weather: Arc<watch::Sender<(u32, Weather)>>,
}

impl Proxy {
    pub(crate) async fn before(server: &Server) -> io::Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (port, service) = (listener.local_addr()?.port(), server.port());
        let weather = Arc::new(watch::Sender::new((0, Weather::Fair)));
        let shared = Arc::clone(&weather);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let changes = shared.subscribe();
                tokio::spawn(async move { pass(client, service, changes).await });
            }
        });
        Ok(Proxy { port, weather })
    }

    /// A connection to the service through this network.
    pub(crate) fn config(&self, server: &Server) -> SubscriberConfig {
        config(server).port(self.port)
    }

    pub(crate) fn reset_within_the_next_message(&self) {
        self.change(Weather::ResetWithinTheNextMessage);
    }

    pub(crate) fn reset(&self) {
        self.change(Weather::Reset);
    }

    pub(crate) fn fall_silent(&self) {
        self.change(Weather::Silent);
    }

    fn change(&self, weather: Weather) {
        self.weather.send_modify(|(count, now)| (*count, *now) = (*count + 1, weather));
    }
}

async fn pass(
    mut client: TcpStream,
    service: u16,
    mut changes: watch::Receiver<(u32, Weather)>,
) -> io::Result<()> {
    let mut service = TcpStream::connect((Ipv4Addr::LOCALHOST, service)).await?;
    changes.mark_unchanged();
    let (mut asked, mut said) = ([0; 4096], [0; 4096]);
    let mut weather = Weather::Fair;
    loop {
        tokio::select! {
            Ok(()) = changes.changed() => weather = changes.borrow_and_update().1,
            count = client.read(&mut asked) => match count? {
                0 => return Ok(()),
                _ if weather == Weather::Silent => {}
                count => service.write_all(&asked[..count]).await?,
            },
            count = service.read(&mut said) => match count? {
                0 => return Ok(()),
                _ if weather == Weather::Silent => {}
                count if weather == Weather::ResetWithinTheNextMessage => {
                    client.write_all(&said[..count / 2]).await?;
                    // A reset also discards what has not been read.
                    sleep(Duration::from_millis(50)).await;
                    weather = Weather::Reset;
                }
                count => client.write_all(&said[..count]).await?,
            },
        }
        if weather == Weather::Reset {
            return client.set_zero_linger();
        }
    }
}
