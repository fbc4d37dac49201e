//! Everything, started in an order in which each finds what it needs.

use std::{
    error::Error,
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::serve;
use orders_service::{PageConfig, Realtime, Service};
use orders_warehouse::Steady;
use pusher_typed::testing::Server;
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

use crate::settings::Settings;

/// How long requests may take that are under way at the end.
const LAST_ORDERS: Duration = Duration::from_secs(3);

pub(crate) struct Running {
    /// Where the page is.
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
        // The realtime service has to know where its webhooks go, so the port comes first.
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
        let service = Service::start(&realtime, settings.shop.clone()).await?;
        Ok(Running { address, server, realtime, listener, service, settings })
    }

    /// Where the page connects.
    pub(crate) fn config(&self) -> &PageConfig {
        self.realtime.config()
    }

    /// Serves the page and works in the warehouse until `stop`.
    pub(crate) async fn until(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Box<dyn Error>> {
        let Running { listener, service, realtime, settings, server: _server, .. } = self;
        let pace = Steady::of(settings.step);
        let warehouse = orders_warehouse::run(realtime.client().clone(), settings.shop, pace);
        let (close, closed) = oneshot::channel::<()>();
        let serving = serve(listener, service.routes()).with_graceful_shutdown(async { drop(closed.await) });
        let mut serving = tokio::spawn(serving.into_future());
        tokio::select! {
            () = stop => drop(close),
            stopped = warehouse => stopped?,
            ended = &mut serving => return Ok(ended??),
        }
        service.close().await;
        match timeout(LAST_ORDERS, serving).await {
            Ok(ended) => Ok(ended??),
            Err(_) => Ok(()),
        }
    }
}
