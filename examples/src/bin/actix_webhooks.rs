//! Webhooks in actix-web, or in any framework with access to the headers and the raw body.
//!
//! `PUSHER_URL=http://KEY:SECRET@127.0.0.1:6001/apps/ID cargo run -p pusher-typed-examples --features actix --bin actix_webhooks`,
//! and the service sends its webhooks to `http://127.0.0.1:3000/webhooks`.

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    http::StatusCode,
    web::{self, Bytes, Data, PayloadConfig},
};
use pusher_typed::{Channel, Client, WebhookEvent};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Debug, Clone, PartialEq, WebhookEvent)]
enum AppHook {
    #[pusher(channel_occupied)]
    Occupied(OrderChannel),
    #[pusher(channel_vacated)]
    Vacated(OrderChannel),
}

async fn webhooks(client: Data<Client>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let (key, signature) = (header("x-pusher-key"), header("x-pusher-signature"));
    let webhook = match client.webhook::<AppHook>(key, signature, &body) {
        Ok(webhook) => webhook,
        Err(error) => {
            eprintln!("{error}");
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            return HttpResponse::new(status);
        }
    };
    for event in webhook.events {
        match event {
            AppHook::Occupied(order) => println!("order {} has a subscriber", order.id),
            AppHook::Vacated(order) => println!("order {} has no subscribers", order.id),
        }
    }
    HttpResponse::NoContent().finish()
}

/// The route, with the size limit of the client: the limit of actix-web is 256 KiB.
fn configure(client: Client) -> impl Fn(&mut web::ServiceConfig) + Clone {
    move |config| {
        config
            .app_data(Data::new(client.clone()))
            .app_data(PayloadConfig::new(4 << 20))
            .route("/webhooks", web::post().to(webhooks));
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let configure = configure(Client::from_env()?);
    let server = HttpServer::new(move || App::new().configure(configure.clone()));
    Ok(server.bind(("127.0.0.1", 3000))?.run().await?)
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service};
    use pusher_typed::testing::{self, Recorder, SignedWebhook};

    use super::*;

    async fn status(webhook: &SignedWebhook) -> u16 {
        let client = Recorder::new().client();
        let app = init_service(App::new().configure(configure(client))).await;
        let mut request = TestRequest::post().uri("/webhooks").set_payload(webhook.body.clone());
        for header in webhook.headers() {
            request = request.insert_header(header);
        }
        call_service(&app, request.to_request()).await.status().as_u16()
    }

    #[actix_web::test]
    async fn webhooks_are_accepted_and_forged_ones_rejected() {
        let events: Vec<AppHook> = (0..10_000).map(|id| AppHook::Occupied(OrderChannel { id })).collect();
        let mut webhook = testing::webhook(&Recorder::new().client(), &events).expect("a webhook");
        assert_eq!(status(&webhook).await, 204);
        webhook.body.push(' ');
        assert_eq!(status(&webhook).await, 401);
        webhook.body = " ".repeat(5 << 20);
        assert_eq!(status(&webhook).await, 413);
    }
}
