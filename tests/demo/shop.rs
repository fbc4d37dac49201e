//! The shop's service: in this process, or in one that is killed.

use std::{
    error::Error,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use orders_service::Service;
use pusher_typed::subscriber::HistoryEndpoint;
use pusher_typed_tests::Postgres;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tempfile::TempDir;

const TOKEN: &str = "token-of-the-warehouse";
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) enum Shop {
    InProcess(Box<Service>),
    Process(ShopProcess),
}

/// A process that is killed and started again, with the same port and the same database.
pub(crate) struct ShopProcess {
    database: ShopDatabase,
    realtime: String,
    port: u16,
    child: Option<Child>,
}

/// The database of a process.
pub(crate) enum ShopDatabase {
    /// A file in this folder.
    Sqlite(TempDir),
    Postgres(Postgres),
}

impl Shop {
    pub(crate) fn process(&mut self) -> Result<&mut ShopProcess, Box<dyn Error>> {
        match self {
            Shop::Process(process) => Ok(process),
            Shop::InProcess(_) => Err("the shop is in the process of the test".into()),
        }
    }
}

impl ShopProcess {
    pub(crate) fn start(
        database: ShopDatabase,
        realtime: String,
        port: u16,
    ) -> Result<ShopProcess, Box<dyn Error>> {
        let mut shop = ShopProcess { database, realtime, port, child: None };
        shop.restart()?;
        Ok(shop)
    }

    /// Ends the process at once, as `kill -9` does.
    pub(crate) fn kill(&mut self) -> Result<(), Box<dyn Error>> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Starts the process, and waits until it accepts connections.
    pub(crate) fn restart(&mut self) -> Result<(), Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orders_shop"));
        command
            .env("PUSHER_URL", &self.realtime)
            .env("PORT", self.port.to_string())
            .env("WAREHOUSE_TOKEN", TOKEN)
            .env_remove("SHOP")
            .env_remove("DATABASE_URL")
            .env_remove("ORDERS_DATABASE")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        match &self.database {
            ShopDatabase::Sqlite(folder) => {
                command.env("ORDERS_DATABASE", folder.path().join("orders.db"));
            }
            ShopDatabase::Postgres(server) => {
                command.env("DATABASE_URL", server.url());
            }
        }
        self.child = Some(command.spawn()?);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let end = Instant::now() + LIMIT;
        while TcpStream::connect(address).is_err() {
            if Instant::now() > end {
                return Err("the shop does not accept connections".into());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// The history over HTTP, for the warehouse.
    pub(crate) fn history(&self) -> Result<HistoryEndpoint, Box<dyn Error>> {
        let value = HeaderValue::try_from(format!("Bearer {TOKEN}"))?;
        let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
        let http = reqwest::Client::builder().no_proxy().default_headers(headers).build()?;
        Ok(HistoryEndpoint::new(http, &format!("http://127.0.0.1:{}/pusher/history", self.port))?)
    }
}

impl Drop for ShopProcess {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
