//! Starts all parts of the demonstration in the order in which they depend on each other.

use std::{
    error::Error,
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::serve;
use orders_service::{Database, PageConfig, Realtime, Service};
use orders_warehouse::Steady;
use pusher_typed::testing::Server;
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

use crate::settings::Settings;

/// How long the last requests may take when the program ends.
const SHUTDOWN: Duration = Duration::from_secs(3);

pub(crate) struct Running {
    /// The address of the page.
    pub(crate) address: SocketAddr,
    /// The realtime service, if it is in process.
    pub(crate) server: Option<Server>,
    realtime: Realtime,
    listener: TcpListener,
    service: Service,
    settings: Settings,
}

impl Running {
    pub(crate) async fn start(settings: Settings) -> Result<Running, Box<dyn Error>> {
        // The in-process server needs the URL for its webhooks, so the port is bound first.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
        let address = listener.local_addr()?;
        let server = match &settings.url {
            Some(_) => None,
            None => Some(
                Server::builder().webhook_url(format!("http://{address}/pusher/webhooks")).start().await?,
            ),
        };
        let url = settings.url.clone().or_else(|| server.as_ref().map(Server::url));
        let realtime = Realtime::from_url(&url.unwrap_or_default())?;
        let service = Service::start(&realtime, settings.shop.clone(), Database::from_env().await?).await?;
        Ok(Running { address, server, realtime, listener, service, settings })
    }

    /// The connection settings of the page.
    pub(crate) fn config(&self) -> &PageConfig {
        self.realtime.config()
    }

    /// Serves the page and runs the warehouse until `stop`.
    pub(crate) async fn until(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Box<dyn Error>> {
        let Running { listener, service, realtime, settings, server: _server, .. } = self;
        let pace = Steady::new(settings.step);
        let (client, history) = (realtime.client().clone(), service.history());
        let warehouse = orders_warehouse::run(client, history, settings.shop, pace);
        let (close, closed) = oneshot::channel::<()>();
        let serving = serve(listener, service.routes()).with_graceful_shutdown(async { drop(closed.await) });
        let mut serving = tokio::spawn(serving.into_future());
        tokio::select! {
            () = stop => drop(close),
            stopped = warehouse => stopped?,
            ended = &mut serving => return Ok(ended??),
        }
        service.close().await;
        match timeout(SHUTDOWN, serving).await {
            Ok(ended) => Ok(ended??),
            Err(_) => Ok(()),
        }
    }
}
