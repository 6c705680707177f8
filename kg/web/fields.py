"""The fields of a form or query string."""

from __future__ import annotations

from binascii import a2b_qp
from urllib.parse import unquote

from kg.web.problems import Problem


def pairs(text: bytes) -> list[tuple[str, str]]:
    """The names and values of a form or query string, in their order.

    >>> pairs(b"query=ASK+%7B%7D&x")
    [('query', 'ASK {}'), ('x', '')]

    Raises:
        Problem: they are not UTF-8.
    """
    if not text.isascii():
        raise not_utf8()
    try:
        found = [one.partition(b"=") for one in text.split(b"&") if one]
        return [(_plain(name), _plain(value)) for name, _, value in found]
    except UnicodeDecodeError:
        raise not_utf8() from None


def _plain(text: bytes) -> str:
    """A text without its escapes.

    A query is half made of them, and urllib takes as long for it as the whole of its way to the
    engine and back. Quoted-printable (RFC 2045) has the same escapes with another sign, and is
    read by C. It forgives what is no escape and skips line ends, so these are left to urllib.
    """
    if b"+" in text:
        text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text.decode("ascii")
    if b"\n" not in text and b"\r" not in text:
        quoted = text.replace(b"=", b"=3D").replace(b"%", b"=")
        found = a2b_qp(quoted)
        if len(found) == len(quoted) - 2 * quoted.count(b"="):
            return found.decode()
    return unquote(text.decode("ascii"), errors="strict")


def not_utf8() -> Problem:
    """What is sent is no text."""
    return Problem(400, "not-utf-8", "The request is not UTF-8")
