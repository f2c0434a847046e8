//! Impersonation links in the browser: options and answers come in, effects go out.
//!
//! Sessions and calls cross the border as numbers, so that JavaScript holds nothing that has to be freed.

mod exports;
mod grant;
mod host;
mod options;
mod shell;
