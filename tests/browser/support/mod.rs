//! What the tests share.

mod auth_server;
mod fetch;
mod frames;
mod listeners;
mod page;
mod scripts;
mod tokens;
mod uncaught;

pub(crate) use auth_server::{AuthServer, SERVER, granted, link, session_claims, unsigned_jwt};
pub(crate) use fetch::{ReplacedFetch, answer, json_answer};
pub(crate) use frames::{ask, blank_frame, request, served_frame};
pub(crate) use listeners::ListenerCount;
pub(crate) use page::{Address, container, document, own_origin, tick, until, window};
pub(crate) use scripts::{call, promised, run};
pub(crate) use tokens::{jwt, minting, minting_for, options};
pub(crate) use uncaught::Uncaught;
