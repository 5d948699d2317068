//! `latchkey completions` and `latchkey man`.

use super::Outcome;
use super::support::Installation;

#[test]
fn every_shell_gets_completions_that_know_the_commands() -> Outcome {
    let installation = Installation::new()?;
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = installation.succeed(&["completions", shell], b"")?;
        for word in [
            "latchkey",
            "subscriber",
            "set-password",
            "--on-conflict",
            "--with-hashes",
        ] {
            let word = if shell == "fish" {
                word.trim_start_matches('-')
            } else {
                word
            };
            assert!(script.contains(word), "{shell}: {word}");
        }
        assert!(!script.contains("reference"), "{shell}: a hidden command");
    }
    assert_eq!(installation.run(&["completions", "tcsh"])?.code, Some(2));
    Ok(())
}

#[test]
fn bash_takes_its_completions_and_completes_with_them() -> Outcome {
    let installation = Installation::new()?;
    let script = installation.succeed(&["completions", "bash"], b"")?;
    std::fs::write(installation.path("completions.sh"), script)?;
    let ask = "source completions.sh; COMP_WORDS=(latchkey subscriber un); COMP_CWORD=2; _latchkey latchkey un subscriber; echo \"${COMPREPLY[@]}\"";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", ask]).current_dir(installation.path(""));
    let finished = super::support::finish(&mut command, b"")?;
    assert_eq!((finished.out.as_str(), finished.err.as_str()), ("unlock\n", ""));
    Ok(())
}

#[test]
fn each_command_has_a_manual_page() -> Outcome {
    let installation = Installation::new()?;
    let said = installation.succeed(&["man", "man1"], b"")?;
    assert_eq!(said, "wrote the manual pages to man1\n");
    let page = |name: &str| std::fs::read_to_string(installation.path(format!("man1/{name}.1")));
    for name in [
        "latchkey",
        "latchkey-serve",
        "latchkey-import-users",
        "latchkey-user-update",
    ] {
        let page = page(name)?;
        assert!(
            page.contains(".SH NAME") && page.contains(".SH OPTIONS"),
            "{name}: {page}"
        );
    }
    assert!(page("latchkey-import-users")?.contains("\\-\\-on\\-conflict"));
    assert!(page("latchkey-reference").is_err(), "a hidden command");
    Ok(())
}
