//! `latchkey completions`

use std::io;

use clap::{Args, Command};
use clap_complete::Shell;

/// Print the completions for a shell
///
/// For bash: `latchkey completions bash > ~/.local/share/bash-completion/completions/latchkey`
#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, mut command: Command) {
        let name = command.get_name().to_owned();
        clap_complete::generate(self.shell, &mut command, name, &mut io::stdout());
    }
}
