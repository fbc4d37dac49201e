//! The blocking client behaves like the async client, on any thread.
#![cfg(all(feature = "blocking", feature = "derive", feature = "testing"))]
#![allow(missing_docs)]

use std::{
    error::Error,
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use pusher_typed::{
    Channel, Event, PresenceMember,
    blocking::Client,
    client::{ChannelAttribute, ConfigError, RequestError, TriggerError, User},
    testing::{Recorder, ScriptedResponse},
    transport::{Request, Response, SendFuture, Transport},
};
use serde::{Deserialize, Serialize};

type Outcome = Result<(), Box<dyn Error>>;

#[derive(Debug, PartialEq, Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "presence-room-<id>", member = Member)]
struct Room {
    id: u64,
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "cache-prices-<id>")]
struct Prices {
    id: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Prices, channel = Room, event = "price")]
struct Price {
    cents: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Prices { id }, event = "sold-out")]
struct SoldOut {
    id: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

fn recorded() -> (Recorder, Client) {
    let recorder = Recorder::new();
    let client = Client::new(recorder.client()).expect("a thread");
    (recorder, client)
}

#[test]
fn every_way_to_trigger() -> Outcome {
    let (recorder, client) = recorded();
    client.trigger(&SoldOut { id: 1 }).exclude(&"1.2".parse()?).info().send()?;
    client.trigger_on(&Prices { id: 2 }, &Price { cents: 5 }).send()?;
    client.trigger_on_many(&[Prices { id: 3 }, Prices { id: 4 }], &Price { cents: 6 }).send()?;
    client.send_to_user(&7_u64, &Notice { text: "hi".into() }).send()?;
    client.trigger_untyped(["any"], "thing", &[1, 2]).send()?;
    let more = client.trigger_on(&Room { id: 5 }, &Price { cents: 8 }).info();
    client
        .batch()
        .event(&SoldOut { id: 5 })
        .event_on(&Prices { id: 5 }, &Price { cents: 7 })
        .add(more)
        .send()?;

    let sent = recorder.sent();
    let channels: Vec<_> = sent.iter().map(|event| event.channels.join(" ")).collect();
    let expected = [
        "cache-prices-1",
        "cache-prices-2",
        "cache-prices-3 cache-prices-4",
        "#server-to-user-7",
        "any",
        "cache-prices-5",
        "cache-prices-5",
        "presence-room-5",
    ];
    assert_eq!(channels, expected);
    assert_eq!(
        (sent[0].exclude.clone(), sent[0].info.as_slice()),
        (Some("1.2".parse()?), &["subscription_count".into()][..])
    );
    assert_eq!(sent[7].info, ["user_count"]);
    Ok(())
}

#[test]
fn every_question() -> Outcome {
    let (recorder, client) = recorded();
    recorder
        .respond(ScriptedResponse::ok(r#"{"channels":{"presence-room-1":{"user_count":2}}}"#))
        .respond(ScriptedResponse::ok(r#"{"channels":{"cache-prices-1":{"subscription_count":3}}}"#))
        .respond(ScriptedResponse::ok(r#"{"channels":{"a":{}}}"#))
        .respond(ScriptedResponse::ok(r#"{"occupied":true,"user_count":2}"#))
        .respond(ScriptedResponse::ok(
            r#"{"occupied":true,"subscription_count":3,"cache":{"data":"{\"cents\":5}","ttl":9}}"#,
        ))
        .respond(ScriptedResponse::ok(r#"{"users":[{"id":"7"}]}"#))
        .respond(ScriptedResponse::ok("{}"));

    let rooms = client.channels::<Room>().user_count().send()?;
    assert_eq!((&rooms.channels[0].0, rooms.channels[0].1.user_count), (&Room { id: 1 }, Some(2)));
    let prices = client.channels::<Prices>().subscription_count().send()?;
    assert_eq!(prices.channels[0].1.subscription_count, Some(3));
    let names = client.channels_untyped("", [ChannelAttribute::SubscriptionCount]).send()?;
    assert_eq!(names.channels[0].0, "a");
    assert_eq!(client.channel(&Room { id: 1 }).user_count().send()?.user_count, Some(2));
    let state = client.channel(&Prices { id: 1 }).subscription_count().cache::<Price>().send()?;
    assert_eq!(
        (state.subscription_count, state.cache.expect("an event").event),
        (Some(3), Price { cents: 5 })
    );
    assert_eq!(client.users(&Room { id: 1 }).send()?, [7]);
    client.terminate_user_connections(&7_u64).send()?;
    Ok(())
}

#[test]
fn errors_are_the_async_clients_own() {
    let (recorder, client) = recorded();
    recorder.respond(ScriptedResponse::status(403, "over quota"));
    let error = client.trigger(&SoldOut { id: 1 }).send().expect_err("refused");
    assert_eq!(error.request().and_then(RequestError::status), Some(403));
    let error = client.trigger_untyped(["a b"], "x", &0).send().expect_err("no name");
    assert!(matches!(error, TriggerError::ChannelName(_)), "{error:?}");
    let error =
        pusher_typed::Client::builder("a/b", "key", "secret").build_blocking().expect_err("no app id");
    assert!(matches!(error, ConfigError::AppId), "{error:?}");
    assert!(matches!(Client::from_url("nonsense"), Err(ConfigError::Url { .. })));
}

#[test]
fn signatures_are_those_of_the_async_client() -> Outcome {
    let (_, client) = recorded();
    let (socket_id, member) = ("1.2".parse()?, Member { id: 7 });
    let room = Room { id: 1 };
    let auth = client.authorize_member(&socket_id, &room, &member)?;
    assert_eq!(auth, client.as_async().authorize_member(&socket_id, &room, &member)?);
    let user = User::new(&member);
    let auth = client.authenticate_user(&socket_id, &user)?;
    assert_eq!(auth, client.as_async().authenticate_user(&socket_id, &user)?);
    assert!(format!("{client:?}").starts_with("blocking::Client(Client {"));
    Ok(())
}

/// Calls, and drops the client, inside async code.
fn within_async_code() {
    let (recorder, client) = recorded();
    let call = client.trigger(&SoldOut { id: 1 });
    drop(client);
    call.send().expect("sent");
    assert_eq!(recorder.events::<SoldOut>().expect("decoded"), [SoldOut { id: 1 }]);
}

#[tokio::test(flavor = "current_thread")]
async fn within_a_runtime_of_one_thread() {
    within_async_code();
    tokio::task::spawn_blocking(within_async_code).await.expect("no panic");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn within_a_runtime_of_several_threads() {
    within_async_code();
    tokio::spawn(async { within_async_code() }).await.expect("no panic");
    tokio::task::block_in_place(within_async_code);
}

#[test]
fn many_threads_share_one_client() {
    let (recorder, client) = recorded();
    thread::scope(|scope| {
        for id in 0..16 {
            let client = client.clone();
            scope.spawn(move || client.trigger(&SoldOut { id }).send().expect("sent"));
        }
    });
    assert_eq!(recorder.sent().len(), 16);
}

/// A service on loopback that responds once to each connection, or never.
fn service(response: Option<&'static str>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 4096]);
            if let Some(response) = response {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", response.len());
                let _ = stream.write_all((head + response).as_bytes());
            }
            open.push(stream);
        }
    });
    port
}

fn client_of(port: u16) -> Client {
    let builder = pusher_typed::Client::builder("1", "key", "secret").host("127.0.0.1").port(port).tls(false);
    builder.timeout(Duration::from_millis(300)).build_blocking().expect("a client")
}

#[test]
fn connections_are_driven_by_the_thread_in_the_background() -> Outcome {
    let client = client_of(service(Some(r#"{"occupied":true}"#)));
    assert!(client.channel(&Prices { id: 1 }).send()?.occupied);
    Ok(())
}

#[tokio::test]
async fn connections_are_driven_inside_another_runtime() {
    let client = client_of(service(Some(r#"{"occupied":true}"#)));
    assert!(client.channel(&Prices { id: 1 }).send().expect("a state").occupied);
}

#[test]
fn a_service_that_does_not_respond_is_given_up() {
    let client = client_of(service(None));
    let start = Instant::now();
    let error = client.channel(&Prices { id: 1 }).send().expect_err("late");
    assert!(matches!(error.request(), Some(RequestError::Transport(_))), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// Panics at the first request.
struct Fragile(AtomicBool);

impl Transport for Fragile {
    fn send(&self, _: Request) -> SendFuture<'_> {
        Box::pin(async {
            assert!(self.0.swap(true, Ordering::Relaxed), "the transport breaks");
            Ok(Response::new(200, "{}"))
        })
    }
}

#[test]
fn a_transport_that_panics_does_so_in_the_call_and_harms_no_other() {
    let builder =
        pusher_typed::Client::builder("1", "key", "secret").transport(Fragile(AtomicBool::new(false)));
    let client = builder.build_blocking().expect("a client");
    let call = AssertUnwindSafe(|| client.trigger(&SoldOut { id: 1 }).send());
    assert!(catch_unwind(call).is_err());
    client.trigger(&SoldOut { id: 1 }).send().expect("sent");
}

/// The names of the public functions in the `impl` blocks of a type, as its source has them.
fn functions<'s>(source: &'s str, of: &str) -> Vec<&'s str> {
    let own = |block: &&str| block.lines().next().is_some_and(|head| head.ends_with(&format!("{of} {{")));
    let name = |line: &'s str| {
        let line = line.trim_start();
        line.strip_prefix("pub fn ").or(line.strip_prefix("pub async fn "))?.split(['(', '<']).next()
    };
    source.split("\nimpl").filter(own).flat_map(str::lines).filter_map(name).collect()
}

/// The sources of a folder, one after the other. A hidden function is on the line of its attribute, so that
/// [`functions`] does not find it.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text += &sources(&path);
        } else {
            text += "\n";
            text += &fs::read_to_string(path).expect("UTF-8").replace("#[doc(hidden)]\n", "#[doc(hidden)] ");
        }
    }
    text
}

#[test]
fn nothing_of_the_async_client_is_missing() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (client, blocking) = (sources(&source.join("client")), sources(&source.join("blocking")));
    let types = [" Client", " Trigger", " Batch", " ChannelsQuery<C>", " ChannelQuery<C, Cache>"];
    for of in types {
        let like = if of == " Client" { of.to_owned() } else { format!(" Call<{}>", of.trim()) };
        let (all, mut there) = (functions(&client, of), functions(&blocking, &like));
        // Every call has these.
        there.extend(functions(&blocking, " Call<B>"));
        // A builder ends in `build_blocking`.
        let missing: Vec<_> =
            all.iter().filter(|name| !there.contains(name) && **name != "builder").collect();
        assert!(!all.is_empty() && missing.is_empty(), "{of}: {missing:?}");
    }
    let publisher = sources(&source.join("publisher"));
    for (of, like) in [(" Publisher", " Publisher"), (" PublisherBuilder", " Call<PublisherBuilder>")] {
        let (all, there) = (functions(&publisher, of), functions(&blocking, like));
        let missing: Vec<_> = all.iter().filter(|name| !there.contains(name)).collect();
        assert!(!all.is_empty() && missing.is_empty(), "{of}: {missing:?}");
    }
    assert!(!blocking.contains("Deref"), "a missing counterpart would become the async method");
}
