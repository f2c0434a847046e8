//! A map by serial number. A number is never given twice, so a stale one finds nothing.
//!
//! It is a sorted list: a page has a few rows of each kind, and a `BTreeMap` costs kilobytes in the module.

/// The number of an embed, for as long as the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmbedId(u32);

/// The number of a token source, for as long as the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(u32);

/// What can number the rows of an [`IdMap`].
pub trait Id: Copy + Ord {
    /// The id of that number.
    fn from_number(number: u32) -> Self;
}

/// Makes an [`Id`] of a type that holds a number.
macro_rules! id_type {
    ($name:ident) => {
        impl $crate::protocol::Id for $name {
            fn from_number(number: u32) -> Self {
                Self(number)
            }
        }
        impl $name {
            /// The number that stands for this row in JavaScript; never zero.
            pub const fn number(self) -> u32 {
                self.0
            }
            /// The id of a number that came back from JavaScript, whether or not there is such a row.
            pub const fn of(number: u32) -> Self {
                Self(number)
            }
        }
    };
}
pub(super) use id_type;

id_type!(EmbedId);
id_type!(SourceId);

/// Rows in the order of their ids, which is the order in which they were added.
#[derive(Clone, Debug)]
pub struct IdMap<K, T> {
    last: u32,
    rows: Vec<(K, T)>,
}

impl<K: Id, T> Default for IdMap<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Id, T> IdMap<K, T> {
    /// An empty map.
    pub const fn new() -> Self {
        Self { last: 0, rows: Vec::new() }
    }

    /// Adds a row under the next id, which it is given.
    pub fn add(&mut self, row: impl FnOnce(K) -> T) -> K {
        self.last += 1;
        let id = K::from_number(self.last);
        self.rows.push((id, row(id)));
        id
    }

    /// Adds a row under an id that another map gave, which must be higher than all before.
    pub fn insert(&mut self, id: K, row: T) {
        debug_assert!(self.rows.last().is_none_or(|(last, _)| *last < id));
        self.rows.push((id, row));
    }

    /// The row of that id.
    pub fn get(&self, id: K) -> Option<&T> {
        let at = self.position(id)?;
        self.rows.get(at).map(|(_, row)| row)
    }

    /// The row of that id, to be changed.
    pub fn get_mut(&mut self, id: K) -> Option<&mut T> {
        let at = self.position(id)?;
        self.rows.get_mut(at).map(|(_, row)| row)
    }

    /// Takes the row of that id out.
    pub fn remove(&mut self, id: K) -> Option<T> {
        let at = self.position(id)?;
        Some(self.rows.remove(at).1)
    }

    /// All rows with their ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &T)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, row)| row)
    }

    /// All rows, to be changed.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut().map(|(_, row)| row)
    }

    /// The id of the row at that place, if there are so many rows.
    pub fn id_at(&self, place: usize) -> Option<K> {
        self.rows.get(place).map(|(id, _)| *id)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn position(&self, id: K) -> Option<usize> {
        self.rows.binary_search_by_key(&id, |(row, _)| *row).ok()
    }
}
