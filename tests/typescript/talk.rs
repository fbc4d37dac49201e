//! Runs the generated file: two users exchange events with pusher-js in Node.js and the in-process server.

use std::{error::Error, net::Ipv4Addr};

use axum::{
    Router,
    extract::{Path, State},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pusher_typed::{
    ChannelSet, Client,
    client::{AuthError, AuthReply, ChannelAuthRequest, User, UserAuthRequest},
    testing::Server,
};
use pusher_typed_tests::{MASTER_KEY, Program, TypeScript};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::schema::{
    self, AppChannel, Member, Message, Money, Notice, OrderChannel, OrderId, OrderPaid, OrderShipped,
    Payment, Price, PriceChannel, Region, RoomChannel, Tick, TickerChannel, Typing,
};

#[tokio::test]
async fn a_conversation_by_the_generated_file() -> Result<(), Box<dyn Error>> {
    let server = Server::start().await?;
    let client = server.client_builder().encryption_master_key_base64(STANDARD.encode(MASTER_KEY)).build()?;
    let project = TypeScript::new();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    project.write("talk.ts", include_str!("talk.ts"));
    assert_eq!(project.compile(), []);
    let site = site(client.clone()).await?;
    let options = json!({ "port": server.port(), "key": server.key(), "site": site });
    let mut talk = Program::start(&project, "talk.js", &options);

    let order = OrderChannel { region: Region::UsEast, id: OrderId(9_007_199_254_740_993) };
    let ada = json!({ "id": "7", "info": { "displayName": "Ada", "isAdmin": null } });
    let before = [
        json!(["subscribed", order.name()?.as_str()]),
        json!(["no price"]),
        json!(["no tick"]),
        json!(["signed in"]),
        json!(["ada is in", 1, ada]),
        json!(["added", "8", "Grace", 2]),
        json!(["grace sees", ["Ada", "Grace"], "Ada"]),
        json!(["sent", true]),
        json!(["typing", true, "8", true]),
    ];
    assert_said(&mut talk, before).await;
    assert_eq!(server.events::<Typing>()?, [Typing { on: true, offer: None }]);

    let value = Money { cents: 1999, currency: None };
    client.trigger_on(&order, &OrderPaid { payment: Payment::Cash }).await?;
    client.trigger_on(&order, &OrderShipped { carrier: "DHL".to_owned(), value }).await?;
    let price = Money { cents: 1, currency: Some("EUR".to_owned()) };
    client.trigger_on(&PriceChannel, &Price { price }).await?;
    let ticker = TickerChannel { paused: false, offset: -7 };
    client.trigger_on(&ticker, &Tick(7, Some("A".to_owned()))).await?;
    client.send_to_user(&7, &Notice { text: "for Ada".to_owned() }).await?;
    let room = RoomChannel { room: "lobby".to_owned() };
    client.trigger_on(&room, &Message { text: "to all".to_owned() }).await?;
    let after = [
        json!(["shipped", "DHL", 1999]),
        json!(["price", "EUR"]),
        json!(["tick", 7, "A"]),
        json!(["notice", "for Ada"]),
        json!(["message", "to all"]),
        json!(["removed", "Grace", 1]),
    ];
    assert_said(&mut talk, after).await;
    Ok(())
}

#[tokio::test]
async fn a_refused_sign_in_is_said_and_channels_stay_typed_on_another_cluster() -> Result<(), Box<dyn Error>>
{
    let server = Server::start().await?;
    let client = server.client().clone();
    let project = TypeScript::new();
    project.write("channels.ts", &schema::catalog().typescript().expect("a file"));
    project.write("refused_user.ts", include_str!("refused_user.ts"));
    assert_eq!(project.compile(), []);
    let site = site(client.clone()).await?;
    let options = json!({ "port": server.port(), "key": server.key(), "site": site });
    let mut program = Program::start(&project, "refused_user.js", &options);

    let refused = json!(["not signed in", "AuthError", 403]);
    assert_said(&mut program, [refused.clone(), json!(["subscribed", false])]).await;
    let order = OrderChannel { region: Region::Eu, id: OrderId(7) };
    let shipped = |carrier: &str| OrderShipped {
        carrier: carrier.to_owned(),
        value: Money { cents: 1, currency: None },
    };
    client.trigger_on(&order, &shipped("DHL")).await?;
    // The new connection signs in and subscribes again.
    assert_said(&mut program, [json!(["shipped", "DHL", false]), refused, json!(["subscribed", true])]).await;
    client.trigger_on(&order, &shipped("UPS")).await?;
    assert_said(&mut program, [json!(["shipped", "UPS", true])]).await;
    Ok(())
}

/// The next lines are these; the protocol promises an order within a channel only.
async fn assert_said<const N: usize>(talk: &mut Program, expected: [Value; N]) {
    let mut said = Vec::new();
    for _ in &expected {
        said.push(talk.next().await.to_string());
    }
    let mut expected: Vec<String> = expected.iter().map(Value::to_string).collect();
    said.sort();
    expected.sort();
    assert_eq!(said, expected);
}

/// The application's own site; its sessions are the first parts of its paths.
async fn site(client: Client) -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let routes = Router::new()
        .route("/{user}/channel", post(authorize))
        .route("/{user}/user", post(authenticate))
        .with_state(client);
    tokio::spawn(axum::serve(listener, routes).into_future());
    Ok(url)
}

async fn authorize(
    State(client): State<Client>,
    Path(user): Path<String>,
    request: ChannelAuthRequest<AppChannel>,
) -> Result<AuthReply, AuthError> {
    let socket_id = &request.socket_id;
    let auth = match &request.channel {
        AppChannel::Order(order) => client.authorize(socket_id, order)?,
        AppChannel::Price(price) => client.authorize(socket_id, price)?,
        AppChannel::Room(room) => client.authorize_member(socket_id, room, &member(&user))?,
    };
    Ok(AuthReply::from(&auth))
}

async fn authenticate(
    State(client): State<Client>,
    Path(user): Path<String>,
    request: UserAuthRequest,
) -> Result<AuthReply, AuthError> {
    if user == "mallory" {
        return Ok(AuthReply::forbidden());
    }
    let auth = client.authenticate_user(&request.socket_id, &User::new(&member(&user)))?;
    Ok(AuthReply::from(&auth))
}

fn member(user: &str) -> Member {
    match user {
        "ada" => Member { id: 7, display_name: "Ada".to_owned(), is_admin: None },
        _ => Member { id: 8, display_name: "Grace".to_owned(), is_admin: Some(true) },
    }
}
