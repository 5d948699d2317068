//! Writing a recording while it is made. After each exchange the file is whole.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::{har_out, is_har, line};
use crate::recording::exchange::Recorded;

/// See the module.
#[derive(Debug)]
pub struct Writer {
    file: File,
    is_har: bool,
    has_entries: bool,
}

impl Writer {
    /// Creates the file, which only its owner can read. One that is there already is left alone: the placeholders of two
    /// recordings mean different secrets.
    ///
    /// # Errors
    /// The operating system's.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut writer = Self {
            file: options.open(path)?,
            is_har: is_har(path),
            has_entries: false,
        };
        if writer.is_har {
            writer.file.write_all((har_out::head() + har_out::TAIL).as_bytes())?;
        }
        Ok(writer)
    }

    /// Adds an exchange.
    ///
    /// # Errors
    /// The operating system's.
    pub fn add(&mut self, recorded: &Recorded) -> io::Result<()> {
        let text = if self.is_har {
            // Over the end, which is written again behind it.
            let back = i64::try_from(har_out::TAIL.len()).map_err(io::Error::other)?;
            self.file.seek(SeekFrom::End(-back))?;
            let before = if self.has_entries { ",\n" } else { "" };
            format!("{before}{}{}", har_out::entry(recorded), har_out::TAIL)
        } else {
            line::written(recorded)? + "\n"
        };
        self.has_entries = true;
        self.file.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, HeaderValue, Method};

    use super::*;
    use crate::model::Timestamp;
    use crate::recording::{Body, Filter, RecordedAnswer, RecordedRequest, read};

    fn recorded(body: Body) -> Recorded {
        let mut headers = HeaderMap::new();
        headers.append("content-type", HeaderValue::from_static("application/json"));
        Recorded {
            started_at: Some(Timestamp::from_seconds(1_796_032_800)),
            took: None,
            request: RecordedRequest {
                method: Method::POST,
                origin: Some("https://old.example".to_owned()),
                target: "/login?a=%2F".to_owned(),
                headers: headers.clone(),
                body: "{\"b\": 2}".to_owned().into(),
            },
            answer: Some(RecordedAnswer {
                status: 302,
                headers,
                body,
            }),
        }
    }

    #[test]
    fn what_is_written_is_read_again_after_each_exchange() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.har", "a.ndjson"] {
            let path = folder.path().join(name);
            let mut writer = Writer::create(&path).unwrap();
            let mut expected: Vec<Recorded> = Vec::new();
            for body in [
                Body::NONE,
                Body::LeftOut,
                "{}".to_owned().into(),
                Body::Whole(vec![255, 0].into()),
            ] {
                let read_again = read(&path, &Filter::default()).unwrap().exchanges;
                assert_eq!(read_again, expected, "{name}");
                writer.add(&recorded(body.clone())).unwrap();
                let mut one = recorded(body);
                if name == "a.ndjson" {
                    one.request.origin = None;
                }
                expected.push(one);
            }
            assert!(Writer::create(&path).is_err(), "it is there already");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ndjson");
        Writer::create(&path).unwrap();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
