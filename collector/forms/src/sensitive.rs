//! What a person told us, and must never be printed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that prints as `[redacted]`; the one way out is [`reveal`](Self::reveal), which is easy to search for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Returns `value`, from here on unprintable.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value itself.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::Sensitive;

    #[test]
    fn a_sensitive_value_cannot_be_printed() {
        assert_eq!(format!("{:?}", Sensitive::new("Karen")), "[redacted]");
    }
}
