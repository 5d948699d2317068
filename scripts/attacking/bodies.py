"""The bad bodies, by what is wrong with them."""

import gzip
import json
from collections.abc import Callable, Iterator

from lib.documents import Json

LIMIT = 64 * 1024
"""The largest body that is read."""


def truncations(good: bytes) -> Iterator[bytes]:
    """The body cut off at every byte; without the first, which is no body, and the last, which is all of it."""
    return (good[:length] for length in range(1, len(good)))


def with_member(good: bytes, member: bytes) -> bytes:
    """The body with one more member, in front."""
    return b"{" + member + (b"}" if good == b"{}" else b", " + good[1:])


def twice(good: bytes) -> bytes:
    """The body with its first member twice, or one of our own where it has none."""
    members = json.loads(good)
    name, value = next(iter(members.items()), ("a", 1))
    first = f"{json.dumps(name)}: {json.dumps(value)}".encode()
    return with_member(with_member(b"{}", first) if not members else good, first)


def escaped_twice(good: bytes) -> bytes:
    """The same, one of the two names written with an escape."""
    members = json.loads(good)
    name, value = next(iter(members.items()), ("a", 1))
    escaped = f'"\\u{ord(name[0]):04x}{name[1:]}": {json.dumps(value)}'.encode()
    return with_member(good if members else b'{"a": 1}', escaped)


def nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    """So many levels, all of them closed."""
    return opening * depth + closing * depth


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "a member twice": twice,
    "a member twice, one name with an escape": escaped_twice,
    "a member twice, deep inside": lambda good: with_member(good, b'"x": {"y": [{"z": 1, "z": 2}]}'),
    "33 levels": lambda good: with_member(good, b'"x": ' + nested(b"[", b"]", 32)),
    "30,000 levels of arrays": lambda _: nested(b"[", b"]", 30_000),
    "9,000 levels of objects": lambda _: nested(b'{"a":', b"}", 9_000).replace(b":}", b":1}"),
    "60,000 arrays that are never closed": lambda _: b"[" * 60_000,
    "60,000 arrays in a member": lambda good: with_member(good, b'"x": ' + b"[" * 60_000),
    "text behind the body": lambda good: good + b" x",
    "two bodies": lambda good: good + good,
    "a NUL behind the body": lambda good: good + b"\0",
    "a byte order mark": lambda good: b"\xef\xbb\xbf" + good,
    "UTF-16": lambda good: good.decode().encode("utf-16-le"),
    "UTF-32": lambda good: good.decode().encode("utf-32-be"),
    "bytes that are not UTF-8": lambda good: with_member(good, b'"x": "\xff\xfe"'),
    "an overlong encoding": lambda good: with_member(good, b'"x": "\xc0\xaf"'),
    "a surrogate in UTF-8": lambda good: with_member(good, b'"x": "\xed\xa0\x80"'),
    "half a character of UTF-8": lambda good: with_member(good, b'"x": "\xe2\x82"'),
    "a lone high surrogate": lambda good: with_member(good, rb'"x": "\ud800"'),
    "a lone low surrogate": lambda good: with_member(good, rb'"x": "\udc00"'),
    "surrogates the wrong way round": lambda good: with_member(good, rb'"x": "\udc00\ud800"'),
    "a lone surrogate in a name": lambda good: with_member(good, rb'"\ud800": 1'),
    "a NUL in a text": lambda good: with_member(good, b'"x": "\0"'),
    "a line end in a text": lambda good: with_member(good, b'"x": "\n"'),
    "a bad escape": lambda good: with_member(good, rb'"x": "\x41"'),
    "1e400": lambda good: with_member(good, b'"x": 1e400'),
    "a number of 400 digits": lambda good: with_member(good, b'"x": ' + b"9" * 400),
    "a number of 60,000 digits": lambda good: with_member(good, b'"x": ' + b"9" * 60_000),
    "an exponent of 60,000 digits": lambda good: with_member(good, b'"x": 1e' + b"9" * 60_000),
    "NaN": lambda good: with_member(good, b'"x": NaN'),
    "Infinity": lambda good: with_member(good, b'"x": -Infinity'),
    "a leading zero": lambda good: with_member(good, b'"x": 01'),
    "a hexadecimal number": lambda good: with_member(good, b'"x": 0x10'),
    "a comment": lambda good: with_member(good, b'/* x */ "x": 1'),
    "a comma too many": lambda good: good[:-1] + b",}",
    "single quotes": lambda good: good.replace(b'"', b"'") if b'"' in good else b"{'a': 1}",
    "a name without quotes": lambda good: with_member(good, b"x: 1"),
    "a form": lambda _: b"username=admin&password=secret",
    "XML with an entity": lambda _: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "gzip": gzip.compress,
    "64 KiB of zeros": lambda _: bytes(LIMIT),
    "64 KiB of quotes": lambda _: b'"' * LIMIT,
    "64 KiB of backslashes in a text": lambda _: b'{"x": "' + b"\\" * (LIMIT - 7),
}
"""What is not JSON as it is read here, made of a good body: 400."""

TOO_LARGE = {
    "100,000 levels of arrays": nested(b"[", b"]", 100_000),
    "64 KiB and one byte": b" " * (LIMIT - 1) + b"{}",
}
"""More than is read: 413."""

MISLABELLED = {
    "no content type": None,
    "text/plain": "text/plain",
    "a form's content type": "application/x-www-form-urlencoded",
    "a file's content type": "multipart/form-data; boundary=x",
    "application/xml": "application/xml",
    "application/jsonp": "application/jsonp",
    "*/*": "*/*",
    "a content type of 8 KB": "application/" + "j" * 8_000,
    "a content type that is not ASCII": "application/json\xff",
    "two content types in one": "text/plain, application/json",
}
"""Content types that no operation takes: 415."""

NOT_OBJECTS = {
    "an empty object": b"{}",
    "an array": b"[]",
    "an array with an object in it": b'[{"username": "a", "password": "b"}]',
    "true": b"true",
    "a number": b"0",
    "a text": b'"x"',
    "an object of prototypes": b'{"__proto__": {"admin": true}, "constructor": {"prototype": {}}}',
    "5,000 unknown members": json.dumps({f"m{number}": 0 for number in range(5_000)}).encode(),
}
"""JSON, but not what was asked for: every member is missing."""

WRONG_VALUES: list[Json] = [None, True, 0, -1, 1.5, [], ["x"], {"$ne": None}, {"x": "x"}, [["x"]]]
"""What is neither a text nor an object of a known form."""


def deformed_members(schema: Json, good: Json) -> Iterator[Json]:
    """The good body with each of its texts missing, empty, of a wrong type, and too long; with each other member that
    must be there missing and of a wrong type."""
    for member in schema.get("required", []):
        described = schema["properties"][member]
        yield {name: value for name, value in good.items() if name != member}
        is_text = described.get("type") == "string"
        for value in WRONG_VALUES if is_text else [None, True, 0, "x", []]:
            yield {**good, member: value}
        if is_text:
            yield {**good, member: ""}
            yield {**good, member: "x" * (described.get("maxLength", 1024) + 1)}
