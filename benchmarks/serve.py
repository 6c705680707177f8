"""What `kg serve` gives under load, beside `oxigraph serve` and, where asked for, rdflib-endpoint.

    python -m benchmarks.serve [SECONDS] [ROUNDS] [--rdflib-endpoint PROGRAM]

Needs wrk (Debian has it). All serve the same build and are asked by turns, so that a busy machine
slows all alike; medians of the rounds are printed. A look-up asks for what is said of one entity;
there are 200 of them, and the answers of all servers are compared before. With "never the same",
each request has a comment of its own, so that no server sees a text twice. Processor time is that
of the server with all its processes; beside an endless query it is that query's, and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.servers import (
    JSON,
    Running,
    Server,
    kg_serve,
    oxigraph_serve,
    quads_of,
    rdflib_serve,
    run,
)
from kg.build import build, require_no_errors
from kg.project import find_project
from kg.store.embedded import open_build

ENTITIES = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?entity { ?entity kg:name ?name } ORDER BY ?entity"""
LOOKUP = "SELECT ?property ?value WHERE {{ {entity} ?property ?value }} LIMIT 10"
LOOKUPS = 200
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SCRIPT = """
local paths, number = {}, %(first)d
for path in io.lines("%(paths)s") do paths[#paths + 1] = path end
wrk.headers["Accept"] = "%(accept)s"
function init(args)
  for i, path in ipairs(paths) do
    paths[i] = %(fresh)s and wrk.format("GET", path .. "%%20%%23@") or wrk.format("GET", path)
  end
end
function request()
  number = number + 1
  local asked = paths[number %% #paths + 1]
  return %(fresh)s and asked:gsub("@", number, 1) or asked
end
function done(summary, latency)
  local lost = summary.errors
  io.write(string.format('{"requests": %%d, "micro": %%d, "p50": %%d, "p99": %%d, "lost": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    lost.connect + lost.read + lost.write + lost.status + lost.timeout))
end
"""


class Load(NamedTuple):
    """How a server is asked."""

    title: str
    connections: int
    fresh: bool = False
    endless: bool = False


class Measured(NamedTuple):
    """What one server gave in one round; times in ms, processor time in µs for each request."""

    rate: float
    p50: float
    p99: float
    lost: float
    cpu: float


LOADS = (
    Load("1 connection", 1),
    Load("8 connections", 8),
    Load("32 connections", 32),
    Load("32, never the same", 32, fresh=True),
    Load("32, beside an endless query", 32, endless=True),
)


def lookups(folder: Path) -> list[str]:
    """Questions for what is said of one entity, for so many entities of the build."""
    found = [str(row["entity"]) for row in open_build(folder).query(ENTITIES)]  # type: ignore[union-attr]
    return [LOOKUP.format(entity=one) for one in random.Random(1).sample(found, LOOKUPS)]


def under(load: Load, server: Running, questions: Sequence[str], seconds: int) -> Measured:
    """Ask a server for so many seconds."""
    path = urllib.parse.urlsplit(server.url).path
    asked = [f"{path}?query={urllib.parse.quote(one, safe='')}" for one in questions]
    with tempfile.TemporaryDirectory() as name:
        paths, script = Path(name, "paths"), Path(name, "script.lua")
        paths.write_text("\n".join(asked) + "\n", encoding="utf-8")
        values = {"paths": paths, "accept": JSON, "fresh": str(load.fresh).lower()}
        first = int(time.time()) % 1_000_000 * 1_000_000
        script.write_text(SCRIPT % (values | {"first": first}), encoding="utf-8")
        return _wrk(server, ["-c", str(load.connections), "-s", str(script)], seconds)


