//! A handwritten loop: it selects ten rows, sends them, and deletes them. Several loops reorder the events of a channel.

use sqlx::{PgPool, query, query_as};

use crate::service::Service;

/// Runs until nothing waits.
pub(crate) async fn run(pool: PgPool, service: Service) {
    loop {
        let mut tx = pool.begin().await.expect("a transaction");
        let rows: Vec<(i64, String, String, String)> = query_as(
            "SELECT id, channel, event, data FROM pusher_outbox ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 10",
        )
        .fetch_all(&mut *tx)
        .await
        .expect("rows");
        if rows.is_empty() {
            return;
        }
        service.receive(rows.len() as u64).await;
        let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
        query("DELETE FROM pusher_outbox WHERE id = ANY ($1)")
            .bind(ids)
            .execute(&mut *tx)
            .await
            .expect("deleted");
        tx.commit().await.expect("a commit");
    }
}
