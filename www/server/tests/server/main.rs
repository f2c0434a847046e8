//! Tests the servers over loopback, as browsers and other servers call them.
#![cfg(test)]

mod admin_session;
mod audit;
mod auth_servers;
mod faults;
mod melody;
mod minting;
mod one_time_code;
mod pages;
mod program;
mod provisioning;
mod provisioning_at_a_tenant;
mod secrecy;
mod session;
mod setup_faults;
mod slow_clients;
mod stand_in;
mod support;
mod support_console;
mod token_endpoint;
