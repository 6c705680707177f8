"""A worker: a process of its own that answers one request after the other, and may be killed.

It opens the graph read-only, gives up the network and most of its memory, and then does what it
is told. Whatever a query does to the engine, an endless loop, four gigabytes, a crash of its
parser, happens here, where the server takes it as the end of one request.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import KgError
from kg.web import problems
from kg.web.actions import Asked, Reply, done
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.pages.warm import warm
from kg.web.squeeze import squeezed
from kg.web.wire import Message, Reader, send

if TYPE_CHECKING:
    from kg.api import Graph

_STACK = 64 << 20  # octets; the system leaves twice as much room for it
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def work(connection: socket.socket, opening: Opening, folder: Path, limits: Limits) -> None:
    """Open a graph and answer until the server goes away."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # the server says when to stop
    want_stack()
    os.environ["RUST_BACKTRACE"] = "0"  # a query that takes too much memory is no fault to trace
    leave_network()
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    try:
        graph = opening.graph(folder)
    except KgError as error:
        return send(connection, Message({"refused": error.message}))
    except OSError as error:  # a build that was taken away, in part
        return send(connection, Message({"refused": f"{folder} cannot be opened: {error}"}))
    warm(graph)
    hold_memory(limits.memory)
    send(connection, Message({"ready": True}))
    _answer_all(connection, graph, limits)
    return None


def _answer_all(connection: socket.socket, graph: Graph, limits: Limits) -> None:
    reader = Reader(connection)
    large = _size() + (limits.memory >> 2)
    while (messages := reader.read()) is not None:
        for message in messages:
            # at once: the next one may take for ever, and would be taken for this one
            send(connection, _answered(graph, message, limits, large))


def _answered(graph: Graph, message: Message, limits: Limits, large: int) -> Message:
    began = time.perf_counter()
    asked = Asked(message.header, message.body, limits)
    reply = _reply(graph, message.header["do"], asked)
    answer: dict[str, Any] = {"status": reply.status, "media": reply.media}
    if reply.headers:
        answer["headers"] = dict(reply.headers)
    if _size() > large:
        answer["large"] = True
    took = min(int((time.perf_counter() - began) * 1e6), 0xFFFFFFFF)
    return Message(answer, reply.body, reply.file, message.number, took)


def _reply(graph: Graph, action: str, asked: Asked) -> Reply:
    try:
        reply = done(graph, action, asked)
        return squeezed(reply) if asked.values.get("gzip") else reply
    except problems.Problem as problem:
        return _told(problem)
    except KgError as error:
        return _told(problems.of(error))
    except MemoryError:
        _die_of_memory()
    except RecursionError:
        return _told(problems.too_deep())
    except OSError as error:
        return _told(problems.no_room(error))
    except Exception:  # a fault of ours, which is no reason to fail those that wait behind it
        traceback.print_exc()
        return _told(problems.crashed())


def _told(problem: problems.Problem) -> Reply:
    return Reply(problem.body(), problems.MEDIA, problem.status, dict(problem.headers))


def _die_of_memory() -> NoReturn:
    """What a request leaves behind may be anywhere; a new worker has none of it."""
    os.kill(os.getpid(), signal.SIGABRT)
    raise AssertionError


def _end_with(connection: socket.socket) -> None:
    """End when the server ends, however it does: a query that runs would not notice."""
    poll = select.poll()
    poll.register(connection, 0)  # asks for nothing, and so is told of the end alone
    poll.poll()
    os._exit(0)


def leave_network() -> None:
    """Give up the network, where the system lets a process do so."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def want_stack() -> None:
    """Let what reads long queries go deeper than the system lets by itself."""
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_STACK)
        more = _STACK if most == resource.RLIM_INFINITY else min(_STACK, most)
        resource.setrlimit(resource.RLIMIT_STACK, (more, most))


def hold_memory(octets: int) -> None:
    """Let this process take so much memory beyond what it has now, and no more."""
    with suppress(OSError, ValueError):
        limit = _data_size() + octets
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _size() -> int:
    """The octets that this process had at its largest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _data_size() -> int:
    """The octets of this process that the limit counts."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) << 10
