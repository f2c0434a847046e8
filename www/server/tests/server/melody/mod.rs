//! The stand-in for a Melody Auth server, compared with what was recorded of the real one.

mod control;
mod cors;
mod ending;
mod exchange;
mod impersonation;
mod own_ways;
mod servers;
mod user_info;
