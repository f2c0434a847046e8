//! The stand-in for a Melody Auth server, row by row as the real one was recorded.

mod cors;
mod ending;
mod exchange;
mod impersonation;
mod levers;
mod own_ways;
mod servers;
mod user_info;
