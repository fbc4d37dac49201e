//! Databases that were restored from a backup: subscribers get a reset, and skip nothing.

use pusher_typed::{Position, history::ChannelHistory};
use sqlx::Sqlite;

use crate::{
    database::{Fixture, TestDatabase},
    history::{after, at, numbers, start},
    orders::Counted,
    recoverable::publish,
};

/// The state of a subscriber that has all events of the lost history.
async fn lost_history<DB: TestDatabase>(fixture: &Fixture<DB>) -> Position {
    publish(fixture, (4..=6).map(|n| Counted { id: 1, n })).await;
    let position = at(&start(fixture).await, 6);
    assert_eq!(numbers(after(fixture, "private-stock-1", position.clone()).await), []);
    position
}

/// Other events have the offsets of the lost ones, and more were published than were lost.
async fn expect_reset<DB: TestDatabase>(fixture: &Fixture<DB>, lost: &Position) {
    publish(fixture, (14..=20).map(|n| Counted { id: 1, n })).await;
    for offset in [lost.offset(), lost.offset() - 1, 3, 0] {
        let history = after(fixture, "private-stock-1", at(lost, offset)).await;
        let ChannelHistory::Reset { last } = history else { panic!("{offset}: {history:?}") };
        assert_eq!(last.offset(), 10);
        assert_ne!(last.epoch(), lost.epoch());
    }
    let expected: Vec<_> = (1..=3).map(|n| (n, n)).chain((4..=10).map(|n| (n, n + 10))).collect();
    assert_eq!(numbers(after(fixture, "private-stock-1", start(fixture).await).await), expected);
}

#[tokio::test]
async fn a_restored_sqlite_file_has_a_new_epoch_after_the_call() {
    let fixture = Fixture::<Sqlite>::new().await;
    publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
    let backup = fixture.location.with_file_name("backup.db");
    fixture.execute(&format!("VACUUM INTO '{}'", backup.display())).await;
    let lost = lost_history(&fixture).await;
    // The file is restored while no process has it open.
    fixture.pool.close().await;
    for suffix in ["-wal", "-shm"] {
        let mut file = fixture.location.clone().into_os_string();
        file.push(suffix);
        let _ = std::fs::remove_file(file);
    }
    std::fs::copy(&backup, &fixture.location).expect("the backup");
    let fixture = fixture.reopen().await;
    fixture.outbox.new_epoch().await.expect("a new epoch");
    expect_reset(&fixture, &lost).await;
}

#[cfg(feature = "e2e")]
mod on_postgres {
    use std::{path::Path, process::Command, time::Duration};

    use pusher_typed_outbox::{AuthorizedHistory, HistoryError, HistoryRequest};
    use sqlx::{ConnectOptions as _, Postgres, postgres::PgConnectOptions};

    use super::*;
    use tokio::{
        io::copy_bidirectional,
        net::{TcpListener, TcpStream},
        sync::watch,
    };

    use crate::{
        database::{close, server::Server},
        history::AppChannel,
        orders::Changed,
        relaying,
        service::{Reaction, Service},
    };

    fn tool(name: &str, database: &PgConnectOptions) -> Command {
        let bin = std::env::var("POSTGRES_BIN").expect("tests/setup prints POSTGRES_BIN");
        let mut command = Command::new(Path::new(&bin).join(name));
        command
            .env("PGHOST", database.get_host())
            .env("PGPORT", database.get_port().to_string())
            .env("PGUSER", "postgres")
            .env("PGDATABASE", database.get_database().expect("a name"));
        command
    }

    fn run(command: &mut Command) -> Vec<u8> {
        let output = command.output().expect("the tool");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn restore(database: &PgConnectOptions, dump: &[u8]) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("dump.sql");
        std::fs::write(&file, dump).expect("the dump");
        run(tool("psql", database).args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(file));
    }

    /// Into another database of the same server, which has the same system identifier and timeline.
    #[tokio::test]
    async fn a_restored_dump_has_a_new_epoch() {
        let fixture = Fixture::<Postgres>::new().await;
        publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
        let dump = run(&mut tool("pg_dump", &fixture.location));
        let lost = lost_history(&fixture).await;
        let restored = Fixture::<Postgres>::empty().await;
        restore(&restored.location, &dump);
        let restored = restored.reopen().await;
        restored.outbox.migrate().await.expect("the tables are up to date");
        expect_reset(&restored, &lost).await;
    }

