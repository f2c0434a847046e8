//! Rows by serial number. A number is never given twice, so a stale one finds nothing.

/// The number of an embed, for as long as the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmbedId(u32);

/// The number of a token source, for as long as the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(u32);

/// What can number the rows of a [`Table`].
pub trait Serial: Copy + Ord {
    /// The row of that number.
    fn from_number(number: u32) -> Self;
}

/// Makes a number that a [`Table`] gives out from a type that holds one.
macro_rules! serial {
    ($name:ident) => {
        impl $crate::protocol::Serial for $name {
            fn from_number(number: u32) -> Self {
                Self(number)
            }
        }
        impl $name {
            /// The number that stands for this row in JavaScript; never zero.
            pub const fn number(self) -> u32 {
                self.0
            }
            /// The row of a number that came back from JavaScript, whether or not there is one.
            pub const fn of(number: u32) -> Self {
                Self(number)
            }
        }
    };
}
pub(super) use serial;

serial!(EmbedId);
serial!(SourceId);

/// Rows in the order of their numbers, which is the order in which they were added.
///
/// They are boxed so that every table is the same code to the compiler, which then ships it once.
#[derive(Debug)]
pub struct Table<K, T> {
    last: u32,
    rows: Vec<(K, Box<T>)>,
}

impl<K: Serial, T> Default for Table<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Serial, T> Table<K, T> {
    /// An empty table.
    pub const fn new() -> Self {
        Self { last: 0, rows: Vec::new() }
    }

    /// Adds a row under the next number, which it is told.
    pub fn add(&mut self, row: impl FnOnce(K) -> T) -> K {
        self.last += 1;
        let key = K::from_number(self.last);
        self.rows.push((key, Box::new(row(key))));
        key
    }

    /// Adds a row under a number that another table gave, which must be higher than all before.
    pub fn follow(&mut self, key: K, row: T) {
        debug_assert!(self.rows.last().is_none_or(|(last, _)| *last < key));
        self.rows.push((key, Box::new(row)));
    }

    /// The row of that number.
    pub fn get(&self, key: K) -> Option<&T> {
        let at = self.position(key)?;
        self.rows.get(at).map(|(_, row)| &**row)
    }

    /// The row of that number, to be changed.
    pub fn get_mut(&mut self, key: K) -> Option<&mut T> {
        let at = self.position(key)?;
        self.rows.get_mut(at).map(|(_, row)| &mut **row)
    }

    /// Takes the row of that number out.
    pub fn remove(&mut self, key: K) -> Option<Box<T>> {
        let at = self.position(key)?;
        Some(self.rows.remove(at).1)
    }

    /// All rows, by number.
    pub fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        self.rows.iter().map(|(key, row)| (*key, &**row))
    }

    /// All rows, without their numbers.
    pub fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, row)| &**row)
    }

    /// All rows, without their numbers, to be changed.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut().map(|(_, row)| &mut **row)
    }

    /// The number of the row at that place, if there are so many rows.
    pub fn key_at(&self, place: usize) -> Option<K> {
        self.rows.get(place).map(|(key, _)| *key)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn position(&self, key: K) -> Option<usize> {
        self.rows.iter().position(|(row, _)| *row == key)
    }
}
