//! The scenarios of `client_suite`: everything that pusher-js tests against the hosted service, rewritten, with and
//! without TLS.

use std::net::{Ipv4Addr, TcpListener};

use pusher_typed::testing::{FaultPlan, Server};
use pusher_typed_tests::{AuthEndpoint, ClientSuite, SuiteRequest, TlsFront};
use serde_json::{Value, json};

use super::stage::{Outcome, in_process};

/// Runs the scenarios of a module, of which there are `count`.
async fn run(module: &str, count: usize, with_tls: bool) -> Outcome {
    let (server, endpoint) = (in_process().start().await?, AuthEndpoint::start().await);
    let tls = if with_tls { Some(TlsFront::before(&server).await) } else { None };
    let mut suite = ClientSuite::start(module, &server, endpoint.url(), tls.as_ref());
    // Accepts connections and says nothing.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    while let Some(request) = suite.request().await {
        let response = match &*request.ask {
            "silent-port" => json!(silent.local_addr()?.port()),
            _ => respond(&server, &request).await?,
        };
        suite.respond(&response);
    }
    suite.assert_passed(count);
    Ok(())
}

async fn respond(server: &Server, request: &SuiteRequest) -> Result<Value, Box<dyn std::error::Error>> {
    let SuiteRequest { ask, channel, event, data, count, .. } = request;
    match &**ask {
        "trigger" => drop(server.client().trigger_untyped([&**channel], event, data).await?),
        "subscriptions" => return Ok(json!(server.subscriptions(channel))),
        "wait-for-connections" => server.wait_for_connections(*count).await?,
        "drop-connections" => server.drop_connections(),
        "lose-everything" => drop(server.set_faults(FaultPlan::new(1).lose(1.0))),
        "lose-nothing" => drop(server.set_faults(None)),
        other => panic!("no scenario requests {other}"),
    }
    Ok(Value::Null)
}

macro_rules! modules {
    ($($name:ident: $module:literal, $count:literal;)*) => {$(
        mod $name {
            use super::Outcome;

            #[tokio::test]
            async fn without_tls() -> Outcome {
                super::run($module, $count, false).await
            }

            #[tokio::test]
            async fn with_tls() -> Outcome {
                super::run($module, $count, true).await
            }
        }
    )*};
}

modules! {
    client_events: "client_events.mjs", 4;
    connections: "connections.mjs", 13;
    presence: "presence.mjs", 6;
    public_channels: "public_channels.mjs", 5;
    subscription_states: "subscription_states.mjs", 14;
}
