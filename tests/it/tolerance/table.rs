//! What each contract makes of each situation: the table, a test for each of its cells, and nothing else.

use super::holds;
use super::situation::Situation;

/// What a contract makes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// What the client meant.
    Takes,
    /// This error.
    Refuses(Refusal),
    /// It has nothing that the situation could happen to.
    Nothing,
}

/// The error of a request that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The body cannot be read.
    Malformed,
    /// The body is of a type or a coding that is not read.
    Unsupported,
    /// Required members are missing: all of them, or the name.
    Missing,
    MissingName,
    /// The password is no text.
    WrongType,
    /// The date cannot be read.
    BadDate,
    /// The name or the password is another.
    Credentials,
    /// The token is no good.
    BadToken,
    /// The token cannot be refreshed any more.
    TooLate,
    /// There is nothing at the path.
    NotFound,
    /// The path is below that of no contract.
    Nowhere,
    /// The request is not HTTP.
    BadRequest,
    /// The browser is not allowed to send it.
    NotAllowed,
}

impl Refusal {
    /// What the reference says in its place.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Malformed | Self::BadRequest => "400",
            Self::Unsupported => "415",
            Self::Missing | Self::MissingName | Self::WrongType | Self::BadDate => "422",
            Self::Credentials | Self::BadToken | Self::TooLate => "401",
            Self::NotFound | Self::Nowhere => "404",
            Self::NotAllowed => "no",
        }
    }
}

