"""HTTP/2, as little of it as the attacks need: frames (RFC 9113), and fields without compression (RFC 7541)."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Self

from lib.client import TIMEOUT, send_all

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""How a connection begins."""

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, END_HEADERS = 1, 4

_STATUSES = dict(zip(range(8, 15), (200, 204, 206, 304, 400, 404, 500), strict=True))
"""The fields of the static table that are statuses."""
_STATUS_NAME = 8
_DIGITS = {
    **{f"{digit:05b}": str(digit) for digit in range(3)},
    **{f"{digit + 22:06b}": str(digit) for digit in range(3, 10)},
}
"""The Huffman code of digits."""

Fields = Sequence[tuple[str, str]]


def frame(kind: int, payload: bytes = b"", flags: int = 0, stream: int = 0) -> bytes:
    """A frame."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def request(stream: int, path: str, authority: str = "localhost", fields: Fields = (), *, ends: bool = True) -> bytes:
    """A GET. Its body is still to come unless it `ends`."""
    named = [(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", authority), *fields]
    return frame(HEADERS, _encoded(named), END_HEADERS | (END_STREAM if ends else 0), stream)


def _encoded(fields: Iterable[tuple[str, str]]) -> bytes:
    """Literal fields that are not to be indexed. All texts are shorter than 127 bytes."""
    texts = ((name.encode(), value.encode()) for name, value in fields)
    return b"".join(bytes([0, len(name)]) + name + bytes([len(value)]) + value for name, value in texts)


def status_of(block: bytes) -> int:
    """The status of a response that is the first of its connection; 0 if it cannot be told."""
    while block and block[0] & 0xE0 == 0x20:
        # The size of the table. None is so large that its number takes more than a few bytes.
        length = 1
        while length < len(block) and block[0] & 0x1F == 0x1F and block[length] & 0x80:
            length += 1
        block = block[length + (block[0] & 0x1F == 0x1F) :]
    if not block:
        return 0
    if block[0] & 0x80:
        return _STATUSES.get(block[0] & 0x7F, 0)
    if block[0] & 0x3F != _STATUS_NAME or len(block) < 2:
        return 0
    text = block[2 : 2 + (block[1] & 0x7F)]
    return int(_digits(text) if block[1] & 0x80 else text.decode("ascii"))


def _digits(text: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in text)
    digits = ""
    while code := next((code for code in _DIGITS if bits.startswith(code)), None):
        digits += _DIGITS[code]
        bits = bits[len(code) :]
    return digits or "0"


class Http2:
    """A connection on which the preface has been sent."""

    def __init__(self, channel: socket.socket) -> None:
        self._socket = channel
        self._unread = bytearray()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, address: tuple[str, int]) -> AsyncIterator[Self]:
        """A connection for the time of the block, which may take no longer than a response."""
        with socket.socket() as channel:
            channel.setblocking(False)
            async with asyncio.timeout(TIMEOUT):
                await asyncio.get_running_loop().sock_connect(channel, address)
                connection = cls(channel)
                await connection.send(PREFACE + frame(SETTINGS))
                yield connection

    async def send(self, data: bytes) -> bool:
        """Sends bytes. Returns False when the server has closed the connection."""
        return await send_all(self._socket, data)

    async def read(self) -> tuple[int, int, bytes] | None:
        """The type, the stream and the content of the next frame; None when the server has closed the connection."""
        try:
            length = int.from_bytes((await self._take(9, keep=True))[:3], "big")
            taken = await self._take(9 + length)
        except ConnectionError:
            return None
        return taken[3], int.from_bytes(taken[5:9], "big") & 0x7FFFFFFF, taken[9:]

    async def _take(self, length: int, *, keep: bool = False) -> bytes:
        while len(self._unread) < length:
            received = await asyncio.get_running_loop().sock_recv(self._socket, 64 * 1024)
            if not received:
                raise ConnectionResetError
            self._unread += received
        taken = bytes(self._unread[:length])
        if not keep:
            del self._unread[:length]
        return taken
