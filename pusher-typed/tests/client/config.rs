//! The builder's settings and its errors.

use pusher_typed::{
    Client,
    client::{ClientBuilder, ConfigError},
};

use crate::service::{SECRET, Service};

async fn endpoint(builder: impl FnOnce(ClientBuilder) -> ClientBuilder) -> String {
    let service = Service::default();
    let client = builder(service.builder()).build().expect("a client");
    client.trigger_untyped(["a"], "e", &1).await.expect("sent");
    service.requests()[0].endpoint().to_owned()
}

#[tokio::test]
async fn requests_go_where_the_settings_say() {
    assert_eq!(endpoint(|it| it).await, "https://api-mt1.pusher.com/apps/1/events");
    assert_eq!(endpoint(|it| it.cluster("eu")).await, "https://api-eu.pusher.com/apps/1/events");
    assert_eq!(endpoint(|it| it.cluster("eu").host("h")).await, "https://h/apps/1/events");
    assert_eq!(endpoint(|it| it.host("::1").port(6001).tls(false)).await, "http://[::1]:6001/apps/1/events");
    assert_eq!(endpoint(|it| it.host("h").path_prefix("/ws")).await, "https://h/ws/apps/1/events");
}

#[test]
fn a_setting_that_cannot_be_is_an_error() {
    let builder = || Client::builder("1", "k", "s");
    assert!(matches!(Client::builder("", "k", "s").build(), Err(ConfigError::AppId)));
    assert!(matches!(Client::builder("1", "", "s").build(), Err(ConfigError::Key)));
    assert!(matches!(Client::builder("1", "k", "").build(), Err(ConfigError::Secret)));
    assert!(matches!(builder().cluster("").build(), Err(ConfigError::Cluster)));
    assert!(matches!(builder().cluster("EU").build(), Err(ConfigError::Cluster)));
    assert!(matches!(builder().cluster("x.evil.example/").build(), Err(ConfigError::Cluster)));
    assert!(matches!(builder().host("https://h").build(), Err(ConfigError::Host)));
    assert!(matches!(builder().path_prefix("ws").build(), Err(ConfigError::PathPrefix)));
    assert!(matches!(builder().tls(false).proxy("not a url").build(), Err(ConfigError::Proxy)));
    let key = |key: &str| builder().encryption_master_key_base64(key).build();
    assert!(matches!(key("%"), Err(ConfigError::MasterKeyEncoding)));
    assert!(matches!(key("c2hvcnQ="), Err(ConfigError::MasterKeyLength { len: 5 })));
}

#[test]
fn tls_needs_a_feature_or_a_transport_of_ones_own() {
    let built_in = Client::builder("1", "k", "s").build();
    if cfg!(any(feature = "rustls", feature = "native-tls")) {
        built_in.expect("a client");
    } else {
        assert!(matches!(built_in, Err(ConfigError::NoTls)));
    }
    Client::builder("1", "k", "s").tls(false).build().expect("no TLS is needed");
    Service::default().client();
}

#[tokio::test]
async fn the_path_prefix_is_signed_only_where_that_is_wanted() {
    let signature = async |sign: Option<bool>, prefix: &str| {
        let service = Service::default();
        let mut builder = service.builder().path_prefix(prefix);
        if let Some(sign) = sign {
            builder = builder.sign_path_prefix(sign);
        }
        builder.build().expect("a client").trigger_untyped(["a"], "e", &1).await.expect("sent");
        service.requests()[0].query().to_owned()
    };
    let without = signature(None, "").await;
    assert_eq!(signature(None, "/ws").await, without);
    assert_eq!(signature(Some(false), "/ws").await, without);
    assert_ne!(signature(Some(true), "/ws").await, without);
    assert_eq!(signature(Some(true), "").await, without);
}

#[tokio::test]
async fn a_url_configures_everything() {
    let service = Service::default();
    let url = format!("http://k:{SECRET}@h:6001/ws/apps/9");
    let client = ClientBuilder::from_url(&url).expect("a URL").transport(service.clone()).build();
    client.expect("a client").trigger_untyped(["a"], "e", &1).await.expect("sent");
    let request = &service.requests()[0];
    assert_eq!(request.endpoint(), "http://h:6001/ws/apps/9/events");
    assert!(request.query().starts_with("auth_key=k&"), "{}", request.query());
    assert!(Client::from_url(&url).is_ok());
    assert!(Client::from_url("https://example.com").is_err());
}
