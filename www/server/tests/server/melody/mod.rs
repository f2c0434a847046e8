//! The stand-in for a Melody Auth server, row by row as the real one was recorded.

mod control;
mod cors;
mod ending;
mod exchange;
mod impersonation;
mod own_ways;
mod servers;
mod user_info;
