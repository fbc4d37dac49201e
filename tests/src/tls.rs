//! TLS in front of a server, with its own certificate.

use std::{net::Ipv4Addr, path::Path, sync::Arc};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::NamedTempFile;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::service::Service;

/// Ends TLS and forwards what it decrypts to a server on loopback. The certificate is for `localhost`.
#[derive(Debug)]
pub struct TlsFront {
    port: u16,
    certificate: NamedTempFile,
    task: JoinHandle<()>,
}

impl TlsFront {
    /// Starts it on a free loopback port.
    pub async fn before(server: &impl Service) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let certificate = NamedTempFile::with_prefix("pusher-typed-").expect("a temporary file");
        std::fs::write(&certificate, cert.pem()).expect("a writable file");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("a key that matches its certificate");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free loopback port");
        let port = listener.local_addr().expect("a bound socket").port();
        let task = tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(config)), server.port()));
        TlsFront { port, certificate, task }
    }

    /// The port for TLS.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A PEM file with the certificate.
    pub fn certificate(&self) -> &Path {
        self.certificate.path()
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, server: u16) {
    while let Ok((client, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let mut client = acceptor.accept(client).await?;
            let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await?;
            copy_bidirectional(&mut client, &mut server).await
        });
    }
}
