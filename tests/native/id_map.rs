//! Rows by serial number.

use embed_host::protocol::{EmbedId, IdMap};

#[test]
fn a_number_is_never_given_twice() {
    let mut map = IdMap::<EmbedId, &str>::default();
    let (first, second) = (map.add(|_| "first"), map.add(|_| "second"));
    assert_eq!((first.number(), second.number()), (1, 2));
    assert_eq!(map.remove(second), Some("second"));
    assert_eq!(map.remove(second), None);
    assert_eq!(map.add(|_| "third").number(), 3);
    assert_eq!((map.get(first), map.get(second)), (Some(&"first"), None));
}

#[test]
fn rows_are_in_the_order_of_their_numbers_and_can_be_changed() {
    let mut map = IdMap::<EmbedId, u32>::default();
    for number in [3, 5, 9] {
        map.insert(EmbedId::of(number), number);
    }
    map.remove(EmbedId::of(5));
    *map.get_mut(EmbedId::of(9)).unwrap() += 1;
    map.rows_mut().for_each(|row| *row *= 2);
    assert_eq!(map.iter().map(|(key, row)| (key.number(), *row)).collect::<Vec<_>>(), [(3, 6), (9, 20)]);
    assert_eq!(map.rows().collect::<Vec<_>>(), [&6, &20]);
    assert_eq!((map.id_at(1), map.id_at(2)), (Some(EmbedId::of(9)), None));
    assert_eq!(map.get(EmbedId::of(4)), None);
}

#[test]
fn a_row_may_know_its_number() {
    let mut map = IdMap::<EmbedId, EmbedId>::default();
    let id = map.add(|id| id);
    assert_eq!(map.get(id), Some(&id));
}

#[test]
fn a_map_is_empty_when_its_last_row_is_gone() {
    let mut map = IdMap::<EmbedId, ()>::default();
    assert!(map.is_empty());
    let only = map.add(|_| ());
    assert!(!map.is_empty());
    map.remove(only);
    assert!(map.is_empty());
}
