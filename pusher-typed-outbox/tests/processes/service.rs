//! The HTTP API, as far as relays use it, with faults.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// An event as the service receives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Received {
    pub(crate) channel: String,
    pub(crate) name: String,
    pub(crate) data: String,
}

/// The service's reaction to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(dead_code, reason = "not every test has every fault")]
pub(crate) enum Fault {
    None,
    /// The connection is reset before anything is accepted.
    Reset,
    /// The connection is reset after the events were accepted.
    ResetAfterAcceptance,
    /// The events are accepted, and the response comes too late.
    TimeoutAfterAcceptance,
    /// Status 500, nothing is accepted.
    Failure,
    /// Status 503 after the events were accepted.
    FailureAfterAcceptance,
    /// Status 429, nothing is accepted.
    TooManyRequests,
}

impl Fault {
    fn accepts(self) -> bool {
        !matches!(self, Fault::Reset | Fault::Failure | Fault::TooManyRequests)
    }
}

type Script = Box<dyn FnMut() -> Fault + Send>;

struct State {
    accepted: Vec<Received>,
    requests: usize,
    script: Script,
}

/// The service of one test.
#[derive(Clone)]
pub(crate) struct HttpService {
    port: u16,
    /// The duration of a request.
    takes: Duration,
    state: Arc<Mutex<State>>,
}

impl HttpService {
    /// How long clients wait for a response.
    pub(crate) const TIMEOUT: Duration = Duration::from_millis(500);
    /// What a payload contains that is refused with 413.
    pub(crate) const POISON: &'static str = "poison";

    pub(crate) async fn start(takes: Duration, script: impl FnMut() -> Fault + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = State { accepted: Vec::new(), requests: 0, script: Box::new(script) };
        let service = HttpService { port, takes, state: Arc::new(Mutex::new(state)) };
        let accepting = service.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = accepting.clone();
                // An error of a connection is handled by the client.
                tokio::spawn(async move { service.serve(stream).await });
            }
        });
        service
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has panicked")
    }

    #[allow(dead_code, reason = "not every test stops the faults")]
    pub(crate) fn script(&self, script: impl FnMut() -> Fault + Send + 'static) {
        self.state().script = Box::new(script);
    }

    /// What was accepted, in order.
    pub(crate) fn accepted(&self) -> Vec<Received> {
        self.state().accepted.clone()
    }

    #[allow(dead_code, reason = "not every test counts requests")]
    pub(crate) fn requests(&self) -> usize {
        self.state().requests
    }

    async fn serve(self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        while let Some(body) = request(&mut stream).await? {
            tokio::time::sleep(self.takes).await;
            let (fault, status) = self.receive(&body);
            match fault {
                Fault::Reset | Fault::ResetAfterAcceptance => {
                    // Without lingering, closing sends a reset.
                    stream.get_ref().set_zero_linger()?;
                    return Ok(());
                }
                Fault::TimeoutAfterAcceptance => tokio::time::sleep(Self::TIMEOUT * 2).await,
                _ => {}
            }
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\n{{}}");
            stream.get_mut().write_all(head.as_bytes()).await?;
        }
        Ok(())
    }

    fn receive(&self, body: &[u8]) -> (Fault, u16) {
        #[derive(Deserialize)]
        struct Batch {
            batch: Vec<Received>,
        }
        let events = serde_json::from_slice::<Batch>(body).expect("a batch").batch;
        let mut state = self.state();
        state.requests += 1;
        let fault = (state.script)();
        if fault.accepts() && events.iter().any(|event| event.data.contains(Self::POISON)) {
            return (Fault::None, 413);
        }
        if fault.accepts() {
            state.accepted.extend(events);
        }
        let status = match fault {
            Fault::Failure => 500,
            Fault::FailureAfterAcceptance => 503,
            Fault::TooManyRequests => 429,
            _ => 200,
        };
        (fault, status)
    }
}

/// The body of the next request; `None` at the end of the connection.
async fn request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let header = line.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(body))
}