    /// Into the same tables, which are emptied before.
    #[tokio::test]
    async fn a_restored_dump_of_the_data_has_a_new_epoch() {
        let fixture = Fixture::<Postgres>::new().await;
        publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
        let dump = run(tool("pg_dump", &fixture.location).arg("--data-only"));
        let lost = lost_history(&fixture).await;
        let tables = "pusher_outbox, pusher_offsets, pusher_epoch, pusher_lease, pusher_schema, pusher_dead_letters, orders";
        fixture.execute(&format!("TRUNCATE {tables}")).await;
        restore(&fixture.location, &dump);
        expect_reset(&fixture, &lost).await;
    }

    /// Three events were not replicated when the standby became the primary.
    #[tokio::test]
    async fn a_standby_refuses_and_has_a_new_epoch_when_it_becomes_the_primary() {
        let server = Server::start().await;
        let primary = Fixture::<Postgres>::empty().await.reopen_at(server.location()).await;
        primary.outbox.migrate().await.expect("tables");
        publish(&primary, (1..=3).map(|n| Counted { id: 1, n })).await;
        let standby = server.start_standby().await;
        let follower = Fixture::<Postgres>::empty().await.reopen_at(standby.location()).await;
        follower.wait_for("SELECT count(*) FROM pusher_outbox", 3).await;
        let error = follower.outbox.history(request()).await.expect_err("a standby");
        assert!(matches!(error, HistoryError::Standby), "{error:?}");

        follower.execute("ALTER SYSTEM SET primary_conninfo = ''").await;
        follower.execute("SELECT pg_reload_conf()").await;
        follower.wait_for("SELECT count(*) FROM pg_stat_wal_receiver", 0).await;
        let lost = lost_history(&primary).await;
        follower.execute("SELECT pg_promote()").await;
        follower.wait_for("SELECT count(*) FROM pusher_outbox WHERE NOT pg_is_in_recovery()", 3).await;
        // The next checkpoint may be minutes away.
        expect_reset(&follower, &lost).await;
    }

    /// The process that writes the commits that do not wait for the disk.
    const WRITER: &str = "SELECT pid::bigint FROM pg_stat_activity WHERE backend_type = 'walwriter'";

    fn signal(signal: &str, process: i64) {
        run(Command::new("kill").args([signal, &process.to_string()]));
    }

    /// Otherwise the lost offsets would be assigned again in the same epoch.
    #[tokio::test]
    async fn a_crash_of_the_server_removes_no_event_at_any_synchronous_commit() {
        let server = Server::start().await;
        let fixture = Fixture::<Postgres>::empty().await.reopen_at(server.location()).await;
        fixture.outbox.migrate().await.expect("tables");
        fixture.execute("CREATE TABLE orders (id INTEGER NOT NULL)").await;
        fixture.execute("ALTER DATABASE postgres SET synchronous_commit = off").await;
        let fixture = fixture.reopen().await;
        let writer = fixture.number(WRITER).await;
        signal("-STOP", writer);
        publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
        fixture.execute("INSERT INTO orders VALUES (1)").await;
        let position = at(&start(&fixture).await, 3);
        signal("-KILL", writer);
        wait_for_another_writer(&fixture.location, writer).await;
        let fixture = fixture.reopen().await;
        assert_eq!(fixture.number("SELECT count(*) FROM orders").await, 0, "the server has not crashed");
        publish(&fixture, (4..=6).map(|n| Counted { id: 1, n })).await;
        let history = after(&fixture, "private-stock-1", position).await;
        assert_eq!(numbers(history), [(4, 4), (5, 5), (6, 6)]);
    }

    /// The server restarts after the crash.
    async fn wait_for_another_writer(server: &PgConnectOptions, writer: i64) {
        let started = async || {
            let mut conn = server.connect().await?;
            sqlx::query_scalar::<_, i64>(WRITER).fetch_optional(&mut conn).await
        };
        let waiting = async {
            while !matches!(started().await, Ok(Some(other)) if other != writer) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("a restart");
    }

    /// Connections to a server that can be replaced.
    struct Address {
        port: u16,
        server: watch::Sender<u16>,
    }

    impl Address {
        async fn of(server: &Server) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let port = listener.local_addr().expect("an address").port();
            let (server, present) = watch::channel(server.location().get_port());
            tokio::spawn(async move {
                while let Ok((mut client, _)) = listener.accept().await {
                    let mut present = present.clone();
                    tokio::spawn(async move {
                        let port = *present.borrow_and_update();
                        let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
                        tokio::select! {
                            copied = copy_bidirectional(&mut client, &mut server) => copied.map(drop),
                            _ = present.changed() => Ok(()),
                        }
                    });
                }
            });
            Address { port, server }
        }

        fn replace(&self, server: &Server) {
            self.server.send_replace(server.location().get_port());
        }
    }