/// A line of the table.
pub struct Row {
    pub situation: Situation,
    /// Its name in `recorded.json`.
    pub name: &'static str,
    /// What the reference calls it.
    pub what: &'static str,
    pub cells: [(&'static str, Says); 5],
}

macro_rules! says {
    (-) => {
        Says::Nothing
    };
    (yes) => {
        Says::Takes
    };
    ($refusal:ident) => {
        Says::Refuses(Refusal::$refusal)
    };
}

macro_rules! cell {
    ($contract:ident $situation:ident -) => {};
    ($contract:ident $situation:ident $cell:tt) => {
        #[tokio::test]
        async fn $contract() {
            super::holds(super::Situation::$situation, stringify!($contract)).await;
        }
    };
}

macro_rules! table {
    ($($name:ident $situation:ident $what:literal: $ispcrm:tt $staff:tt $subscriber:tt $management:tt $netxd:tt;)*) => {
        /// The table.
        pub const TABLE: &[Row] = &[$(Row {
            situation: Situation::$situation,
            name: stringify!($name),
            what: $what,
            cells: [
                ("ispcrm", says!($ispcrm)),
                ("staff", says!($staff)),
                ("subscriber", says!($subscriber)),
                ("management", says!($management)),
                ("netxd", says!($netxd)),
            ],
        },)*];

        $(mod $name {
            cell!(ispcrm $situation $ispcrm);
            cell!(staff $situation $staff);
            cell!(subscriber $situation $subscriber);
            cell!(management $situation $management);
            cell!(netxd $situation $netxd);
        })*
    };
}

// The columns: ispcrm, staff, subscriber, management, netxd.
table! {
    non_ascii_answer NonAsciiAnswer "answers in ASCII": yes yes yes yes yes;
    member_case MemberCase "member names in any case": Missing Missing Missing yes yes;
    nested_member_case NestedMemberCase "nested ones too": - - - yes -;
    date_without_offset DateWithoutOffset "a date and time without offset: UTC": - - - yes -;
    date_alone DateAlone "a date without time: midnight": - - - yes -;
    date_empty DateEmpty "`\"\"` for no date": - - - yes -;
    date_with_seven_digits DateWithSevenDigits "seven digits of a second": - - - yes -;
    date_with_space DateWithSpace "a space instead of `T`": - - - yes -;
    date_of_old_dotnet DateOfOldDotnet "`/Date(1566656122000)/`": - - - yes -;
    image_of_60_kb ImageOf60Kb "an image of 60 kB in the update": - - - yes -;
    image_of_1_mib ImageOf1Mib "a body of 1 MiB in the update": - - - yes -;
    form Form "`application/x-www-form-urlencoded`": Unsupported yes yes Unsupported Unsupported;
    multipart Multipart "`multipart/form-data`": Unsupported yes yes Unsupported Unsupported;
    text_json TextJson "`text/json`": Unsupported yes yes yes Unsupported;
    plus_json PlusJson "any `+json`": Unsupported yes yes yes Unsupported;
    name_with_blanks NameWithBlanks "white space around a name": yes yes yes yes yes;
    password_with_blanks PasswordWithBlanks "white space around a password, which is part of it": yes yes yes yes yes;
    trailing_slash TrailingSlash "a slash after the path": yes yes yes yes yes;
    path_percent_encoded PathPercentEncoded "a letter of the path percent-encoded": yes yes yes yes yes;
    path_case PathCase "the path in another case": NotFound NotFound NotFound yes NotFound;
    app_origin AppOrigin "`Origin: capacitor://localhost`, if configured": yes yes yes yes yes;
    site_of_pattern SiteOfPattern "an origin of `https://*.example.com`, if configured": yes yes yes yes yes;
    other_headers OtherHeaders "other headers from an allowed origin": yes yes yes yes yes;
    integer_for_text IntegerForText "an integer for a text": WrongType WrongType WrongType yes WrongType;
    large_integer_for_text LargeIntegerForText "one of 21 digits": WrongType WrongType WrongType yes WrongType;
    float_for_text FloatForText "`1.10` for a text": WrongType WrongType WrongType yes WrongType;
    boolean_for_text BooleanForText "a boolean for a text": WrongType WrongType WrongType yes WrongType;
    refresh_in_grace RefreshInGrace "a second refresh within `sessions.refresh_grace`": - yes yes - -;
    unknown_member UnknownMember "members that no contract has": yes yes yes yes yes;
    chunked_body ChunkedBody "a body in chunks": yes yes yes yes yes;
    absolute_target AbsoluteTarget "an absolute URL as the target": yes yes yes yes yes;
    refresh_after_grace RefreshAfterGrace "a second refresh after it": - TooLate TooLate - -;
    name_of_blanks NameOfBlanks "a name of white space": MissingName MissingName MissingName MissingName MissingName;
    password_trimmed PasswordTrimmed "a password without its white space":
        Credentials Credentials Credentials Credentials Credentials;
    list_for_text ListForText "a list for a text": WrongType WrongType WrongType WrongType WrongType;
    date_month_first DateMonthFirst "a date such as `08/24/2019`": - - - BadDate -;
    date_of_http DateOfHttp "a date such as `Sat, 24 Aug 2019 14:15:22 GMT`": - - - BadDate -;
    no_content_type NoContentType "no content type": Unsupported Unsupported Unsupported Unsupported Unsupported;
    json_as_text_plain JsonAsTextPlain "JSON as `text/plain`":
        Unsupported Unsupported Unsupported Unsupported Unsupported;
    gzip_body GzipBody "a compressed body": Unsupported Unsupported Unsupported Unsupported Unsupported;
    malformed_json MalformedJson "JSON that does not end": Malformed Malformed Malformed Malformed Malformed;
    comment_in_json CommentInJson "a comment in JSON": Malformed Malformed Malformed Malformed Malformed;
    single_quotes SingleQuotes "single quotes in JSON": Malformed Malformed Malformed Malformed Malformed;
    trailing_comma TrailingComma "a comma after the last member": Malformed Malformed Malformed Malformed Malformed;
    lone_surrogate LoneSurrogate "half a surrogate pair": Malformed Malformed Malformed Malformed Malformed;
    byte_order_mark ByteOrderMark "a byte order mark": Malformed Malformed Malformed Malformed Malformed;
    duplicate_members DuplicateMembers "a member twice": Malformed Malformed Malformed Malformed Malformed;
    two_spellings TwoSpellings "a member in two spellings": Malformed Malformed Malformed Malformed Malformed;
    trailing_data TrailingData "text after the JSON": Malformed Malformed Malformed Malformed Malformed;
    deep_nesting DeepNesting "more than 32 levels": Malformed Malformed Malformed Malformed Malformed;
    query_credentials QueryCredentials "credentials in the query string": Missing Missing Missing Missing Missing;
    two_authorization_headers TwoAuthorizationHeaders "two `Authorization` headers":
        BadToken BadToken BadToken BadToken -;
    double_slash DoubleSlash "a slash twice in the path": Nowhere Nowhere Nowhere Nowhere Nowhere;
    no_host NoHost "HTTP/1.1 without `Host`": BadRequest BadRequest BadRequest BadRequest BadRequest;
    header_of_address HeaderOfAddress "headers that name an address or a method, from an allowed origin":
        NotAllowed NotAllowed NotAllowed NotAllowed NotAllowed;
}
