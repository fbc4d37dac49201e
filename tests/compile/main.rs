//! What compiles and what the compiler says of what does not: one mistake a
//! file, in folders by concern. `TRYBUILD=overwrite cargo test --test compile`
//! writes the snapshots anew; read every one of them before it is committed.

#[test]
fn programs_compile_or_say_why_not() {
    let tests = trybuild::TestCases::new();
    tests.pass("compile/pass/*.rs");
    tests.compile_fail("compile/fail/*/*.rs");
}
