//! TLS, by the certificates that the application's own HTTP client trusts.

use std::{error::Error, net::Ipv4Addr, sync::Arc};

use pusher_typed::{
    subscriber::{ConnectError, Subscriber, SubscriberConfig},
    testing::Server,
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::schema::{Message, Orders, Outcome, config, event, message};

/// A TLS proxy for a service, with a self-signed certificate for `localhost`.
struct Terminator {
    port: u16,
    certificate: String,
}

impl Terminator {
    async fn before(server: &Server) -> Result<Self, Box<dyn Error>> {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()])?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let tls =
            ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (port, service) = (listener.local_addr()?.port(), server.port());
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut client = acceptor.accept(client).await?;
                    let mut service = TcpStream::connect((Ipv4Addr::LOCALHOST, service)).await?;
                    copy_bidirectional(&mut client, &mut service).await
                });
            }
        });
        Ok(Terminator { port, certificate: cert.pem() })
    }

    fn config(&self, server: &Server) -> SubscriberConfig {
        config(server).host("localhost").port(self.port).tls(true)
    }
}

#[tokio::test]
async fn a_certificate_that_the_own_client_trusts() -> Outcome {
    let server = Server::start().await?;
    let terminator = Terminator::before(&server).await?;
    let http = reqwest::Client::builder()
        .no_proxy()
        .http1_only()
        .add_root_certificate(reqwest::Certificate::from_pem(terminator.certificate.as_bytes())?)
        .build()?;
    let subscriber = Subscriber::connect(terminator.config(&server).http_client(http)).await?;
    let mut orders = subscriber.subscribe::<Message>(&Orders { id: 1 }).await?;

    server.client().trigger_on(&Orders { id: 1 }, &message("sealed")).await?;

    assert_eq!(event(&mut orders).await, message("sealed"));
    Ok(())
}

#[tokio::test]
async fn an_untrusted_certificate() -> Outcome {
    let server = Server::start().await?;
    let terminator = Terminator::before(&server).await?;

    let error = Subscriber::connect(terminator.config(&server)).await.unwrap_err();

    let ConnectError::Http(cause) = &error else { panic!("{error:?}") };
    assert!(format!("{cause:?}").to_lowercase().contains("certificate"), "{cause:?}");
    assert!(server.connections().is_empty());
    Ok(())
}
