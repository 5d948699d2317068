//! The situations, and the requests that bring them about.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::wire::Message;
use crate::support::login::Login;

/// A habit of clients that is not in the documents. `recorded.json` calls it by the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Situation {
    NonAsciiAnswer,
    MemberCase,
    TwoSpellings,
    NestedMemberCase,
    DateWithoutOffset,
    DateAlone,
    DateEmpty,
    DateWithSevenDigits,
    DateWithSpace,
    DateOfOldDotnet,
    DateMonthFirst,
    DateOfHttp,
    ImageOf60Kb,
    ImageOf1Mib,
    Form,
    Multipart,
    TextJson,
    PlusJson,
    NoContentType,
    JsonAsTextPlain,
    NameWithBlanks,
    NameOfBlanks,
    PasswordWithBlanks,
    PasswordTrimmed,
    TrailingSlash,
    PathCase,
    PathPercentEncoded,
    DoubleSlash,
    AppOrigin,
    SiteOfPattern,
    OtherHeaders,
    HeaderOfAddress,
    IntegerForText,
    LargeIntegerForText,
    FloatForText,
    BooleanForText,
    ListForText,
    GzipBody,
    RefreshInGrace,
    RefreshAfterGrace,
    MalformedJson,
    CommentInJson,
    SingleQuotes,
    TrailingComma,
    LoneSurrogate,
    ByteOrderMark,
    DuplicateMembers,
    TrailingData,
    DeepNesting,
    QueryCredentials,
    TwoAuthorizationHeaders,
    NoHost,
    UnknownMember,
    ChunkedBody,
    AbsoluteTarget,
}

/// A request as a client sends it, and what it means.
pub struct Exchange {
    pub sent: Vec<u8>,
    pub meant: Message,
}

/// The path of `management`'s update.
pub const UPDATE: &str = "/v1/auth/user";

