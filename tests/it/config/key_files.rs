//! The files with keys: what is refused, in which words, and that none of them repeats what is in the file.

use latchkey::config::Config;
use secrecy::ExposeSecret;

use super::{Outcome, Place, defaults};
use crate::support::key_file::{set_mode, write_key_file};

const GOOD: &[u8] = b"kJ8#vq2!mZ0^xT5&rL9*wB3(nC7)yH1-";
const HEX: &str = "5f1d9c02b7e84a63f0c8d1e29b3a4756687f90a1b2c3d4e5f6071829304a5b6c";

/// The configuration of a folder in which `file` is what `key` names.
fn place(key: &str, file: &[u8]) -> Result<(tempfile::TempDir, Config), Box<dyn std::error::Error>> {
    let folder = tempfile::TempDir::new()?;
    let path = folder.path().join("file");
    write_key_file(&path, file)?;
    let config = Place::new()?
        .file(&format!("{key} = \"{}\"\n", path.display()))?
        .load()?;
    Ok((folder, config))
}

fn secret_refusal(file: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    let (folder, config) = place("tokens.secret_file", file)?;
    let error = config.read_secret().err().ok_or("was taken")?;
    let shown = error.to_string().replace(&format!("{}/", folder.path().display()), "");
    let said = shown.strip_prefix("tokens.secret_file (file): ").ok_or(shown.clone())?;
    Ok(said.to_owned())
}

fn master_refusal(file: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    let (folder, config) = place("tokens.master_key_file", file)?;
    let error = config.read_master_key().err().ok_or("was taken")?;
    let shown = error.to_string().replace(&format!("{}/", folder.path().display()), "");
    let said = shown
        .strip_prefix("tokens.master_key_file (file): ")
        .ok_or(shown.clone())?;
    Ok(said.to_owned())
}

#[test]
fn a_good_secret_is_taken_byte_by_byte_but_for_one_line_end() -> Outcome {
    let with = |end: &[u8]| [GOOD, end].concat();
    for (file, bytes) in [
        (with(b""), with(b"")),
        (with(b"\n"), with(b"")),
        (with(b"\r\n"), with(b"")),
        (with(b"\n\n"), with(b"\n")),
        (with(b" "), with(b" ")),
        (HEX.as_bytes().to_vec(), HEX.as_bytes().to_vec()),
        (
            (0..=255).rev().step_by(7).map(|byte: u8| byte ^ 0x5a).collect(),
            (0..=255).rev().step_by(7).map(|byte: u8| byte ^ 0x5a).collect(),
        ),
    ] {
        let (_folder, config) = place("tokens.secret_file", &file)?;
        let secret = config.read_secret()?.ok_or("none")?;
        assert_eq!(secret.expose_secret(), bytes);
        assert!(!format!("{config:?}").contains("kJ8#"));
    }
    assert!(defaults()?.read_secret()?.is_none());
    Ok(())
}

#[test]
fn a_secret_of_less_than_32_bytes_is_refused() -> Outcome {
    for length in [0, 1, 31] {
        let said = secret_refusal(&GOOD[..length])?;
        assert_eq!(said, format!("must hold at least 32 bytes, not {length}"));
    }
    let said = secret_refusal(&[&GOOD[..31], b"\n"].concat())?;
    assert_eq!(
        said, "must hold at least 32 bytes, not 31",
        "a line end is no byte of it"
    );
    Ok(())
}

#[test]
fn sample_secrets_are_refused_however_they_are_dressed_up() -> Outcome {
    for sample in [
        "your-256-bit-secret",
        "a-string-secret-at-least-256-bits-long",
        "A-String-Secret-At-Least-256-Bits-Long\n",
        "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
        "secret",
        "SecretSECRETsecret_secret-secret secret secret",
        "changeme",
        "éàü changeme éàü éàü éàü éàü éàü",
        "changemechangemechangemechangeme",
        "secretsecretsecretsecretsecretsecret",
        "my-jwt-secret-change-me-in-production-please",
        "django-insecure-2*d7o1x!k3q9z#v8w@p5m0n4b6c$j^h&l",
        "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    ] {
        let said = secret_refusal(sample.as_bytes()).map_err(|error| format!("{sample}: {error}"))?;
        let expected = "is a sample that anybody can look up; make one with `openssl rand -base64 32`";
        assert_eq!(said, expected, "{sample}");
    }
    Ok(())
}

