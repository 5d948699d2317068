//! `ispcrm`: what only this contract does. What it shares with the others is tested in `shared/` and by the parity table.

mod login;
mod logout;
