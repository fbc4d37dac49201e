//! Encrypted channels whose key changes.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use pusher_typed::{
    Client,
    subscriber::{DecodeItemError, Item, Subscriber, SubscriberConfig},
    testing::Server,
};

use crate::schema::{Outcome, Secret, Vault, config, event, next, soon};

const KEYS: [&str; 2] =
    ["OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=", "dGhpcnR5LXR3byBieXRlcyBvZiBtYXN0ZXIga2V5ISE="];

/// An application that authorizes with its present key, and counts the requests.
#[derive(Clone)]
struct Application {
    client: Arc<Mutex<Client>>,
    asked: Arc<AtomicUsize>,
}

impl Application {
    fn of(server: &Server) -> Self {
        Application { client: Arc::new(Mutex::new(server.client().clone())), asked: Arc::default() }
    }

    fn client(&self) -> Client {
        self.client.lock().expect("no panic").clone()
    }

    /// From now on, there is another master key.
    fn change_key(&self, to: Client) {
        *self.client.lock().expect("no panic") = to;
    }

    fn config(&self, server: &Server) -> SubscriberConfig {
        let application = self.clone();
        config(server).authorize_with(move |socket_id, channel| {
            application.asked.fetch_add(1, Ordering::SeqCst);
            assert_eq!(channel.as_str(), "private-encrypted-cache-vault");
            let auth = application.client().authorize(&socket_id, &Vault);
            async { Ok(auth?) }
        })
    }
}

fn client(server: &Server, key: &str) -> Client {
    server.client_builder().encryption_master_key_base64(key).build().expect("a client")
}

fn secret(text: &str) -> Secret {
    Secret { text: text.into() }
}

#[tokio::test]
async fn a_new_master_key_is_requested_and_no_event_is_lost() -> Outcome {
    let server = Server::start().await?;
    let application = Application::of(&server);
    let subscriber = Subscriber::connect(application.config(&server)).await?;
    let mut vault = subscriber.subscribe::<Secret>(&Vault).await?;
    assert!(matches!(next(&mut vault).await, Item::CacheMiss));
    application.client().trigger_on(&Vault, &secret("old")).await?;
    assert_eq!(event(&mut vault).await, secret("old"));

    application.change_key(client(&server, KEYS[0]));
    for text in ["new", "newer", "newest"] {
        application.client().trigger_on(&Vault, &secret(text)).await?;
    }

    for text in ["new", "newer", "newest"] {
        assert_eq!(event(&mut vault).await, secret(text));
    }
    assert_eq!(application.asked.load(Ordering::SeqCst), 2);
    Ok(())
}

#[tokio::test]
async fn an_undecryptable_event_is_reported_in_order() -> Outcome {
    let server = Server::start().await?;
    let application = Application::of(&server);
    let subscriber = Subscriber::connect(application.config(&server)).await?;
    let mut vault = subscriber.subscribe::<Secret>(&Vault).await?;
    assert!(matches!(next(&mut vault).await, Item::CacheMiss));

    client(&server, KEYS[1]).trigger_on(&Vault, &secret("of a stranger")).await?;
    application.client().trigger_on(&Vault, &secret("ours")).await?;

    let stranger = next(&mut vault).await;
    assert!(
        matches!(stranger, Item::Undecodable { error: DecodeItemError::Undecryptable, .. }),
        "{stranger:?}"
    );
    assert_eq!(event(&mut vault).await, secret("ours"));
    assert_eq!(application.asked.load(Ordering::SeqCst), 2);
    Ok(())
}

#[tokio::test]
async fn a_loss_while_a_key_is_awaited_tells_first_what_came_before() -> Outcome {
    let server = Server::start().await?;
    let application = Application::of(&server);
    let asked = Arc::new(AtomicUsize::new(0));
    let (answering, counted) = (application.clone(), Arc::clone(&asked));
    let config = config(&server).authorize_with(move |socket_id, _| {
        let auth = answering.client().authorize(&socket_id, &Vault);
        let second = counted.fetch_add(1, Ordering::SeqCst) == 1;
        async move {
            if second {
                std::future::pending::<()>().await;
            }
            Ok(auth?)
        }
    });
    let subscriber = Subscriber::connect(config).await?;
    let mut vault = subscriber.subscribe::<Secret>(&Vault).await?;
    assert!(matches!(next(&mut vault).await, Item::CacheMiss));

    client(&server, KEYS[1]).trigger_on(&Vault, &secret("of a stranger")).await?;
    soon(async {
        while asked.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.drop_connections();

    assert!(matches!(
        next(&mut vault).await,
        Item::Undecodable { error: DecodeItemError::Undecryptable, .. }
    ));
    assert!(matches!(next(&mut vault).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut vault).await, Item::Gap));
    Ok(())
}