#[test]
fn a_secret_in_which_too_little_differs_is_refused() -> Outcome {
    let counting: Vec<u8> = (0..64).collect();
    for secret in [
        &[0; 32][..],
        &[b'a'; 100],
        b"abababababababababababababababab",
        b"11111111222222223333333344444444",
        b"abcdefgabcdefgaabbccddeeffggabcdefg",
        b"correcthorsebattcorrecthorsebattcorrect",
        &counting,
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg",
    ] {
        let said = secret_refusal(secret)?;
        let expected = "repeats itself and could be guessed; make one with `openssl rand -base64 32`";
        assert_eq!(said, expected, "{:?}", String::from_utf8_lossy(secret));
    }
    Ok(())
}

#[test]
fn a_secret_of_walks_sequences_and_words_is_refused() -> Outcome {
    for secret in [
        "qwertyuiopasdfghjklzxcvbnm123456",
        "qwertyuiopasdfghjklzxcvbnmqwertyuiop",
        "asdfghjklasdfghjklzxcvbnmzxcvbnm1",
        "passwordpasswordpassword12345678",
        "PASSWORDpasswordPASSWORD12345678",
        "iloveyouiloveyouiloveyouforever12",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456",
        // The walk, as base64.
        "cXdlcnR5dWlvcGFzZGZnaGprbHp4Y3Zibm0xMjM0NTY=",
    ] {
        let said = secret_refusal(secret.as_bytes()).map_err(|error| format!("{secret}: {error}"))?;
        let expected = "is made of words, sequences or rows of keys and could be guessed; make one with `openssl rand \
                        -base64 32`";
        assert_eq!(said, expected, "{secret}");
    }
    Ok(())
}

#[test]
fn what_a_secret_stands_for_is_looked_at_too() -> Outcome {
    let repeats = "repeats itself and could be guessed; make one with `openssl rand -base64 32`";
    let sample = "is a sample that anybody can look up; make one with `openssl rand -base64 32`";
    let counting: String = (0..32).map(|byte: u8| format!("{byte:02x}")).collect();
    for (secret, expected) in [
        ("base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", repeats),
        ("base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", repeats),
        ("base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", repeats),
        ("__________________8_________________________AAAA", repeats),
        ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", repeats),
        (&counting, repeats),
        (&format!("hex:{counting}"), repeats),
        ("YS1zdHJpbmctc2VjcmV0LWF0LWxlYXN0LTI1Ni1iaXRzLWxvbmc=", sample),
    ] {
        let said = secret_refusal(secret.as_bytes()).map_err(|error| format!("{secret}: {error}"))?;
        assert_eq!(said, expected, "{secret}");
    }
    // What `openssl rand` prints, with the prefix of Laravel and without.
    for secret in [
        "base64:Xx2cArfoSmPwyNHimzpHVmh/kKGyw9Tl9gcYKTBKW2w=",
        "Xx2cArfoSmPwyNHimzpHVmh/kKGyw9Tl9gcYKTBKW2w=",
        "830275649172650418936472051839264",
    ] {
        let (_folder, config) = place("tokens.secret_file", secret.as_bytes())?;
        assert!(config.read_secret()?.is_some(), "{secret}");
    }
    Ok(())
}

#[test]
fn a_file_that_other_users_can_read_is_refused_unless_that_is_allowed() -> Outcome {
    for mode in [0o644, 0o604, 0o444] {
        let (folder, mut config) = place("tokens.secret_file", GOOD)?;
        config.tokens.master_key_file = Some(folder.path().join("master"));
        write_key_file(folder.path().join("master"), HEX)?;
        for (name, key) in [("file", "tokens.secret_file"), ("master", "tokens.master_key_file")] {
            let path = folder.path().join(name);
            set_mode(&path, mode)?;
            let error = match name {
                "file" => config.read_secret().err(),
                _ => config.read_master_key().err(),
            };
            let said = format!(
                "{key} ({}): other users can read it (mode {mode:04o}); run `chmod 600`, or set \
                 files.allow_readable_keys",
                path.display()
            );
            assert_eq!(error.ok_or("was taken")?.to_string(), said);
        }
        config.files.allow_readable_keys = true;
        assert!(config.read_secret()?.is_some() && config.read_master_key()?.is_some());
    }
    Ok(())
}

