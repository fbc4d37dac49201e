//! The texts of compile errors, built at compile time.

/// A text with a fixed capacity. Text above the capacity is omitted.
pub(crate) struct Text {
    bytes: [u8; Text::CAPACITY],
    len: usize,
    full: bool,
}

impl Text {
    const CAPACITY: usize = 2048;

    pub(crate) const fn new() -> Text {
        Text { bytes: [0; Text::CAPACITY], len: 0, full: false }
    }

    /// Begins the text of another error. If there are many errors, the last ones are omitted.
    pub(crate) const fn begin_line(&mut self) {
        if self.len > 0 {
            self.push_byte(b'\n');
        }
    }

    pub(crate) const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.len + text.len() > Text::CAPACITY {
            // Nothing is appended after an omission, because the text would otherwise have a gap.
            self.full = true;
        }
        if self.full {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            self.push_byte(text[at]);
            at += 1;
        }
    }

    pub(crate) const fn push_all(&mut self, texts: &[&str]) {
        let mut at = 0;
        while at < texts.len() {
            self.push(texts[at]);
            at += 1;
        }
    }

    pub(crate) const fn push_number(&mut self, number: usize) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        self.push_byte(b'0' + (number % 10) as u8);
    }

    /// Adds one ASCII character.
    pub(crate) const fn push_byte(&mut self, byte: u8) {
        if self.len < Text::CAPACITY && !self.full {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    /// Fails the compilation if the text contains an error.
    #[track_caller]
    pub(crate) const fn panic_if_any(&self) {
        if self.len > 0 {
            self.panic();
        }
    }

    /// Fails the compilation with the text as the error.
    #[track_caller]
    pub(crate) const fn panic(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => unreachable!(),
        }
    }
}
