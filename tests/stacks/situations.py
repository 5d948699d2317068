"""The situations that the stacks meet: what a client sends, and what a server that takes it must have understood."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NAME, PASSWORD, DEVICE = "admin@example.com", "secret-1", "device-1"
LOGIN = {"username": NAME, "password": PASSWORD, "deviceID": DEVICE}
UNDERSTOOD = {"name": NAME, "password": PASSWORD, "deviceID": DEVICE}
MOMENT = "2019-08-24T14:15:22"
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
FORM = b"username=admin%40example.com&password=secret-1&deviceID=device-1"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class AnyOf:
    """A member that may have one of these values."""

    values: tuple[object, ...]


@dataclass(frozen=True)
class Begins:
    """A text that begins with one of these, because the stacks write dates differently."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Situation:
    """One request. Without members to understand, no server takes it."""

    what: str
    request: bytes
    understood: Mapping[str, object] = field(default_factory=dict)
    is_of_http: bool = False
    """Whether the server decides on it before, or without, reading JSON."""

    def is_taken(self, status: int, body: bytes) -> bool:
        """Whether this answer shows that the server has understood what the client meant."""
        if not 200 <= status < 300 or not self.understood:
            return False
        try:
            answer = json.loads(body)
        except ValueError:
            return False
        return all(_is_meant(answer.get(member), meant) for member, meant in self.understood.items())


def _is_meant(value: object, meant: object) -> bool:
    match meant:
        case AnyOf(values):
            return any(_is_meant(value, one) for one in values)
        case Begins(texts):
            return isinstance(value, str) and value.startswith(texts)
        case _:
            return value == meant and type(value) is type(meant)


