//! Several hosts: what goes to which one.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use pusher_typed::{
    Client,
    client::{Clock, ConfigError, RetryPolicy, TriggerError},
    transport::{Request, Response, SendFuture, Transport, TransportError},
};

use crate::service::SECRET;

/// How a host responds.
#[derive(Clone, Copy)]
enum State {
    Up,
    Unreachable,
    /// The attempt to connect ends after this time.
    UnreachableAfter(Duration),
    /// The request may have arrived.
    Silent,
    Failing,
}

/// The hosts, and the URLs of all requests without their queries.
#[derive(Clone, Default)]
struct Hosts {
    states: Arc<Mutex<BTreeMap<&'static str, State>>>,
    seen: Arc<Mutex<Vec<String>>>,
    timeouts: Arc<Mutex<Vec<Duration>>>,
}

impl Hosts {
    fn set(&self, host: &'static str, state: State) {
        self.states.lock().expect("no panic").insert(host, state);
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().expect("no panic"))
    }
}

impl Transport for Hosts {
    fn send(&self, request: Request) -> SendFuture<'_> {
        let endpoint = request.endpoint().to_owned();
        let state = self.states.lock().expect("no panic");
        let state = state.iter().find(|(host, _)| endpoint.contains(**host)).map_or(State::Up, |it| *it.1);
        self.seen.lock().expect("no panic").push(endpoint);
        self.timeouts.lock().expect("no panic").push(request.timeout());
        Box::pin(async move {
            match state {
                State::Up => Ok(Response::new(200, "{}")),
                State::Unreachable => Err(TransportError::not_sent("no route")),
                State::UnreachableAfter(time) => {
                    tokio::time::sleep(time).await;
                    Err(TransportError::not_sent("no response"))
                }
                State::Silent => Err(TransportError::timeout("late")),
                State::Failing => Ok(Response::new(503, "busy")),
            }
        })
    }
}

/// A clock that does not wait.
#[derive(Clone)]
struct Manual(Arc<Mutex<SystemTime>>);

impl Manual {
    fn advance(&self, seconds: u64) {
        *self.0.lock().expect("no panic") += Duration::from_secs(seconds);
    }
}

impl Clock for Manual {
    fn now(&self) -> SystemTime {
        *self.0.lock().expect("no panic")
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

fn client(hosts: &Hosts) -> (Client, Manual) {
    let clock = Manual(Arc::new(Mutex::new(SystemTime::now())));
    let client = Client::builder("1", "app-key", SECRET)
        .hosts(["a:6001", "b:6001", "c"])
        .tls(false)
        .retry(RetryPolicy::never())
        .transport(hosts.clone())
        .clock(clock.clone())
        .build()
        .expect("a client");
    (client, clock)
}

async fn trigger(client: &Client) -> bool {
    client.trigger_untyped(["news"], "headline", &7).await.is_ok()
}

const A: &str = "http://a:6001/apps/1/events";
const B: &str = "http://b:6001/apps/1/events";
const C: &str = "http://c/apps/1/events";

#[tokio::test]
async fn requests_go_to_the_first_host_as_long_as_it_is_reached() {
    let hosts = Hosts::default();
    let (client, _) = client(&hosts);
    assert!(trigger(&client).await && trigger(&client).await);
    assert_eq!(hosts.seen(), [A, A]);
}

#[tokio::test]
async fn what_was_not_sent_goes_to_the_next_host_which_is_used_from_then_on() {
    let hosts = Hosts::default();
    let (client, clock) = client(&hosts);
    hosts.set("a:", State::Unreachable);
    hosts.set("b:", State::Unreachable);
    assert!(trigger(&client).await && trigger(&client).await);
    assert_eq!(hosts.seen(), [A, B, C, C]);
    // Events keep their order: the former host is not used again while the present one is reached.
    hosts.set("a:", State::Up);
    clock.advance(60);
    assert!(trigger(&client).await);
    assert_eq!(hosts.seen(), [C]);
}

#[tokio::test]
async fn a_host_that_was_not_reached_rests() {
    let hosts = Hosts::default();
    let (client, clock) = client(&hosts);
    hosts.set("a:", State::Unreachable);
    assert!(trigger(&client).await);
    assert_eq!(hosts.seen(), [A, B]);
    hosts.set("b:", State::Unreachable);
    assert!(trigger(&client).await);
    assert_eq!(hosts.seen(), [B, C]);
    // `a` and `b` rest, and are tried last.
    hosts.set("c", State::Unreachable);
    hosts.set("a:", State::Up);
    assert!(trigger(&client).await);
    assert_eq!(hosts.seen(), [C, A]);
    clock.advance(30);
    hosts.set("a:", State::Unreachable);
    hosts.set("b:", State::Up);
    assert!(trigger(&client).await);
    assert_eq!(hosts.seen(), [A, B]);
}

#[tokio::test]
async fn every_host_is_tried_once_if_none_is_reached() {
    let hosts = Hosts::default();
    let (client, _) = client(&hosts);
    for host in ["a:", "b:", "c"] {
        hosts.set(host, State::Unreachable);
    }
    for _ in 0..2 {
        let error = client.trigger_untyped(["news"], "headline", &7).await.expect_err("no host");
        assert!(matches!(&error, TriggerError::Request(error) if !error.may_have_arrived()), "{error:?}");
        assert_eq!(hosts.seen().len(), 3);
    }
}

#[tokio::test]
async fn what_may_have_arrived_is_not_sent_to_another_host() {
    for state in [State::Silent, State::Failing] {
        let hosts = Hosts::default();
        let (client, _) = client(&hosts);
        hosts.set("a:", state);
        assert!(!trigger(&client).await);
        assert_eq!(hosts.seen(), [A]);
    }
}

#[tokio::test]
async fn queries_and_batches_go_to_the_same_host() {
    let hosts = Hosts::default();
    let (client, _) = client(&hosts);
    hosts.set("a:", State::Unreachable);
    assert!(trigger(&client).await);
    let _ = client.channels_untyped("news", []).await;
    client.batch().add(client.trigger_untyped(["news"], "headline", &7)).send().await.expect("accepted");
    assert_eq!(hosts.seen(), [A, B, "http://b:6001/apps/1/channels", "http://b:6001/apps/1/batch_events"]);
}

#[test]
fn a_list_of_hosts_is_checked() {
    let build = |hosts: &[&str]| Client::builder("1", "key", SECRET).hosts(hosts.iter().copied()).build();
    assert!(matches!(build(&[]), Err(ConfigError::NoHosts)));
    assert!(matches!(build(&["a", "b/c"]), Err(ConfigError::Host)));
    build(&["localhost:6001"]).expect("one host with a port");
    Client::builder("1", "key", SECRET)
        .hosts([""; 0])
        .cluster("eu")
        .build()
        .expect("the cluster replaces the hosts");
}

/// The outbox relies on it: its lease is longer than a request takes.
#[tokio::test(start_paused = true)]
async fn all_hosts_together_have_the_time_limit_of_one_attempt() {
    let hosts = Hosts::default();
    let (client, _) = client(&hosts);
    hosts.set("a:", State::UnreachableAfter(Duration::from_secs(3)));
    hosts.set("b:", State::UnreachableAfter(Duration::from_secs(2)));
    // No time is left for `c`.
    assert!(!trigger(&client).await);
    assert_eq!(hosts.seen(), [A, B]);
    assert!(trigger(&client).await);
    assert_eq!(hosts.seen(), [C]);
    let seconds = [5, 2, 5].map(Duration::from_secs);
    assert_eq!(*hosts.timeouts.lock().expect("no panic"), seconds);
}
