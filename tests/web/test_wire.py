"""Messages between a server and its workers, whole however they come."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.wire import Message, Reader, send

MESSAGES = st.lists(
    st.builds(
        Message,
        st.dictionaries(st.text(max_size=5), st.text(max_size=300), max_size=3),
        st.binary(max_size=500),
        st.none(),
        st.integers(0, 0xFFFFFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.just(False),  # a file that is lost is told by the one who reads
    ),
    max_size=6,
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


@given(MESSAGES, st.lists(st.integers(1, 700), min_size=1, max_size=5))
def test_in_whatever_pieces_they_come(messages: list[Message], sizes: list[int]) -> None:
    one, other = socket.socketpair()
    with one, other:
        octets = b"".join(message.packed() for message in messages)
        reader, got, step = Reader(other), list[Message](), 0
        while octets:
            size = sizes[step % len(sizes)]
            one.sendall(octets[:size])
            octets, step = octets[size:], step + 1
            got += reader.read() or ()
        assert got == messages


def test_a_file_comes_with_its_message(pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    with tempfile.TemporaryFile() as file:
        file.write(b"rows")
        file.flush()
        send(one, Message({"a": "b"}, number=1))
        send(one, Message({"status": 200}, b"", os.dup(file.fileno()), 7, 12))
    reader, got = Reader(other), list[Message]()
    while len(got) < 2:
        got += reader.read() or ()
    plain, filed = got
    assert (plain.file, filed.number, filed.took) == (None, 7, 12)
    assert filed.file is not None
    assert os.pread(filed.file, 10, 0) == b"rows"
    os.close(filed.file)


def test_what_was_taken_does_not_come_again(pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    reader = Reader(other)
    one.sendall(Message({}, b"one", number=1).packed() + Message({}, b"two", number=2).packed())
    messages = reader.read()
    assert messages is not None
    assert next(messages).body == b"one"
    messages.close()  # type: ignore[attr-defined]
    one.sendall(Message({}, b"three", number=3).packed())
    assert [message.body for message in reader.read() or ()] == [b"two", b"three"]


def test_the_end_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    one.close()
    assert Reader(other).read() is None
