#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| pusher_typed_fuzz::authorization::run(input));
