//! Rows by serial number.

use embed_host::protocol::{EmbedId, IdMap};

#[test]
fn a_number_is_never_given_twice() {
    let mut table = IdMap::<EmbedId, &str>::default();
    let (first, second) = (table.add(|_| "first"), table.add(|_| "second"));
    assert_eq!((first.number(), second.number()), (1, 2));
    assert_eq!(table.remove(second).as_deref(), Some(&"second"));
    assert_eq!(table.remove(second), None);
    assert_eq!(table.add(|_| "third").number(), 3);
    assert_eq!((table.get(first), table.get(second)), (Some(&"first"), None));
}

#[test]
fn rows_stand_in_the_order_of_their_numbers_and_can_be_changed() {
    let mut table = IdMap::<EmbedId, u32>::default();
    for number in [3, 5, 9] {
        table.follow(EmbedId::of(number), number);
    }
    table.remove(EmbedId::of(5));
    *table.get_mut(EmbedId::of(9)).unwrap() += 1;
    table.rows_mut().for_each(|row| *row *= 2);
    assert_eq!(table.iter().map(|(key, row)| (key.number(), *row)).collect::<Vec<_>>(), [(3, 6), (9, 20)]);
    assert_eq!(table.rows().collect::<Vec<_>>(), [&6, &20]);
    assert_eq!((table.key_at(1), table.key_at(2)), (Some(EmbedId::of(9)), None));
    assert_eq!(table.get(EmbedId::of(4)), None);
}

#[test]
fn a_row_may_know_its_number() {
    let mut table = IdMap::<EmbedId, EmbedId>::default();
    let number = table.add(|number| number);
    assert_eq!(table.get(number), Some(&number));
}

#[test]
fn a_table_is_empty_when_its_last_row_is_gone() {
    let mut table = IdMap::<EmbedId, ()>::default();
    assert!(table.is_empty());
    let only = table.add(|_| ());
    assert!(!table.is_empty());
    table.remove(only);
    assert!(table.is_empty());
}