#[test]
fn a_secret_beside_another_algorithm_is_refused() -> Outcome {
    for algorithm in ["ES256", "EdDSA", "RS256"] {
        let (_folder, mut config) = place("tokens.secret_file", GOOD)?;
        config.tokens.algorithm = Place::new()?
            .env("LATCHKEY_TOKENS_ALGORITHM", algorithm)
            .load()?
            .tokens
            .algorithm;
        let error = config.read_secret().err().ok_or("was taken")?;
        assert!(
            error
                .to_string()
                .ends_with(": is for tokens.algorithm = \"HS256\" only"),
            "{error}"
        );
    }
    Ok(())
}

#[test]
fn a_file_that_cannot_be_read_or_has_no_end_is_refused() -> Outcome {
    let mut config = defaults()?;
    config.tokens.secret_file = Some("/no/such/file".into());
    config.tokens.master_key_file = Some("/no/such/file".into());
    let said = "(/no/such/file): cannot be read: No such file or directory (os error 2)";
    for (key, error) in [
        ("tokens.secret_file", config.read_secret().err().ok_or("was taken")?),
        (
            "tokens.master_key_file",
            config.read_master_key().err().ok_or("was taken")?,
        ),
    ] {
        assert_eq!(error.to_string(), format!("{key} {said}"));
    }
    assert_eq!(
        secret_refusal(&GOOD.repeat(1000))?,
        "must not be larger than 16384 bytes"
    );
    Ok(())
}

#[test]
fn a_master_key_is_32_bytes_as_base64_or_hexadecimal_digits() -> Outcome {
    let base64 = "Xx2cArfoSmPwyNHimzpHVmh/kKGyw9Tl9gcYKTBKW2w=";
    for text in [
        HEX.to_owned(),
        HEX.to_uppercase(),
        format!("{HEX}\n"),
        format!("{base64}\r\n"),
    ] {
        let (_folder, config) = place("tokens.master_key_file", text.as_bytes())?;
        let key = config.read_master_key()?.ok_or("none")?;
        assert_eq!(
            (key.expose_secret()[0], key.expose_secret()[31]),
            (0x5f, 0x6c),
            "{text}"
        );
    }
    assert!(defaults()?.read_master_key()?.is_none());
    Ok(())
}

#[test]
fn a_master_key_of_another_form_or_a_guessable_one_is_refused() -> Outcome {
    let form = "must hold 32 random bytes as base64 or as 64 hexadecimal digits; `openssl rand -base64 32` makes them";
    let repeats = "repeats itself and could be guessed; make one with `openssl rand -base64 32`";
    let counting: String = (0..32).map(|byte: u8| format!("{byte:02x}")).collect();
    for (file, expected) in [
        ("", form),
        ("nonsense", form),
        (&HEX[..62], form),
        (&format!("{HEX}00"), form),
        (&format!("{}zz", &HEX[..62]), form),
        ("Xx2cArfoSmPwyNHimzpHVmh/kKGyw9Tl9gcYKTBKWw==", form),
        (&"0".repeat(64), repeats),
        (&"ab".repeat(32), repeats),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", repeats),
        (&counting, repeats),
        (
            "cXdlcnR5dWlvcGFzZGZnaGprbHp4Y3Zibm0xMjM0NTY=",
            "is made of words, sequences or rows of keys and could be guessed; make one with `openssl rand -base64 32`",
        ),
    ] {
        assert_eq!(master_refusal(file.as_bytes())?, expected, "{file}");
    }
    let sample = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";
    assert!(master_refusal(sample.as_bytes())?.starts_with("is a sample"));
    Ok(())
}
