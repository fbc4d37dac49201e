//! The server: Sockudo on a free loopback port, one process per value.

use std::{
    env, fs,
    fs::File,
    io,
    net::{Ipv4Addr, TcpListener},
    process::{self, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep},
};

use crate::{
    leash::{Leash, ends_with_input},
    tools,
};

const START_LIMIT: Duration = Duration::from_secs(30);
const PORTS_TO_TRY: usize = 5;

/// A running server with one app. Dropping it ends the process.
#[derive(Debug)]
pub struct Sockudo {
    port: u16,
    app_id: String,
    process: Leash,
    // Last, so that the folder is removed after the process that writes its log there has ended.
    folder: TempDir,
}

impl Sockudo {
    /// The app's key.
    pub const KEY: &str = "app-key";
    /// The app's secret.
    pub const SECRET: &str = "app-secret";

    /// Starts a server and waits until it responds.
    pub async fn start() -> Self {
        Self::start_with(json!([]), None).await
    }

    /// Like [`Sockudo::start`], with all kinds of webhooks sent to `url`: one event per request, or with `batch` all
    /// events of that duration together. A request with the response status 500 is repeated after 200 ms.
    pub async fn start_with_webhooks(url: &str, batch: Option<Duration>) -> Self {
        Self::start_with(all_webhooks(url), batch).await
    }

    async fn start_with(webhooks: Value, batch: Option<Duration>) -> Self {
        let app_id = new_app_id();
        let config = config(&app_id, &webhooks, batch);
        Self::start_configured(&app_id, &config).await
    }

    /// Starts a server with this configuration on a free port.
    pub(crate) async fn start_configured(app_id: &str, config: &Value) -> Self {
        for _ in 0..PORTS_TO_TRY {
            let mut server = Self::launch(app_id, config, free_port());
            match server.ready().await {
                Ok(()) => return server,
                // Between finding the port free and taking it, another process may have taken it.
                Err(_) if server.log().contains("in use") => {}
                Err(problem) => {
                    panic!("{problem}: see its log below; is the server that tests/setup built complete?")
                }
            }
        }
        panic!("found no free loopback port in {PORTS_TO_TRY} tries");
    }

    /// Starts a server with this configuration on the port of one that has ended.
    pub(crate) async fn restart(app_id: &str, config: &Value, port: u16) -> Self {
        let mut server = Self::launch(app_id, config, port);
        if let Err(problem) = server.ready().await {
            panic!("{problem} again: see its log below");
        }
        server
    }

    /// The port on 127.0.0.1 that serves both the HTTP API and the WebSocket clients.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The app's id, different for each server.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    fn launch(app_id: &str, config: &Value, port: u16) -> Self {
        // The server also reads ./config/config.json, hence its own working directory.
        let folder = TempDir::with_prefix("pusher-typed-").expect("a temporary folder");
        let file = folder.path().join("server.json");
        fs::write(&file, config.to_string()).expect("the server's configuration");
        let log = File::create(folder.path().join("server.log")).expect("the server's log");
        let process = ends_with_input(&tools::sockudo())
            .arg("--config")
            .arg(file)
            .current_dir(folder.path())
            // It reads settings from variables such as PORT, DEBUG and REDIS_URL, and ignores a file that it cannot
            // read. The essential setting, loopback only, is therefore repeated here.
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder.path())
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("METRICS_ENABLED", "false")
            .env("LOG_COLORS_ENABLED", "false")
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .expect("/bin/sh starts");
        Self { port, app_id: app_id.to_owned(), process: Leash(process), folder }
    }

    async fn ready(&mut self) -> Result<(), &'static str> {
        let deadline = Instant::now() + START_LIMIT;
        while Instant::now() < deadline {
            if self.process.has_ended() {
                return Err("the server ended while starting");
            }
            if let Ok(true) = self.responds().await {
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err("the server does not respond")
    }

    /// Requests the status of this server's app, which no other server on the port has.
    async fn responds(&self) -> io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
        let request =
            format!("GET /up/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", self.app_id);
        stream.write_all(request.as_bytes()).await?;
        let mut response = String::new();
        stream.read_to_string(&mut response).await?;
        Ok(response.starts_with("HTTP/1.1 200 "))
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        let tail = &lines[lines.len().saturating_sub(30)..];
        format!("the end of the server's log:\n{}", tail.join("\n"))
    }
}

impl Drop for Sockudo {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{}", self.log_tail());
        }
    }
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free loopback port");
    listener.local_addr().expect("a bound socket").port()
}

/// All kinds of webhooks, sent to `url`.
pub(crate) fn all_webhooks(url: &str) -> Value {
    let kinds = [
        "channel_occupied",
        "channel_vacated",
        "member_added",
        "member_removed",
        "client_event",
        "cache_miss",
        "subscription_count",
    ];
    json!([{ "url": url, "event_types": kinds }])
}

/// A number, because the library for Python accepts nothing else.
pub(crate) fn new_app_id() -> String {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let count = STARTED.fetch_add(1, Ordering::Relaxed);
    format!("{}{count:04}", process::id())
}

/// The limits are those of the hosted service; the server enforces only those of the app's own policy.
pub(crate) fn config(app_id: &str, webhooks: &Value, batch: Option<Duration>) -> Value {
    let window_ms = batch.map_or(0, |window| window.as_millis());
    json!({
        "mode": "production",
        "host": "127.0.0.1",
        "shutdown_grace_period": 0,
        "adapter": { "driver": "local", "enable_socket_counting": true },
        "cache": { "driver": "memory" },
        "queue": { "driver": "memory" },
        "rate_limiter": { "enabled": false, "driver": "memory" },
        "metrics": { "enabled": false },
        "http_api": { "usage_enabled": false },
        "webhooks": {
            "batching": { "enabled": batch.is_some(), "duration": window_ms, "size": 100 },
            "retry": { "enabled": true, "initial_backoff_ms": 200, "max_attempts": 5 }
        },
        "app_manager": { "driver": "memory", "array": { "apps": [{
            "id": app_id,
            "key": Sockudo::KEY,
            "secret": Sockudo::SECRET,
            "enabled": true,
            "policy": {
                "limits": {
                    "max_connections": 10_000,
                    "max_client_events_per_second": 1000,
                    "max_channel_name_length": 164,
                    "max_event_name_length": 200,
                    "max_event_payload_in_kb": 10,
                    "max_event_channels_at_once": 100,
                    "max_event_batch_size": 10,
                    "max_presence_members_per_channel": 100,
                    "max_presence_member_size_in_kb": 1
                },
                "features": {
                    "enable_client_messages": true,
                    "enable_user_authentication": true,
                    "enable_watchlist_events": true
                },
                "channels": { "allowed_origins": ["*"] },
                "webhooks": webhooks
            }
        }] } }
    })
}