    /// The relay has events in memory that were not replicated. The new primary assigns their ids again.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_relay_forgets_the_events_of_a_primary_that_was_replaced() {
        let server = Server::start().await;
        let address = Address::of(&server).await;
        let fixture =
            Fixture::<Postgres>::empty().await.reopen_at(server.location().port(address.port)).await;
        fixture.outbox.migrate().await.expect("tables");
        let service = Service::scripted(|_| Reaction::Accept);
        let relay = fixture.relay(service.client()).start();
        relaying::publish(&fixture, [Changed { id: 1, n: 0 }]).await;
        fixture.wait_until_empty().await;
        let standby = server.start_standby().await;
        let follower = Fixture::<Postgres>::empty().await.reopen_at(standby.location()).await;
        follower.execute("ALTER SYSTEM SET primary_conninfo = ''").await;
        follower.execute("SELECT pg_reload_conf()").await;
        follower.wait_for("SELECT count(*) FROM pg_stat_wal_receiver", 0).await;

        service.script(|_| Reaction::Unreachable);
        relaying::publish(&fixture, (1..=100).map(|n| Changed { id: 1, n })).await;
        service.wait_until("a request", |service| service.requests().len() > 1).await;
        follower.execute("SELECT pg_promote()").await;
        address.replace(&standby);
        relaying::publish(&follower, (1001..=1010).map(|n| Changed { id: 1, n })).await;
        let first = follower.number("SELECT min(id) FROM pusher_outbox").await;
        assert!((2..=91).contains(&first), "{first} is not the id of a lost event");
        service.script(|_| Reaction::Accept);
        follower.wait_until_empty().await;
        close(relay).await;
        let numbers = service.numbers("private-orders-1");
        assert_eq!(numbers[numbers.len() - 10..], (1001..=1010).collect::<Vec<_>>());
    }

    fn request() -> AuthorizedHistory {
        let request = HistoryRequest::<AppChannel>::parse(br#"{"channels":{"private-stock-1":null}}"#);
        request.expect("a request").authorize(|_| true)
    }

    /// What does not change the history does not change the epoch.
    #[tokio::test]
    async fn maintenance_keeps_the_epoch() {
        let fixture = Fixture::<Postgres>::new().await;
        publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
        let before = start(&fixture).await;
        for sql in [
            "VACUUM FULL",
            "VACUUM FREEZE",
            "CHECKPOINT",
            "REINDEX TABLE pusher_epoch",
            "SELECT pg_switch_wal()",
        ] {
            fixture.execute(sql).await;
            assert_eq!(start(&fixture).await, before, "{sql}");
        }
        let fixture = fixture.reopen().await;
        assert_eq!(start(&fixture).await, before, "another connection");
    }

    #[tokio::test]
    async fn without_the_permission_the_error_says_what_to_grant() {
        let fixture = Fixture::<Postgres>::new().await;
        let name = fixture.location.get_database().expect("a name");
        for sql in [
            format!("CREATE ROLE {name}_owner"),
            "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC".to_owned(),
            format!("ALTER FUNCTION pusher_current_epoch() OWNER TO {name}_owner"),
            format!("GRANT SELECT ON pusher_epoch TO {name}_owner"),
        ] {
            fixture.execute(&sql).await;
        }
        publish(&fixture, [Counted { id: 1, n: 1 }]).await;
        let error = fixture.outbox.history(request()).await.expect_err("no permission");
        let HistoryError::Permission(source) = error else { panic!("{error:?}") };
        let grant = format!("GRANT EXECUTE ON FUNCTION pg_control_system() TO {name}_owner");
        assert!(source.to_string().contains(&grant), "{source}");
        fixture.execute(&grant).await;
        start(&fixture).await;
    }
}
