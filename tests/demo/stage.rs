//! Runs both services and the realtime service, and a script that plays the people.

use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    net::Ipv4Addr,
    path::Path,
    process::{Child, Stdio},
    sync::Arc,
};

use orders_schema::Shop as ShopName;
use orders_service::{Database, Service};
use orders_warehouse::{Pace, Step};
use pusher_typed::testing::Server;
use pusher_typed_tests::{Sockudo, browsers};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Semaphore, task::spawn_blocking};

use crate::{
    proxy::Proxy,
    shop::{Shop, ShopDatabase, ShopProcess},
};

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Each step of the warehouse waits for the script.
struct OnCommand(Arc<Semaphore>);

impl Pace for OnCommand {
    async fn work(&self, _: Step) {
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}

/// The realtime service.
enum Realtime {
    InProcess(Box<Server>, Proxy),
    Sockudo(Sockudo),
}

impl Realtime {
    fn url(&self) -> String {
        match self {
            Realtime::InProcess(server, proxy) => {
                server.url().replace(&format!(":{}/", server.port()), &format!(":{}/", proxy.port))
            }
            Realtime::Sockudo(server) => {
                let (key, secret) = (Sockudo::KEY, Sockudo::SECRET);
                format!("http://{key}:{secret}@127.0.0.1:{}/apps/{}", server.port(), server.app_id())
            }
        }
    }
}

pub(crate) struct Stage {
    realtime: Realtime,
    steps: Arc<Semaphore>,
    url: String,
    shop: Shop,
}

impl Stage {
    pub(crate) async fn in_process() -> Result<Stage, Box<dyn Error>> {
        let (listener, url) = listen().await?;
        let server = Server::builder().webhook_url(format!("{url}/pusher/webhooks")).start().await?;
        let proxy = Proxy::before(server.port()).await?;
        Stage::open(Realtime::InProcess(Box::new(server), proxy), listener, url).await
    }

    pub(crate) async fn on_sockudo() -> Result<Stage, Box<dyn Error>> {
        let (listener, url) = listen().await?;
        let server = Sockudo::start_with_webhooks(&format!("{url}/pusher/webhooks"), None).await;
        Stage::open(Realtime::Sockudo(server), listener, url).await
    }

    async fn open(realtime: Realtime, listener: TcpListener, url: String) -> Result<Stage, Box<dyn Error>> {
        let shop: ShopName = "corner".parse()?;
        let app = orders_service::Realtime::from_url(&realtime.url())?;
        let service = Service::start(&app, shop.clone(), Database::temporary().await?).await?;
        let routes = service.routes();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let steps = Arc::new(Semaphore::new(0));
        let pace = OnCommand(Arc::clone(&steps));
        tokio::spawn(orders_warehouse::run(app.client().clone(), service.history(), shop, pace));
        Ok(Stage { realtime, steps, url, shop: Shop::InProcess(Box::new(service)) })
    }

    /// The shop is a process, which the script can kill and start again.
    pub(crate) async fn in_two_processes(database: ShopDatabase) -> Result<Stage, Box<dyn Error>> {
        let (listener, url) = listen().await?;
        let port = listener.local_addr()?.port();
        drop(listener);
        let server = Server::builder().webhook_url(format!("{url}/pusher/webhooks")).start().await?;
        let proxy = Proxy::before(server.port()).await?;
        let realtime = Realtime::InProcess(Box::new(server), proxy);
        let address = realtime.url();
        let shop = spawn_blocking(move || {
            ShopProcess::start(database, address, port).map_err(|error| error.to_string())
        });
        let shop = shop.await??;
        let steps = Arc::new(Semaphore::new(0));
        let client = orders_service::Realtime::from_url(&realtime.url())?.client().clone();
        let pace = OnCommand(Arc::clone(&steps));
        tokio::spawn(orders_warehouse::run(client, shop.history()?, "corner".parse()?, pace));
        Ok(Stage { realtime, steps, url, shop: Shop::Process(shop) })
    }

    /// Runs a script of this folder. It writes commands for the services to standard output.
    pub(crate) async fn play(self, script: &'static str) -> Outcome {
        let Stage { realtime, steps, url, mut shop } = self;
        let played = spawn_blocking(move || {
            let outcome = play(script, &url, &realtime, &steps, &mut shop);
            outcome.map(|()| shop).map_err(|error| error.to_string())
        });
        if let Shop::InProcess(service) = played.await?? {
            service.close().await;
        }
        Ok(())
    }
}

async fn listen() -> Result<(TcpListener, String), Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

fn play(script: &str, url: &str, realtime: &Realtime, steps: &Semaphore, shop: &mut Shop) -> Outcome {
    let folder = TempDir::with_prefix("pusher-typed-")?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let mut command = browsers(&here.join(script), folder.path());
    // Its standard error is the test's own, for the reader of a failure. It ends when its standard input is closed.
    command.arg(url).arg(env!("CARGO_TARGET_TMPDIR"));
    if let Realtime::Sockudo(_) = realtime {
        command.arg("nameless"); // client events lack their sender
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut script = Script(command.spawn()?);
    let output = script.0.stdout.take().ok_or("the script has no output")?;
    for line in BufReader::new(output).lines() {
        match (&*line?, realtime) {
            ("step", _) => steps.add_permits(1),
            ("kill", _) => shop.process()?.kill()?,
            ("restart", _) => shop.process()?.restart()?,
            ("drop connections", Realtime::InProcess(server, _)) => server.drop_connections(),
            ("cut off", Realtime::InProcess(_, proxy)) => proxy.cut_off(true),
            ("mend", Realtime::InProcess(_, proxy)) => proxy.cut_off(false),
            (other, _) => return Err(format!("unknown command of the script: {other:?}").into()),
        }
    }
    let status = script.0.wait()?;
    if status.success() { Ok(()) } else { Err(format!("the script failed: {status}; see above").into()) }
}

/// Closes the script's standard input at the latest when it is dropped.
struct Script(Child);

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
