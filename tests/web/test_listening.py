"""One address for several processes, and for one server only."""

from __future__ import annotations

import socket
import sys

import pytest

from kg.errors import StoreError
from kg.web.listening import listening, reserved


def test_processes_share_an_address() -> None:
    with reserved("127.0.0.1", 0) as place, listening(place) as one, listening(place) as two:
        assert one.getsockname() == two.getsockname() == place.getsockname()
        for _ in range(4):
            socket.create_connection(place.getsockname()).close()


def test_two_servers_do_not() -> None:
    with reserved("127.0.0.1", 0) as place, listening(place):
        port = place.getsockname()[1]
        with pytest.raises(StoreError, match=rf"cannot listen on 127\.0\.0\.1:{port}: "):
            reserved("127.0.0.1", port)


def test_nobody_is_let_in_before_somebody_listens() -> None:
    with reserved("127.0.0.1", 0) as place, socket.socket() as caller:
        came = caller.connect_ex(place.getsockname())
    assert (came != 0) is (sys.platform == "linux")