def _wrk(server: Running, options: Sequence[str], seconds: int) -> Measured:
    before = server.processor()
    command = ["wrk", "-t", "1", "-d", str(seconds), *options, server.url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads(said.splitlines()[-1])
    requests = max(1, found["requests"])
    return Measured(
        rate=1e6 * found["requests"] / found["micro"],
        p50=found["p50"] / 1000,
        p99=found["p99"] / 1000,
        lost=found["lost"],
        cpu=1e6 * (server.processor() - before) / requests,
    )


@contextmanager
def endless(server: Running) -> Iterator[None]:
    """Let a query run on a connection of its own that comes to no end."""
    threading.Thread(target=_ask_forever, args=(server,), daemon=True).start()
    time.sleep(1)
    yield


def _ask_forever(server: Running) -> None:
    try:
        server.ask(ENDLESS)
    except OSError:
        return  # the server was stopped


def measured(
    load: Load, servers: Mapping[Server, Running], questions: Sequence[str], seconds: int
) -> dict[Server, Measured]:
    """One round: each server after the other, with a process of its own for an endless query."""
    found = {}
    for server, known in servers.items():
        if load.endless:
            with run(server) as fresh, endless(fresh):
                found[server] = under(load, fresh, questions, seconds)
        else:
            found[server] = under(load, known, questions, seconds)
    return found


def require_same(servers: Mapping[Server, Running], questions: Sequence[str]) -> None:
    """Exit if the servers do not answer alike."""
    for question in questions:
        answers = {_solutions(server.ask(question)) for server in servers.values()}
        if len(answers) > 1:
            sys.exit(f"the servers answer differently: {question}")


def _solutions(answer: bytes) -> int:
    return len(json.loads(answer)["results"]["bindings"])


def report(load: Load, rounds: Sequence[Mapping[Server, Measured]]) -> None:
    """Print the medians of all rounds; the ratio is taken within each round."""
    first = next(iter(rounds[0]))
    for server in rounds[0]:
        ratio = statistics.median(one[server].rate / one[first].rate for one in rounds)
        found = [one[server] for one in rounds]
        rate, p50, p99, _, cpu = (statistics.median(each) for each in zip(*found, strict=True))
        took = "-" if load.endless else f"{cpu:.0f}"
        lost = sum(one.lost for one in found)
        print(
            f"{load.title:<28}{server.name:<24}{rate:>9,.0f}{ratio:>7.2f}"
            f"{p50:>8.2f}{p99:>8.2f}{lost:>6.0f}{took:>8}",
            flush=True,
        )


def kinds(project: Path, store: Path, rdflib: str | None, folder: Path) -> Iterator[Server]:
    """The servers that are compared; the others are measured by the first."""
    yield oxigraph_serve(store)
    yield kg_serve("kg serve", project)
    yield kg_serve("kg serve --kept 0", project, "--kept", "0")
    if rdflib:
        yield rdflib_serve(rdflib, quads_of(store, folder / "build.nq"))


def main(seconds: int, rounds: int, rdflib: str | None) -> None:
    """Build if needed, start the servers, ask them by turns, print what they gave."""
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt install wrk)")
    project = find_project(Path(__file__).parent.parent)
    require_no_errors(built := build(project))
    store, questions = built.folder / "store", lookups(built.folder)
    python, cores = platform.python_version(), os.cpu_count()
    print(f"Python {python}, {cores} cores, {seconds} s, {rounds} rounds, medians")
    titles = f"{'a second':>9}{'ratio':>7}{'p50 ms':>8}{'p99 ms':>8}{'lost':>6}{'CPU µs':>8}"
    print(f"{'connections':<28}{'server':<24}{titles}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {
            kind: stack.enter_context(run(kind))
            for kind in kinds(project.root, store, rdflib, folder)
        }
        require_same(servers, questions)
        for load in LOADS:
            report(load, [measured(load, servers, questions, seconds) for _ in range(rounds)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", nargs="?", type=int, default=5)
    parser.add_argument("rounds", nargs="?", type=int, default=5)
    parser.add_argument("--rdflib-endpoint", metavar="PROGRAM")
    given = parser.parse_args()
    main(given.seconds, given.rounds, given.rdflib_endpoint)
