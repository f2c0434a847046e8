//! Impersonation links in the browser: what JavaScript has read goes in, what it has to do comes out.
//!
//! No object of JavaScript crosses the border, in either direction: only numbers and texts do. Sessions and calls are
//! numbers, so that JavaScript holds nothing that has to be freed. The module needs no table of objects for that, and what
//! is JavaScript's own (options, promises, requests, timers, storages) is read and handled where that takes a third of the
//! bytes. What any of it means is decided by [`protocol`](crate::protocol::impersonation).

mod exports;
mod host;
mod shell;
