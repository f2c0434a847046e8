//! Impersonation links in the browser: the address, the storage, the auth server, and what the JavaScript face calls.
//!
//! Sessions cross the border as numbers, and calls as the functions that settle their promises, so that JavaScript holds
//! nothing that has to be freed.

mod address;
mod exports;
mod face;
mod grant;
mod js;
mod options;
mod perform;
mod request;
mod shelf;
mod shell;
