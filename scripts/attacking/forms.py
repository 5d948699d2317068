"""Bodies that are not the form they should be, at every operation that reads one."""

import gzip
from collections.abc import Callable

from attacking.bodies import LIMIT, MISLABELLED
from attacking.malformed import always, answered
from attacking.stage import Stage
from lib.documents import FORM

BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "the token twice": lambda good: good + b"&token=x",
    "the token twice, the first empty": lambda good: b"token=&" + good,
    "the token twice, the second empty": lambda good: good + b"&token",
    "the token twice, one name encoded": lambda good: good + b"&t%6Fken=x",
    "the hint twice": lambda good: good + b"&token_type_hint=access_token&token_type_hint=access_token",
    "an unknown parameter twice": lambda good: good + b"&x=1&x=2",
    "bytes that are not UTF-8": lambda good: good + b"&x=\xff\xfe",
    "bytes that are not UTF-8, encoded": lambda good: good + b"&x=%FF%FE",
    "bytes that are not UTF-8 in a name": lambda good: good + b"&%FF=x",
    "an overlong encoding": lambda good: good + b"&x=%C0%AF",
    "a surrogate": lambda good: good + b"&x=%ED%A0%80",
    "half a character": lambda good: good + b"&x=%E2%82",
    "gzip": gzip.compress,
    "no token": lambda _: b"token_type_hint=access_token",
    "an empty token": lambda _: b"token=&token_type_hint=access_token",
    "a token's name alone": lambda _: b"token",
    "the name in capitals": lambda good: good.replace(b"token=", b"TOKEN=", 1),
    "a list of tokens": lambda good: good.replace(b"token=", b"token%5B%5D=", 1),
    "an object for a token": lambda good: good.replace(b"token=", b"token[a]=", 1),
    "semicolons between parameters": lambda good: b"x=1;" + good.split(b"&")[0],
    "JSON": lambda _: b'{"token": "x"}',
    "XML": lambda _: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "64 KiB of ampersands": lambda _: b"&" * LIMIT,
    "64 KiB of equals signs": lambda _: b"=" * LIMIT,
    "64 KiB of percent signs": lambda _: b"%" * LIMIT,
    "64 KiB of zeros": lambda _: bytes(LIMIT),
    "no body at all": lambda _: b"",
}
"""What is no form with a token in it, made of a good one: 400."""

TOO_LARGE: dict[str, Callable[[bytes], bytes]] = {
    "64 KiB and one byte": lambda _: b"token=" + b"x" * (LIMIT - 5),
    "64 KiB and one byte of ampersands": lambda _: b"&" * (LIMIT + 1),
    "the good form, then ampersands": lambda good: good + b"&" * LIMIT,
}
"""More than is read: 413."""

STRANGE: dict[str, Callable[[bytes], bytes]] = {
    "parameters that nobody knows": lambda good: good + b"&x=1&y=2&__proto__[admin]=true",
    "5,000 unknown parameters": lambda good: good + b"".join(b"&m%d=0" % number for number in range(5_000)),
    "empty parameters": lambda good: b"&&&" + good + b"&&&",
    "a hint that nobody knows": lambda _: b"token=x&token_type_hint=%F0%9F%A6%84",
    "an empty hint": lambda _: b"token=x&token_type_hint=",
    "a bad encoding in the token": lambda _: b"token=%zz%",
    "a NUL in the token": lambda _: b"token=x%00",
    "a line end in the token": lambda _: b"token=x%0D%0Ax",
    "a blank for a token": lambda _: b"token=+",
    "a token of 64 KiB": lambda _: b"token=" + b"x" * (LIMIT - 6),
    "64 KiB of dots": lambda _: b"token=" + b"." * (LIMIT - 6),
}
"""Forms, if of a token that is no good: 200."""

OTHER_MEDIA = {
    **{name: media for name, media in MISLABELLED.items() if media != FORM},
    "application/json": "application/json",
    "a longer name": f"{FORM}x",
}
"""Content types of no form: 415."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Malformed forms")
    forms = [one for one in stage.operations if one.takes_form]

    async def at_each(name: str, make: Callable[[bytes], bytes], status: int, media: str | None = "") -> None:
        sent = [(one, make(one.written(stage.good_body(one)))) for one in forms]
        await answered(stage, name, sent, always(status), media)

    for name, make in BROKEN.items():
        await at_each(name, make, 400)
    for name, make in TOO_LARGE.items():
        await at_each(name, make, 413)
    for name, media in OTHER_MEDIA.items():
        await at_each(name, bytes, 415, media)
    for name, make in STRANGE.items():
        await at_each(name, make, 200)
    for one in forms:
        good = one.written({"token": stage.good_body(one)["token"]})
        lacking = len(b"token=")
        cut = [(one, good[:length]) for length in range(1, len(good))]
        await answered(stage, f"{one}: cut off before there is a token", cut[:lacking], always(400))
        await answered(stage, f"{one}: cut off at every byte of the token", cut[lacking:], always(200))
    await at_each("control: the good form is taken", bytes, 200)
    await at_each("control: of a charset, too", bytes, 200, f"{FORM}; charset=UTF-8")
    stage.report.end()
