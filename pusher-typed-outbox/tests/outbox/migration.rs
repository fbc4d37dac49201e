//! Creating and migrating the tables.

use pusher_typed_outbox::MigrateError;

use crate::{
    database::{Fixture, TestDatabase, close},
    on_each_database,
    orders::{Changed, Counted},
    relaying::publish,
    service::Service,
};

on_each_database! {
    a_second_migration_changes_nothing
    many_processes_migrate_at_once
    newer_tables_are_refused
    tables_of_version_1_are_used
}

async fn a_second_migration_changes_nothing<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    fixture.outbox.migrate().await.expect("a second migration");
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_schema").await, 2);
}

async fn many_processes_migrate_at_once<DB: TestDatabase>(_: Fixture<DB>) {
    let fixture = Fixture::<DB>::empty().await;
    let mut migrations = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let location = fixture.location.clone();
        migrations
            .spawn(async move { pusher_typed_outbox::Outbox::new(DB::open(location).await).migrate().await });
    }
    for migrated in migrations.join_all().await {
        migrated.expect("a migration");
    }
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_schema").await, 2);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_lease").await, 1);
}

async fn newer_tables_are_refused<DB: TestDatabase>(fixture: Fixture<DB>) {
    fixture.execute("INSERT INTO pusher_schema (version) VALUES (2000)").await;
    let error = fixture.outbox.migrate().await.expect_err("newer");
    assert!(matches!(error, MigrateError::Newer { found: 2000, .. }), "{error}");
}

/// The fixtures are tables of version 1 of this crate. They are never changed.
async fn tables_of_version_1_are_used<DB: TestDatabase>(_: Fixture<DB>) {
    let fixture = Fixture::<DB>::empty().await;
    fixture.execute(DB::VERSION_1).await;
    fixture.outbox.migrate().await.expect("a migration");
    let stats = fixture.outbox.stats().await.expect("stats");
    assert_eq!((stats.waiting, stats.dead), (2, 1));
    // A relay of version 1 had the number 17. It has lost its lease.
    assert_eq!(fixture.number("SELECT fence FROM pusher_lease").await, 18);
    publish(&fixture, [Changed { id: 1, n: 3 }]).await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    service.wait_for(3).await;
    fixture.wait_for("SELECT count(*) FROM pusher_outbox WHERE sent_at IS NULL", 0).await;
    assert_eq!(service.numbers("private-orders-1"), [1, 2, 3]);
    assert_eq!(service.accepted()[1].socket_id.as_deref(), Some("12.34"));
    let dead = fixture.outbox.dead_letters().list(10).await.expect("dead letters");
    assert_eq!((dead[0].id, dead[0].status), (2, Some(413)));
    assert!(fixture.outbox.dead_letters().retry(2).await.expect("retried"));
    assert_eq!(service.wait_for(4).await[3].data, r#"{"id":1,"n":0}"#);
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    fixture.outbox.publish(&mut conn, &Counted { id: 1, n: 1 }).await.expect("published");
    drop(conn);
    service.wait_for(5).await;
    assert_eq!(service.offsets("private-stock-1"), [1]);
    close(relay).await;
}

/// At these levels, a transaction sees the rows from before it has waited for another migration.
#[cfg(feature = "e2e")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_migrate_at_once_at_every_default_isolation_level() {
    for level in ["repeatable read", "serializable"] {
        let fixture = Fixture::<sqlx::Postgres>::empty().await;
        let options = fixture.location.clone().options([("default_transaction_isolation", level)]);
        let mut migrations = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let pool = sqlx::Postgres::open(options.clone()).await;
            migrations.spawn(async move { pusher_typed_outbox::Outbox::new(pool).migrate().await });
        }
        for migrated in migrations.join_all().await {
            migrated.expect(level);
        }
    }
}
