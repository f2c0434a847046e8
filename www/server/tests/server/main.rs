//! Drives the servers as browsers, tests and a tenant see them: over loopback.
#![cfg(test)]

mod auth_servers;
mod faults;
mod melody;
mod pages;
mod program;
mod secrecy;
mod session;
mod stand_in;
mod support;
mod support_console;
mod token_endpoint;