def post(
    body: bytes = b"",
    *,
    path: str = "/login",
    kind: str | None = JSON_TYPE,
    headers: Headers = (),
    start: str = "POST {path} HTTP/1.1",
    host: bool = True,
    accept: bool = True,
    length: bool = True,
) -> bytes:
    """The bytes of a request."""
    fields = [
        *([("Host", "127.0.0.1")] if host else []),
        *([("Accept", JSON_TYPE)] if accept else []),
        *([("Content-Type", kind)] if kind else []),
        *headers,
        *([("Content-Length", str(len(body)))] if length else []),
        ("Connection", "close"),
    ]
    lines = [start.format(path=path), *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode() + body


def bytes_of(value: object) -> bytes:
    """The JSON of a value, in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode()


def login(what: str, changed: Mapping[str, object], understood: Mapping[str, object] = {}) -> Situation:
    """A login with some members changed, which is not taken unless something is to be understood."""
    return Situation(what, post(bytes_of({**LOGIN, **changed})), {**UNDERSTOOD, **understood} if understood else {})


def other_body(what: str, body: bytes, is_taken_if_understood: bool = True) -> Situation:
    """A login with another text as its body."""
    return Situation(what, post(body), UNDERSTOOD if is_taken_if_understood else {})


def over_http(what: str, body: bytes | None = None, **changed: Any) -> Situation:
    """A login that differs in what surrounds the JSON."""
    return Situation(what, post(bytes_of(LOGIN) if body is None else body, **changed), UNDERSTOOD, is_of_http=True)


def update(what: str, user: Mapping[str, object], understood: Mapping[str, object]) -> Situation:
    """An update of a user."""
    return Situation(what, post(bytes_of({"user": user}), path="/update"), understood)


def birth_date(what: str, value: object, *meant: str) -> Situation:
    """An update of the birth date, which is understood when the answer begins with one of these texts."""
    return update(what, {"birthDate": value}, {"birthDate": Begins(meant)} if meant else {})


def image(what: str, text: str | None, length: int) -> Situation:
    """An update of the image, which is understood when it has this many bytes."""
    return update(what, {"image": text}, {"imageBytes": length})


def base64_of(length: int) -> str:
    """Bytes of every value, as many as given, in base64."""
    return base64.b64encode((bytes(range(256)) * (length // 256 + 1))[:length]).decode()


def multipart() -> bytes:
    """The login as a form with parts."""
    head = "--part\r\nContent-Disposition: form-data"
    parts = (f'{head}; name="{name}"\r\n\r\n{value}\r\n' for name, value in LOGIN.items())
    return "".join([*parts, "--part--\r\n"]).encode()


def chunked(body: bytes) -> bytes:
    """A body in two chunks."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:10], body[10:])) + b"0\r\n\r\n"


def nested(depth: int) -> Situation:
    """A login with an unknown member of this many levels."""
    text = json.dumps(LOGIN)[:-1] + ', "unknown": ' + "[" * depth + "]" * depth + "}"
    return other_body(f"{depth} levels in an unknown member", text.encode())


SHORT_IMAGE = "+/+/" * 30
"""An image of 90 bytes, with the two characters that base64 for addresses replaces."""
LETTERS = "José বাংলা 😀"
BODY = bytes_of(LOGIN)

SITUATIONS: dict[str, Situation] = {
    # Members and their names.
    "plain": login("The canonical request", {}, UNDERSTOOD),
    "by_email": other_body(
        "The name is in the member email", bytes_of({"email": NAME, "password": PASSWORD, "deviceID": DEVICE})
    ),
    "member_case": other_body(
        "Members in another case", bytes_of({"Username": NAME, "Password": PASSWORD, "DEVICEID": DEVICE})
    ),
    "nested_member_case": Situation(
        "Nested members in another case",
        post(bytes_of({"User": {"FirstName": "Zed"}}), path="/update"),
        {"firstName": "Zed"},
    ),
    "two_spellings": Situation(
        "A member in its own spelling, then in another, with two values",
        post(bytes_of({"username": "first", "Username": "second", "password": PASSWORD})),
        {"name": AnyOf(("first", "second")), "password": PASSWORD},
    ),
    "two_spellings_own_last": Situation(
        "A member in another spelling, then in its own, with two values",
        post(bytes_of({"Username": "first", "username": "second", "password": PASSWORD})),
        {"name": AnyOf(("first", "second")), "password": PASSWORD},
    ),
    "duplicate_members": other_body(
        "A member twice; the last value is meant", BODY[:1] + b'"password": "other", ' + BODY[1:]
    ),
    "unknown_member": login("A member that the API does not have", {"unknown": [1, {"a": None}]}, UNDERSTOOD),
    "password_missing": other_body("No password", bytes_of({"username": NAME}), False),
    "password_missing_without_accept": Situation(
        "No password, from a client that sends no Accept", post(bytes_of({"username": NAME}), accept=False)
    ),
    # Texts.
    "non_ascii_answer": update("Letters beyond ASCII", {"firstName": LETTERS}, {"firstName": LETTERS}),
    "name_with_blanks": login("Blanks around the name, which are not meant", {"username": f" {NAME} "}, UNDERSTOOD),
    "email_with_blanks": Situation(
        "Blanks around an e-mail address, which are not meant",
        post(bytes_of({"email": f" {NAME} ", "password": PASSWORD})),
        {"name": NAME},
    ),
    "not_an_email": other_body(
        "An e-mail address without @", bytes_of({"email": "admin", "password": PASSWORD}), False
    ),
    "name_of_blanks": login("Only blanks as the name", {"username": "   "}, {"name": "   "}),
    "password_with_blanks": login(
        "Blanks around the password, which are meant", {"password": f" {PASSWORD} "}, {"password": f" {PASSWORD} "}
    ),
    "password_empty": login("An empty password", {"password": ""}),
    "date_as_password": login(
        "A password that looks like a date", {"password": f"{MOMENT}.1234567Z"}, {"password": f"{MOMENT}.1234567Z"}
    ),
    "nul_in_text": login("NUL in a text", {"deviceID": "a\0b"}, {"deviceID": "a\0b"}),
    "lone_surrogate": Situation(
        "Half a surrogate pair, escaped; it is taken with a replacement, too",
        post(BODY.replace(DEVICE.encode(), b"a\\ud83db")),
        {**UNDERSTOOD, "deviceID": AnyOf(("a\ud83db", "a\ufffdb"))},
    ),
    "invalid_utf_8": Situation(
        "A byte that is not UTF-8; it is taken with a replacement",
        post(BODY.replace(DEVICE.encode(), b"a\xffb")),
        {**UNDERSTOOD, "deviceID": "a\ufffdb"},
        is_of_http=True,
    ),
    # Other types where text is expected. Taken is the text that the client has written.
    "null_for_text": login("null as an optional text", {"deviceID": None}, {"deviceID": AnyOf(("", None))}),
    "null_for_password": login("null as the password", {"password": None}),
    "integer_for_text": login("A number as the password", {"password": 12345678}, {"password": "12345678"}),
    "large_integer_for_text": login(
        "A number beyond 64 bits as the password",
        {"password": 123456789012345678901},
        {"password": "123456789012345678901"},
    ),
    "float_for_text": Situation(
        "A decimal number as the password",
        post(BODY.replace(b'"secret-1"', b"1.10")),
        {**UNDERSTOOD, "password": "1.10"},
    ),
    "exponent_for_text": Situation(
        "A number with an exponent as the password",
        post(BODY.replace(b'"secret-1"', b"1e3")),
        {**UNDERSTOOD, "password": "1e3"},
    ),
    "boolean_for_text": login("true as the password", {"password": True}, {"password": "true"}),
    "list_for_text": login("A list as the password", {"password": [PASSWORD]}, {"password": PASSWORD}),
    "object_for_text": login("An object as the password", {"password": {"a": PASSWORD}}),
    # Dates.
    "date_with_offset": birth_date(
        "A date and time with an offset", f"{MOMENT}+02:00", "2019-08-24T12:15:22", f"{MOMENT}+02:00"
    ),
    "date_without_offset": birth_date("A date and time without an offset", MOMENT, MOMENT),
    "date_with_seven_digits": birth_date(
        "Seven digits of a second, as .NET writes", f"{MOMENT}.1234567Z", f"{MOMENT}.123"
    ),
    "date_with_space": birth_date("A space instead of T", "2019-08-24 14:15:22", MOMENT),
    "date_alone": birth_date("A date without a time", "2019-08-24", "2019-08-24T00:00:00"),
    "date_empty": update("An empty text as a date, which means none", {"birthDate": ""}, {"birthDate": None}),
    "date_null": update("null as a date", {"birthDate": None}, {"birthDate": None}),
    "date_month_first": birth_date("A date as in the United States", "08/24/2019", "2019-08-24T00:00:00"),
    "date_day_first": birth_date("A date as in Europe", "24/08/2019", "2019-08-24T00:00:00"),
    "date_of_http": birth_date("A date as in HTTP", "Sat, 24 Aug 2019 14:15:22 GMT", MOMENT),
    "date_of_old_dotnet": birth_date("A date as older .NET writes", "/Date(1566656122000)/", MOMENT),
    "date_in_milliseconds": birth_date("A number of milliseconds", 1566656122000, MOMENT),
    "date_in_a_word": birth_date("A word instead of a date", "never"),
    # Images.
    "image_of_60_kb": image("An image of 60 kB", base64_of(60_000), 60_000),
    "image_of_1_mib": image("An image of 1 MiB", base64_of(1 << 20), 1 << 20),
    "image_empty": image("An empty text as an image", "", 0),
    "image_null": image("null as an image", None, 0),
    "image_for_addresses": image("The base64 of addresses", SHORT_IMAGE.replace("+", "-").replace("/", "_"), 90),
    "image_without_padding": image("Base64 without its padding", base64_of(100).rstrip("="), 100),
    "image_with_line_breaks": image("Base64 in lines", f"{SHORT_IMAGE[:76]}\r\n{SHORT_IMAGE[76:]}\r\n", 90),
    "image_as_data_url": image("An image as a data URL", f"data:image/png;base64,{SHORT_IMAGE}", 90),
    # JSON that is not quite.
    "malformed_json": other_body("The last brace is missing", BODY[:-1]),
    "trailing_data": other_body("Text after the JSON", BODY + b" x"),
    "trailing_comma": other_body("A comma after the last member", BODY[:-1] + b",}"),
    "single_quotes": other_body("Single quotes", BODY.replace(b'"', b"'")),
    "unquoted_members": other_body("Members without quotes", BODY.replace(b'"username"', b"username")),
    "comment_in_json": other_body("A comment", b"/* a comment */" + BODY),
    "byte_order_mark": other_body("A byte order mark before the JSON", b"\xef\xbb\xbf" + BODY),
    "deep_nesting": nested(40),
    "deep_nesting_of_600": nested(600),
    "json_null": other_body("null as the body", b"null", False),
    "json_list": other_body("A list as the body", b"[]", False),
    # Media types.
    "content_type_with_charset": over_http("A charset", kind="application/json; charset=utf-8"),
    "content_type_in_capitals": over_http("Capitals in the media type", kind="Application/JSON"),
    "text_json": over_http("text/json", kind="text/json"),
    "plus_json": over_http("A media type that ends with +json", kind="application/vnd.api+json"),
    "no_content_type": over_http("No Content-Type", kind=None),
    "json_as_text_plain": over_http("JSON as text/plain", kind="text/plain"),
    "json_as_form": over_http("JSON as a form, as curl sends it unless told", kind=FORM_TYPE),
    "form": over_http("A form", FORM, kind=FORM_TYPE),
    "multipart": over_http("A form with parts", multipart(), kind="multipart/form-data; boundary=part"),
    "form_as_json": other_body("A form as JSON", FORM),
    "latin_1": Situation(
        "A name in Latin-1, and a charset that says so",
        post(
            '{"user": {"firstName": "José"}}'.encode("latin-1"),
            path="/update",
            kind="application/json; charset=iso-8859-1",
        ),
        {"firstName": "José"},
        is_of_http=True,
    ),
    "empty_body": Situation("No body", post(), is_of_http=True),
    "gzip_body": over_http("A body in gzip", gzip.compress(BODY, mtime=0), headers=[("Content-Encoding", "gzip")]),
    "chunked_body": over_http(
        "A body in chunks", chunked(BODY), headers=[("Transfer-Encoding", "chunked")], length=False
    ),
    # Paths, and the rest of HTTP.
    "trailing_slash": over_http("A slash after the path", path="/login/"),
    "double_slash": over_http("Two slashes before the path", path="//login"),
    "path_case": over_http("A path in another case", path="/Login"),
    "path_percent_encoded": over_http("A letter of the path percent-encoded", path="/logi%6E"),
    "query_added": over_http("A query that the API does not have", path="/login?v=1"),
    "query_credentials": over_http(
        "The members in the query, and no body", b"", path=f"/login?{FORM.decode()}", kind=None
    ),
    "absolute_target": over_http("An absolute URL as the target, as to a proxy", path="http://127.0.0.1/login"),
    "two_authorization_headers": Situation(
        "Two Authorization headers; one of them is taken",
        post(BODY, headers=[("Authorization", "Bearer first"), ("Authorization", "Bearer second")]),
        {**UNDERSTOOD, "authorization": AnyOf(("Bearer first", "Bearer second"))},
        is_of_http=True,
    ),
    "no_host": over_http("No Host", host=False),
    "http_1_0": over_http("HTTP/1.0", start="POST {path} HTTP/1.0", host=False),
    "get_of_login": Situation("GET instead of POST", post(start="GET {path} HTTP/1.1", length=False), is_of_http=True),
    "unknown_path": Situation("A path that the API does not have", post(BODY, path="/unknown"), is_of_http=True),
}
