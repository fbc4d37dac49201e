//! A cluster: several Sockudo nodes with one app, which exchange events through one Redis server.

use std::{fs::File, io, net::Ipv4Addr, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep},
};

use crate::{
    leash::{Leash, ends_with_input},
    sockudo::{Sockudo, all_webhooks, config, free_port, new_app_id},
    tools,
};

const START_LIMIT: Duration = Duration::from_secs(30);

/// Nodes behind no load balancer, and their Redis server. Dropping it ends all processes.
#[derive(Debug)]
pub struct Cluster {
    app_id: String,
    config: Value,
    ports: Vec<u16>,
    nodes: Vec<Option<Sockudo>>,
    // Last, so that it outlives the nodes.
    redis: Redis,
}

impl Cluster {
    /// Starts a Redis server and this number of nodes, and waits until they respond.
    pub async fn start(nodes: usize) -> Self {
        Self::start_with(nodes, json!([])).await
    }

    /// Like [`Cluster::start`], with all kinds of webhooks sent to `url`, one event per request.
    pub async fn start_with_webhooks(nodes: usize, url: &str) -> Self {
        Self::start_with(nodes, all_webhooks(url)).await
    }

    async fn start_with(count: usize, webhooks: Value) -> Self {
        let redis = Redis::start().await;
        let app_id = new_app_id();
        let mut config = config(&app_id, &webhooks, None);
        let settings = [
            (
                "adapter",
                json!({
                    "driver": "redis", "enable_socket_counting": true,
                    "redis": { "prefix": "pusher-typed:", "cluster_mode": false },
                }),
            ),
            ("database", json!({ "redis": { "host": "127.0.0.1", "port": redis.port } })),
            ("cache", json!({ "driver": "redis" })),
        ];
        for (key, value) in settings {
            config[key] = value;
        }
        let mut nodes = Vec::new();
        for _ in 0..count {
            nodes.push(Some(Sockudo::start_configured(&app_id, &config).await));
        }
        let ports = nodes.iter().flatten().map(Sockudo::port).collect();
        Self { app_id, config, ports, nodes, redis }
    }

    /// The app's id.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// A running node.
    pub fn node(&self, at: usize) -> &Sockudo {
        self.nodes[at].as_ref().expect("the node is running")
    }

    /// `127.0.0.1:PORT` of each node, running or not.
    pub fn hosts(&self) -> Vec<String> {
        self.ports.iter().map(|port| format!("127.0.0.1:{port}")).collect()
    }

    /// Kills a node; its connections break.
    pub fn kill(&mut self, at: usize) {
        self.nodes[at].take();
    }

    /// Starts a node again that was killed, on its former port.
    pub async fn restart(&mut self, at: usize) {
        self.nodes[at] = Some(Sockudo::restart(&self.app_id, &self.config, self.ports[at]).await);
    }

    /// Kills the Redis server.
    pub fn kill_redis(&mut self) {
        self.redis.process.take();
    }
}

/// A Redis server on a free loopback port, which stores nothing on disk.
#[derive(Debug)]
struct Redis {
    port: u16,
    process: Option<Leash>,
    // Last, so that the folder is removed after the process that writes its log there has ended.
    folder: TempDir,
}

impl Redis {
    async fn start() -> Self {
        let (port, folder) =
            (free_port(), TempDir::with_prefix("pusher-typed-").expect("a temporary folder"));
        let log = File::create(folder.path().join("redis.log")).expect("the server's log");
        let process = ends_with_input(&tools::redis())
            .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"])
            .arg("--dir")
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .expect("/bin/sh starts");
        let redis = Self { port, process: Some(Leash(process)), folder };
        let deadline = Instant::now() + START_LIMIT;
        while !matches!(redis.responds().await, Ok(true)) {
            assert!(Instant::now() < deadline, "Redis does not respond; its log is in {:?}", redis.folder);
            sleep(Duration::from_millis(20)).await;
        }
        redis
    }

    async fn responds(&self) -> io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
        stream.write_all(b"PING\r\n").await?;
        let mut response = [0; 7];
        stream.read_exact(&mut response).await?;
        Ok(&response == b"+PONG\r\n")
    }
}