impl Situation {
    /// The password that the account has, where it is not the usual one.
    pub fn password(self) -> Option<&'static str> {
        match self {
            Self::IntegerForText => Some("12345678"),
            Self::LargeIntegerForText => Some("123456789012345678901"),
            Self::FloatForText => Some("1.10"),
            Self::BooleanForText => Some("true"),
            Self::PasswordWithBlanks | Self::PasswordTrimmed => Some("  two blanks "),
            _ => None,
        }
    }

    /// The requests at a login of this contract.
    pub fn login(self, login: &Login) -> Exchange {
        let person = login.anybody();
        let name = login.name_of(person);
        let password = self.password().unwrap_or(person.password);
        let good = login.body(name, password);
        let text = good.to_string();
        let meant = Message::login(login).json(&text);
        let with = |body: &str| meant.clone().json(body).bytes();
        let of_name = |name: &str| with(&login.body(name, password).to_string());
        // The password without its quotes, or something else in its place.
        let instead = |json: &str| with(&text.replace(&format!("\"{password}\""), json));
        let (folder, last) = login.path.rsplit_once('/').expect("a path");
        let to = |target: &str| meant.clone().to(target).bytes();
        let typed = |content_type: &str| meant.clone().with(content_type, text.clone()).bytes();
        let sent = match self {
            Self::MemberCase => {
                let renamed = login.members().into_iter().fold(text.clone(), |text, name| {
                    text.replace(&format!("\"{name}\":"), &format!("\"{}\":", name.to_uppercase()))
                });
                with(&renamed)
            }
            Self::TwoSpellings => with(&text.replacen('{', r#"{"PassWord":"another one","#, 1)),
            Self::Form => meant
                .clone()
                .with("application/x-www-form-urlencoded", form(&good))
                .bytes(),
            Self::Multipart => meant
                .clone()
                .with("multipart/form-data; boundary=X", multipart(&good))
                .bytes(),
            Self::TextJson => typed("text/json; charset=utf-8"),
            Self::PlusJson => typed("application/vnd.api+json"),
            Self::NoContentType => meant.clone().without("Content-Type").bytes(),
            Self::JsonAsTextPlain => typed("text/plain;charset=UTF-8"),
            Self::NameWithBlanks => of_name(&format!(" {name} \n")),
            Self::NameOfBlanks => of_name("  "),
            Self::PasswordWithBlanks => with(&text),
            Self::PasswordTrimmed => with(&login.body(name, password.trim()).to_string()),
            Self::TrailingSlash => to(&format!("{}/", login.path)),
            Self::PathCase => to(&format!("{folder}/{}", swap_case(last))),
            Self::PathPercentEncoded => {
                let (start, end) = last.split_at(last.len() - 1);
                to(&format!("{folder}/{start}%{:02X}", end.as_bytes()[0]))
            }
            Self::DoubleSlash => to(&format!("/{}", login.path)),
            Self::IntegerForText | Self::LargeIntegerForText | Self::FloatForText | Self::BooleanForText => {
                instead(password)
            }
            Self::ListForText => instead(&format!("[\"{password}\"]")),
            Self::GzipBody => {
                let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
                packed.write_all(text.as_bytes()).expect("memory");
                let packed = packed.finish().expect("memory");
                let message = meant.clone().header("Content-Encoding", "gzip");
                message.with("application/json", packed).bytes()
            }
            Self::MalformedJson => with(&text[..text.len() - 1]),
            Self::CommentInJson => with(&format!("/* a login */{text}")),
            Self::SingleQuotes => with(&text.replace('"', "'")),
            Self::TrailingComma => with(&text.replace('}', ",}")),
            Self::LoneSurrogate => with(&text.replacen('{', r#"{"a":"\ud800","#, 1)),
            Self::ByteOrderMark => with(&format!("\u{feff}{text}")),
            Self::DuplicateMembers => with(&text.replacen('{', r#"{"password":"another one","#, 1)),
            Self::TrailingData => with(&format!("{text} x")),
            Self::DeepNesting => {
                let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
                with(&text.replacen('{', &format!("{{\"a\":{deep},"), 1))
            }
            Self::QueryCredentials => {
                let target = format!("{}?{}", login.path, form(&good));
                meant.clone().json("").to(&target).bytes()
            }
            Self::NoHost => meant.clone().without("Host").bytes(),
            Self::UnknownMember => with(&text.replacen('{', r#"{"remember":true,"#, 1)),
            Self::ChunkedBody => chunked(&meant),
            Self::AbsoluteTarget => to(&format!("http://login.example.com{}", login.path)),
            other => panic!("{other:?} is not a login"),
        };
        Exchange { sent, meant }
    }

    /// What an update of `management` sends for a member, and what that means.
    pub fn update(self) -> (&'static str, Value, Value) {
        let date = |sent: &str, meant: &str| ("birthDate", json!(sent), json!(meant));
        let image = |size: usize| ("image", json!("iVBO".repeat(size / 4)), json!("iVBO".repeat(size / 4)));
        match self {
            Self::NestedMemberCase => ("FirstName", json!("Zed"), json!("Zed")),
            Self::DateWithoutOffset => date("2019-08-24T14:15:22", "2019-08-24T14:15:22Z"),
            Self::DateAlone => date("2019-08-24", "2019-08-24T00:00:00Z"),
            Self::DateEmpty => ("birthDate", json!(""), Value::Null),
            Self::DateWithSevenDigits => date("2019-08-24T14:15:22.1234567Z", "2019-08-24T14:15:22.123Z"),
            Self::DateWithSpace => date("2019-08-24 14:15:22", "2019-08-24T14:15:22Z"),
            Self::DateOfOldDotnet => date("/Date(1566656122000)/", "2019-08-24T14:15:22Z"),
            Self::DateMonthFirst => date("08/24/2019", "2019-08-24T00:00:00Z"),
            Self::DateOfHttp => date("Sat, 24 Aug 2019 14:15:22 GMT", "2019-08-24T14:15:22Z"),
            Self::ImageOf60Kb => image(80_000),
            // Base64 of 786,000 bytes: what fits into a body of 1 MiB.
            Self::ImageOf1Mib => image(1_048_000),
            other => panic!("{other:?} is not an update"),
        }
    }
}

fn pairs(body: &Value) -> Vec<(String, String)> {
    let members = body.as_object().expect("an object").iter();
    members
        .map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned()))
        .collect()
}

fn form(body: &Value) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs(body))
        .finish()
}

fn multipart(body: &Value) -> String {
    let parts = pairs(body)
        .into_iter()
        .map(|(name, value)| format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    format!("{}--X--\r\n", parts.collect::<String>())
}

fn swap_case(text: &str) -> String {
    let swap = |one: char| match one.is_uppercase() {
        true => one.to_ascii_lowercase(),
        false => one.to_ascii_uppercase(),
    };
    text.chars().map(swap).collect()
}

/// The message with its body in chunks of eleven bytes.
fn chunked(message: &Message) -> Vec<u8> {
    let bytes = message.bytes();
    let length = format!("Content-Length: {}\r\n", message.body.len());
    let head = String::from_utf8(bytes[..bytes.len() - message.body.len()].to_vec()).expect("a head");
    let head = head.replace(&length, "Transfer-Encoding: chunked\r\n");
    let chunks = message
        .body
        .chunks(11)
        .map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    [head.into_bytes(), chunks.flatten().collect(), b"0\r\n\r\n".to_vec()].concat()
}
