//! Placing orders, and listing the open ones.

use axum::{extract::State, http::StatusCode, response::Response};
use orders_schema::ShopChannel;
use serde::Deserialize;
use tracing::info;

use crate::{
    json::{Json, json},
    refusal::Refusal,
    sessions::SignedIn,
    store::Database,
};

/// The most orders that can be open at a time.
pub(crate) const MOST: usize = 100;

/// An order as it was sent.
#[derive(Deserialize)]
pub(crate) struct Request {
    item: String,
    quantity: i64,
}

/// A valid order.
#[derive(Debug, PartialEq)]
pub(crate) struct Wish {
    pub(crate) item: String,
    pub(crate) quantity: u32,
}

impl TryFrom<Request> for Wish {
    type Error = Refusal;

    fn try_from(request: Request) -> Result<Wish, Refusal> {
        const LONGEST: usize = 60;
        const LEAST: u32 = 1;
        const MOST: u32 = 99;
        let item = request.item.trim();
        if item.is_empty() || item.chars().count() > LONGEST || item.chars().any(char::is_control) {
            return Err(Refusal::Item { longest: LONGEST });
        }
        let quantity = u32::try_from(request.quantity).ok().filter(|count| (LEAST..=MOST).contains(count));
        let quantity = quantity.ok_or(Refusal::Quantity { least: LEAST, most: MOST })?;
        Ok(Wish { item: item.to_owned(), quantity })
    }
}

pub(crate) async fn place(
    State(database): State<Database>,
    State(shop): State<ShopChannel>,
    SignedIn(customer): SignedIn,
    Json(request): Json<Request>,
) -> Result<Response, Refusal> {
    let wish = Wish::try_from(request)?;
    let order = database.place(&shop, wish, customer).await?;
    let order = order.ok_or(Refusal::TooManyOrders { most: MOST })?;
    info!("order {}: {} × {} for {}", order.id, order.quantity, order.item, order.customer.name);
    Ok(json(StatusCode::CREATED, &order))
}

pub(crate) async fn open(
    State(database): State<Database>,
    State(shop): State<ShopChannel>,
    SignedIn(_): SignedIn,
) -> Result<Response, Refusal> {
    Ok(json(StatusCode::OK, &database.snapshot(&shop).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(item: &str, quantity: i64) -> Result<Wish, Refusal> {
        Wish::try_from(Request { item: item.to_owned(), quantity })
    }

    #[test]
    fn a_wish_is_one_line_and_a_number() {
        assert_eq!(wish(" tea ", 99), Ok(Wish { item: "tea".to_owned(), quantity: 99 }));
        assert!(wish(&"ü".repeat(60), 1).is_ok());
        for item in ["", "  ", "a\nb", &"x".repeat(61)] {
            assert_eq!(wish(item, 1), Err(Refusal::Item { longest: 60 }), "{item:?}");
        }
        for quantity in [0, 100, -1, i64::MAX] {
            assert_eq!(wish("tea", quantity), Err(Refusal::Quantity { least: 1, most: 99 }), "{quantity}");
        }
    }
}
