//! The statements, which are the same for both databases.

use std::slice;

use orders_schema::{
    Name, Notice, OpenOrder, OpenOrders, Order, OrderDelivered, OrderId, OrderPacked, OrderPlaced,
    OrderShipped, Person, PersonId, ShopChannel, Snapshot, Stage,
};
use pusher_typed::{ChannelSet as _, Position};
use pusher_typed_outbox::{Database, Outbox};
use sqlx::{Pool, Postgres, Sqlite};

use super::{
    database::StoreError,
    rows::{DELIVERED, OrderRow, PACKED, PLACED, SHIPPED, id, number, order, person},
};
use crate::orders::{MOST, Wish};

/// The most people that are stored; beyond that, the oldest are removed with their sessions.
const MOST_PEOPLE: i64 = 1000;

pub(super) struct Tables<DB: Database> {
    pub(super) pool: Pool<DB>,
    pub(super) outbox: Outbox<DB>,
}

impl<DB: Database> Clone for Tables<DB> {
    fn clone(&self) -> Self {
        Tables { pool: self.pool.clone(), outbox: self.outbox.clone() }
    }
}

/// A generic function would need a bound for each type and each statement.
macro_rules! statements {
    ($DB:ty, $begin:literal) => {
        impl Tables<$DB> {
            pub(super) async fn sign_in(&self, token: &str, name: &Name) -> Result<Person, StoreError> {
                let mut tx = self.pool.begin_with($begin).await?;
                let person: i64 = sqlx::query_scalar("INSERT INTO people (name) VALUES ($1) RETURNING id")
                    .bind(name.as_str())
                    .fetch_one(&mut *tx)
                    .await?;
                sqlx::query("INSERT INTO sessions (token, person) VALUES ($1, $2)")
                    .bind(token)
                    .bind(person)
                    .execute(&mut *tx)
                    .await?;
                let oldest = person - MOST_PEOPLE;
                sqlx::query("DELETE FROM sessions WHERE person <= $1").bind(oldest).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM people WHERE id <= $1").bind(oldest).execute(&mut *tx).await?;
                tx.commit().await?;
                Ok(Person { id: PersonId(number(person)), name: name.clone() })
            }

            pub(super) async fn signed_in(&self, token: &str) -> Result<Option<Person>, StoreError> {
                let row: Option<(i64, String)> = sqlx::query_as(
                    "SELECT people.id, people.name FROM sessions JOIN people ON people.id = person WHERE token = $1",
                )
                .bind(token)
                .fetch_optional(&self.pool)
                .await?;
                Ok(row.and_then(|(id, name)| person(id, &name)))
            }

            pub(super) async fn sign_out(&self, token: &str) -> Result<(), StoreError> {
                sqlx::query("DELETE FROM sessions WHERE token = $1").bind(token).execute(&self.pool).await?;
                Ok(())
            }

            pub(super) async fn name(&self, person: PersonId) -> Result<Option<Name>, StoreError> {
                let name: Option<String> = sqlx::query_scalar("SELECT name FROM people WHERE id = $1")
                    .bind(id(person.0))
                    .fetch_optional(&self.pool)
                    .await?;
                Ok(name.and_then(|name| Name::new(&name).ok()))
            }

            pub(super) async fn place(
                &self,
                shop: &ShopChannel,
                Wish { item, quantity }: Wish,
                customer: Person,
            ) -> Result<Option<Order>, StoreError> {
                let mut tx = self.pool.begin_with($begin).await?;
                let open: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM orders WHERE stage <> $1")
                    .bind(DELIVERED)
                    .fetch_one(&mut *tx)
                    .await?;
                if number(open) >= MOST as u64 {
                    return Ok(None);
                }
                let id: i64 = sqlx::query_scalar(
                    "INSERT INTO orders (item, quantity, customer, customer_name, stage)
                     VALUES ($1, $2, $3, $4, $5) RETURNING id",
                )
                .bind(&item)
                .bind(i64::from(quantity))
                .bind(id(customer.id.0))
                .bind(customer.name.as_str())
                .bind(PLACED)
                .fetch_one(&mut *tx)
                .await?;
                let (id, stage) = (OrderId(number(id)), Stage::Placed);
                let order = Order { id, item, quantity, customer, stage, carrier: None };
                self.outbox.publish_on(&mut tx, shop, &OrderPlaced { order: order.clone() }).await?;
                tx.commit().await?;
                self.outbox.wake();
                Ok(Some(order))
            }

            pub(super) async fn pack(&self, shop: &ShopChannel, order: OrderId) -> Result<(), StoreError> {
                let mut tx = self.pool.begin_with($begin).await?;
                if Self::change(&mut tx, order, [PLACED, PACKED], None).await?.is_some() {
                    self.outbox.publish_on(&mut tx, shop, &OrderPacked { id: order }).await?;
                }
                tx.commit().await?;
                self.outbox.wake();
                Ok(())
            }

            pub(super) async fn ship(
                &self,
                shop: &ShopChannel,
                order: OrderId,
                carrier: String,
            ) -> Result<(), StoreError> {
                let mut tx = self.pool.begin_with($begin).await?;
                let row = Self::change(&mut tx, order, [PACKED, SHIPPED], Some(&carrier)).await?;
                if let Some((item, quantity, customer)) = row {
                    let text = format!("{quantity} × {item} goes by {carrier}");
                    let customer = PersonId(number(customer));
                    self.outbox.publish_on(&mut tx, shop, &OrderShipped { id: order, carrier }).await?;
                    self.outbox.publish_to_user(&mut tx, &customer, &Notice { id: order, text }).await?;
                }
                tx.commit().await?;
                self.outbox.wake();
                Ok(())
            }

            pub(super) async fn deliver(&self, shop: &ShopChannel, order: OrderId) -> Result<(), StoreError> {
                let mut tx = self.pool.begin_with($begin).await?;
                if Self::change(&mut tx, order, [SHIPPED, DELIVERED], None).await?.is_some() {
                    self.outbox.publish_on(&mut tx, shop, &OrderDelivered { id: order }).await?;
                }
                tx.commit().await?;
                self.outbox.wake();
                Ok(())
            }

            /// Changes the stage of an order that is in the first one. Returns its item, quantity and customer.
            async fn change(
                conn: &mut <$DB as sqlx::Database>::Connection,
                order: OrderId,
                [from, to]: [&str; 2],
                carrier: Option<&str>,
            ) -> Result<Option<(String, i64, i64)>, StoreError> {
                let row = sqlx::query_as(
                    "UPDATE orders SET stage = $1, carrier = COALESCE($2, carrier)
                     WHERE id = $3 AND stage = $4 RETURNING item, quantity, customer",
                )
                .bind(to)
                .bind(carrier)
                .bind(id(order.0))
                .bind(from)
                .fetch_optional(conn)
                .await?;
                Ok(row)
            }

            async fn open(
                conn: &mut <$DB as sqlx::Database>::Connection,
            ) -> Result<Vec<Order>, StoreError> {
                let rows: Vec<OrderRow> = sqlx::query_as(
                    "SELECT id, item, quantity, customer, customer_name, stage, carrier FROM orders
                     WHERE stage <> $1 ORDER BY id",
                )
                .bind(DELIVERED)
                .fetch_all(conn)
                .await?;
                Ok(rows.into_iter().filter_map(order).collect())
            }

            pub(super) async fn snapshot(&self, shop: &ShopChannel) -> Result<Snapshot, StoreError> {
                let mut tx = self.outbox.snapshot().await?;
                let orders = Self::open(&mut tx).await?;
                let mut positions = self.outbox.positions(&mut tx, slice::from_ref(shop)).await?;
                tx.commit().await?;
                let position: Option<Position> = positions.remove(shop.name()?.as_str());
                Ok(Snapshot { position: position.ok_or(StoreError::NoPosition)?, orders })
            }

            /// Sends all open orders to the warehouse.
            pub(super) async fn send_all(&self, shop: &ShopChannel) -> Result<(), StoreError> {
                let mut tx = self.pool.begin_with($begin).await?;
                let orders = Self::open(&mut tx).await?;
                let orders = orders.iter().map(|order| OpenOrder { id: order.id, stage: order.stage });
                let open = OpenOrders { orders: orders.collect() };
                self.outbox.publish_on(&mut tx, shop, &open).await?;
                tx.commit().await?;
                self.outbox.wake();
                Ok(())
            }
        }
    };
}

// A transaction that writes begins as one, so that it never fails because another connection has written.
statements!(Sqlite, "BEGIN IMMEDIATE");
statements!(Postgres, "BEGIN");
