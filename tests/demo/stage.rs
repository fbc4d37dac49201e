//! Both services and the realtime service, for people whom a script plays.

use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    net::Ipv4Addr,
    path::Path,
    process::{Child, Stdio},
    sync::Arc,
};

use orders_service::{Realtime, Service};
use orders_warehouse::{Pace, Step};
use pusher_typed::testing::Server;
use pusher_typed_tests::browsers;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Semaphore, task::spawn_blocking};

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// The warehouse does a step when the script says so.
struct WhenTold(Arc<Semaphore>);

impl Pace for WhenTold {
    async fn work(&self, _: Step) {
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}

pub(crate) struct Stage {
    server: Server,
    steps: Arc<Semaphore>,
    url: String,
    service: Service,
}

impl Stage {
    pub(crate) async fn open() -> Result<Stage, Box<dyn Error>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = Server::builder().webhook_url(format!("{url}/pusher/webhooks")).start().await?;
        let service = Service::start(&Realtime::from_url(&server.url())?, "corner".parse()?).await?;
        let routes = service.routes();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let steps = Arc::new(Semaphore::new(0));
        let (client, pace) = (server.client().clone(), WhenTold(Arc::clone(&steps)));
        tokio::spawn(orders_warehouse::run(client, "corner".parse()?, pace));
        Ok(Stage { server, steps, url, service })
    }

    /// Runs a script of this folder, which says on standard output what is to happen beside the pages.
    pub(crate) async fn play(self, script: &'static str) -> Outcome {
        let Stage { server, steps, url, service } = self;
        let played =
            spawn_blocking(move || play(script, &url, &server, &steps).map_err(|error| error.to_string()));
        played.await??;
        service.close().await;
        Ok(())
    }
}

fn play(script: &str, url: &str, server: &Server, steps: &Semaphore) -> Outcome {
    let folder = TempDir::with_prefix("pusher-typed-")?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let mut command = browsers(&here.join(script), folder.path());
    // Its words on standard error are for whoever reads why the test failed. It ends when standard input does.
    command.arg(url).arg(env!("CARGO_TARGET_TMPDIR")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut script = Script(command.spawn()?);
    let output = script.0.stdout.take().ok_or("the script has no output")?;
    for line in BufReader::new(output).lines() {
        match &*line? {
            "step" => steps.add_permits(1),
            "drop connections" => server.drop_connections(),
            other => return Err(format!("the script says {other:?}").into()),
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
