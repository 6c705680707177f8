"""From `file:` to a file: paths, archives with their traps, and the web by a real server."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import re
import shutil
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from kg.errors import DatasetError
from kg.ingest.changed import changed
from kg.ingest.sources import archives
from kg.ingest.sources.addresses import Limits
from kg.ingest.sources.fetching import fetch
from kg.ingest.sources.source import FETCHED, Source, source
from kg.project import Project
from tests.command import run_kg
from tests.projects import CASES, add_facts, mini, staged

TABLE = b"a,b\n1,2\n"


@dataclass
class Answer:
    body: bytes = TABLE
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    cut: bool = False


@dataclass
class Server:
    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            known.asked.append(self.path)
            known.hosts.append(self.headers["Host"])
            answer = known.answers.get(self.path, Answer(b"no", 404))
            self.send_response(answer.status)
            length = str(len(answer.body) + (9 if answer.cut else 0))
            for name, value in {"Content-Length": length, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for at in range(0, len(answer.body), 4):
                stop.wait(answer.wait)
                self.wfile.write(answer.body[at : at + 4] if answer.wait else answer.body)
                if not answer.wait:
                    break
            self.close_connection = answer.cut

        def log_message(self, *_: Any) -> None:
            pass

    stop = threading.Event()
    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.daemon_threads = True
    known = Server(f"http://127.0.0.1:{web.server_address[1]}")
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield known
    stop.set()
    web.shutdown()
    thread.join()
    web.server_close()


@dataclass
class Place:
    """A dataset's folder and a cache."""

    folder: Path
    cache: Path

    def get(self, name: str, **options: Any) -> Source:
        return source(name, self.folder, self.cache, **options)

    def left(self) -> list[str]:
        return sorted(one.name for one in self.cache.rglob("*") if one.is_file())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "data").mkdir()
    return Place(tmp_path / "data", tmp_path / "cache")


def loopback(address: str) -> bool:
    return address == "127.0.0.1"


def zipped(file: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


# What a folder holds


def test_a_path_is_a_file_of_the_folder(place: Place) -> None:
    (place.folder / "sub").mkdir()
    (place.folder / "sub" / "a.csv").write_bytes(TABLE)
    assert place.get("sub/a.csv") == Source(place.folder / "sub" / "a.csv")
    assert place.left() == []


@pytest.mark.parametrize("name", ["../a.csv", "/etc/hosts", "sub/../../a.csv", "C:\\a.csv", ""])
def test_a_path_stays_inside_the_folder(place: Place, name: str) -> None:
    (place.folder.parent / "a.csv").write_bytes(TABLE)
    with pytest.raises(DatasetError, match="must be a path inside the dataset's folder"):
        place.get(name)


def test_a_file_is_found_however_its_letters_are_composed(place: Place) -> None:
    file = place.folder / normalize("NFD", "Географический  й.csv")
    file.write_bytes(TABLE)
    assert place.get("Географический  й.csv").file.samefile(file)
    file = place.folder / normalize("NFC", "Другой й.csv")
    file.write_bytes(TABLE)
    assert place.get(normalize("NFD", "Другой й.csv")).file.samefile(file)


def test_what_is_not_there_is_one_error(place: Place) -> None:
    (place.folder / "trade-2022.csv").write_bytes(TABLE)
    with pytest.raises(DatasetError, match=r'no such file: did you mean "trade-2022.csv"'):
        place.get("trade-2023.csv")
    with pytest.raises(DatasetError, match="is a folder, not a file"):
        place.get(".")
    with pytest.raises(DatasetError, match="ftp: is no address that can be fetched"):
        place.get("ftp://example.org/a.csv")
    with pytest.raises(DatasetError, match="file: is no address that can be fetched"):
        place.get("file:///etc/hosts")


# Archives


def test_an_archive_of_one_file_is_that_file(place: Place) -> None:
    file = zipped(place.folder / "a.zip", **{"data/Trade.csv": TABLE, "__MACOSX/._Trade.csv": b"x"})
    got = place.get("a.zip")
    assert got.packed == file
    assert (got.file.name, got.file.read_bytes()) == ("Trade.csv", TABLE)
    got.file.write_bytes(b"unpacked once")
    assert place.get("a.zip").file.read_bytes() == b"unpacked once"


def test_a_member_of_several_is_named(place: Place) -> None:
    zipped(place.folder / "a.zip", **{"x/A.csv": TABLE, "y/A.csv": b"other", "Metadata.csv": b""})
    with pytest.raises(DatasetError, match=r"several members, say which: member: x/A.csv, y/A.csv"):
        place.get("a.zip")
    with pytest.raises(DatasetError, match=r'has no member "A.csv"'):
        place.get("a.zip", member="A.csv")
    assert place.get("a.zip", member="y/A.csv").file.read_bytes() == b"other"
    assert place.get("a.zip", member="x/A.csv").file.read_bytes() == TABLE


WIDE = b""""Data Source","World Development Indicators",

"Last Updated Date","2024-06-28",

"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023",
"China","CHN","GDP (current US$)","NY.GDP.MKTP.CD","5","6",
"""
OF_COUNTRIES = b""""Country Code","Region","IncomeGroup","SpecialNotes","TableName",
"CHN","East Asia & Pacific","Upper middle income","","China",
"""
OF_INDICATORS = b""""INDICATOR_CODE","INDICATOR_NAME","SOURCE_NOTE","SOURCE_ORGANIZATION",
"NY.GDP.MKTP.CD","GDP (current US$)","a note","World Bank",
"""


def test_of_a_publisher_s_archive_the_one_table_is_taken(place: Place) -> None:
    files = {
        "Metadata_Indicator_API_NY.csv": OF_INDICATORS,
        "API_NY.csv": WIDE,
        "Metadata_Country_API_NY.csv": OF_COUNTRIES,
    }
    zipped(place.folder / "API_NY.zip", **files)
    got = place.get("API_NY.zip")
    assert got.member == "API_NY.csv"
    assert got.file.read_bytes() == WIDE


def test_an_archive_is_summed_once_for_all_its_members(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    summed: list[str] = []
    inner = hashlib.file_digest

    def counted(stream: Any, name: Any) -> Any:
        summed.append(name)
        return inner(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    zipped(place.folder / "one.zip", **{"a.csv": WIDE, "b.csv": OF_INDICATORS, "c.csv": TABLE})
    assert place.get("one.zip").member == "a.csv"
    assert summed == ["sha256"]


def test_two_tables_of_an_archive_are_not_chosen_between(place: Place) -> None:
    zipped(place.folder / "two.zip", **{"a.csv": WIDE, "b.csv": WIDE, "c.txt": OF_INDICATORS})
    message = "has several tables, say which: member: a.csv, b.csv"
    with pytest.raises(DatasetError, match=re.escape(message)):
        place.get("two.zip")
    assert place.get("two.zip", member="b.csv").file.read_bytes() == WIDE


def test_of_very_many_members_none_is_looked_at(place: Place) -> None:
    zipped(place.folder / "many.zip", **{"a.csv": WIDE, **{f"{at}.txt": TABLE for at in range(24)}})
    with pytest.raises(DatasetError, match="has several members, say which: member: "):
        place.get("many.zip")
    assert place.left() == []


def test_gzip_is_unpacked(place: Place) -> None:
    (place.folder / "a.csv.gz").write_bytes(gzip.compress(TABLE))
    got = place.get("a.csv.gz")
    assert (got.file.name, got.file.read_bytes()) == ("a.csv", TABLE)
    with pytest.raises(DatasetError, match='has no member "b": it is no zip'):
        place.get("a.csv.gz", member="b")


@pytest.mark.parametrize(("kind", "pack"), [("bz2", bz2.compress), ("xz", lzma.compress)])
def test_what_else_holds_one_file_is_unpacked(
    place: Place, kind: str, pack: Callable[[bytes], bytes]
) -> None:
    (place.folder / f"a.csv.{kind}").write_bytes(pack(TABLE))
    got = place.get(f"a.csv.{kind}")
    assert (got.file.name, got.file.read_bytes()) == ("a.csv", TABLE)
    (place.folder / f"cut.{kind}").write_bytes(pack(TABLE)[:-9])
    with pytest.raises(DatasetError, match="is no archive that can be read"):
        place.get(f"cut.{kind}")
    (place.folder / f"no.{kind}").write_bytes(pack(TABLE)[:8] + b"no" * 9)
    with pytest.raises(DatasetError, match=r"is no archive that can be read|cannot be unpacked"):
        place.get(f"no.{kind}")


def test_a_workbook_is_no_archive_to_unpack(place: Place) -> None:
    zipped(place.folder / "a.xlsx", **{"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    assert place.get("a.xlsx") == Source(place.folder / "a.xlsx")


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused_and_leaves_nothing(place: Place, kind: str) -> None:
    content = b"0" * (80 << 20)
    if kind == "zip":
        zipped(place.folder / "a.zip", **{"a.csv": content})
    else:
        (place.folder / "a.gz").write_bytes(gzip.compress(content))
    with pytest.raises(DatasetError, match="at most 16 GB, and 500 times its packed size"):
        place.get(f"a.{kind}")
    assert place.left() == []


def test_a_bomb_that_lies_about_its_size_is_counted(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The directory says 9 octets; the limit holds for what comes out."""
    file = zipped(place.folder / "a.zip", **{"a.csv": b"0" * 5000})
    octets = file.read_bytes().replace((5000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    file.write_bytes(octets)
    with pytest.raises(DatasetError, match=r"no archive that can be read|too large"):
        place.get("a.zip")
    monkeypatch.setattr(archives, "LARGEST", 4000)
    zipped(file, **{"a.csv": b"0123456789" * 500})
    with pytest.raises(DatasetError, match="becomes too large when unpacked"):
        place.get("a.zip")
    assert place.left() == []


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "x/../../a.csv", "C:\\a.csv"])
def test_a_member_that_climbs_is_refused(place: Place, name: str) -> None:
    zipped(place.folder / "a.zip", **{name: TABLE})
    with pytest.raises(DatasetError, match="would stand outside the archive"):
        place.get("a.zip")
    assert not list(place.folder.parent.glob("*.csv"))


def test_a_broken_archive_is_one_error(place: Place) -> None:
    whole = zipped(place.folder / "a.zip", **{"a.csv": b"0123456789" * 999}).read_bytes()
    (place.folder / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (place.folder / "cut.gz").write_bytes(gzip.compress(TABLE)[:-9])
    (place.folder / "no.gz").write_bytes(b"\x1f\x8bno")
    zipped(place.folder / "empty.zip")
    for name, message in [
        ("cut.zip", "is no archive that can be read"),
        ("cut.gz", "is no archive that can be read"),
        ("no.gz", "is no archive that can be read"),
        ("empty.zip", "is an empty archive"),
    ]:
        with pytest.raises(DatasetError, match=message):
            place.get(name)
    assert place.left() == []


# The web


def test_an_address_is_fetched_once_with_all_that_is_known_of_it(
    place: Place, server: Server
) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Fri, 28 Jun 2024 00:00:00 GMT", "Set-Cookie": "no"}
    server.answers["/get?id=GDP"] = Answer(headers={**headers, "Content-Type": "text/csv"})
    address = f"{server.address}/get?id=GDP"
    got = place.get(address, allowed=loopback)
    assert place.get(address) == got
    assert server.asked == ["/get?id=GDP"]
    assert (got.file.name, got.file.read_bytes()) == ("get.csv", TABLE)
    record = json.loads((got.file.parent / "fetched.json").read_text())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record.pop("time"))
    assert record == {
        "address": address,
        "final": address,
        "status": 200,
        "sha256": hashlib.sha256(TABLE).hexdigest(),
        "size": len(TABLE),
        "name": "get.csv",
        "headers": {
            "content-length": "8",
            "content-type": "text/csv",
            "etag": '"1"',
            "last-modified": headers["Last-Modified"],
        },
    }


def test_an_archive_is_fetched_and_unpacked(place: Place, server: Server, tmp_path: Path) -> None:
    packed = zipped(tmp_path / "a.zip", **{"A.csv": TABLE}).read_bytes()
    name = {"Content-Disposition": 'attachment; filename="API_GDP.zip"'}
    server.answers["/v2/GDP"] = Answer(packed, headers=name)
    got = place.get(f"{server.address}/v2/GDP", allowed=loopback)
    assert got.packed is not None
    assert got.fetched is not None
    assert (got.file.name, got.packed.name) == ("A.csv", "API_GDP.zip")
    assert got.fetched.sha256 == hashlib.sha256(packed).hexdigest()


def test_redirects_are_followed_and_the_last_address_is_kept(place: Place, server: Server) -> None:
    server.answers |= {"/a": Answer(b"", 302, {"Location": "/b.csv"}), "/b.csv": Answer()}
    got = place.get(f"{server.address}/a", allowed=loopback)
    assert got.fetched is not None
    assert got.fetched.final == f"{server.address}/b.csv"
    assert got.file.name == "b.csv"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"]
)
def test_a_private_address_is_refused(place: Place, server: Server, host: str) -> None:
    port = server.address.rpartition(":")[2]
    with pytest.raises(DatasetError, match=r"which is no public address|has no address"):
        place.get(f"http://{host}:{port}/a.csv")
    assert server.asked == []
    assert place.left() == []


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/a", "http://169.254.169.254/latest", "http://192.168.1.1:8080/"]
)
def test_a_redirect_to_a_private_address_is_refused(
    place: Place, server: Server, target: str
) -> None:
    server.answers["/a.csv"] = Answer(b"", 302, {"Location": target})
    with pytest.raises(DatasetError, match="which is no public address"):
        place.get(f"{server.address}/a.csv", allowed=loopback)
    assert place.left() == []


def test_a_redirect_to_a_file_is_refused(place: Place, server: Server) -> None:
    server.answers["/a.csv"] = Answer(b"", 302, {"Location": "file:///etc/hosts"})
    with pytest.raises(DatasetError, match="cannot be fetched"):
        place.get(f"{server.address}/a.csv", allowed=loopback)


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(
    place: Place, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers something else the second time (rebinding) is not asked again."""
    answers = iter(["127.0.0.1", "10.0.0.1"])
    resolved = socket.getaddrinfo

    def rebinding(host: str | bytes, *args: Any, **kwargs: Any) -> Any:
        named = host in ("data.example", b"data.example")
        return resolved(next(answers) if named else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.answers["/a.csv"] = Answer()
    address = server.address.replace("127.0.0.1", "data.example") + "/a.csv"
    got = place.get(address, allowed=loopback)
    assert got.fetched is not None
    assert got.fetched.final == address
    assert server.hosts == [address.split("/")[2]]
    with pytest.raises(DatasetError, match=re.escape("data.example is 10.0.0.1, which is no")):
        place.get(f"{address}?again", allowed=loopback)


SMALL = Limits(size=100, silence=0.3, seconds=0.5, redirects=2)
FAILURES = {
    "404": (Answer(b"no", 404), "the server answered 404 Not Found"),
    "500": (Answer(b"no", 500), "the server answered 500 Internal Server Error"),
    "partial": (Answer(TABLE, 206), "the server answered 206 Partial Content"),
    "nothing": (Answer(b""), "the server answered with nothing"),
    "large": (Answer(b"0" * 101), "is larger than 100 octets"),
    "circle": (Answer(b"", 302, {"Location": "/x.csv"}), "redirects more than 2 times"),
    "silent": (Answer(wait=1), "the server was silent for 0.3 seconds"),
    "slow": (Answer(b"0" * 80, wait=0.1), "is not here after 0.5 seconds"),
    "cut": (Answer(cut=True), "cannot be fetched: peer closed connection"),
    "packed": (
        Answer(gzip.compress(b"0" * 9999), headers={"Content-Encoding": "gzip"}),
        "is larger than 100 octets",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_download_that_fails_leaves_nothing(place: Place, server: Server, name: str) -> None:
    server.answers["/x.csv"], message = FAILURES[name]
    with pytest.raises(DatasetError, match=message) as caught:
        place.get(f"{server.address}/x.csv", allowed=loopback, limits=SMALL)
    assert str(caught.value).startswith(f"{server.address}/x.csv: ")
    assert place.left() == []


def test_a_server_that_is_not_there_is_one_error(place: Place, server: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for address, message in [
        (f"http://127.0.0.1:{port}/a", "cannot be fetched"),
        ("http://no-such-host.invalid/a", "no-such-host.invalid has no address"),
        ("http://user:secret@127.0.0.1/a", "holds a name or password"),
        ("http:///a.csv", "names no host"),
        ("http://[::1/a.csv", "is no address"),
        ("http://127.0.0.1:99999/a.csv", "is no address|cannot be fetched"),
    ]:
        with pytest.raises(DatasetError, match=message):
            place.get(address, allowed=loopback)
    assert place.left() == []


def test_other_content_under_the_same_address_is_told(place: Place, server: Server) -> None:
    """Nothing is replaced: both digests are named, and the first file stays what it was."""
    server.answers["/a.csv"] = Answer()
    address = f"{server.address}/a.csv"
    first = place.get(address, allowed=loopback)
    assert place.get(address, allowed=loopback, again=True) == first
    server.answers["/a.csv"] = Answer(b"a,b\n1,3\n")
    with pytest.raises(DatasetError, match="is not what it was") as caught:
        place.get(address, allowed=loopback, again=True)
    for content in (TABLE, b"a,b\n1,3\n"):
        assert hashlib.sha256(content).hexdigest() in str(caught.value)
    assert place.get(address) == first
    assert first.file.read_bytes() == TABLE
    assert place.left() == ["a.csv", "fetched.json"]


def test_headers_that_differ_are_named_then_and_now(place: Place, server: Server) -> None:
    server.answers["/a.csv"] = Answer(headers={"ETag": "one", "Content-Type": "text/csv"})
    place.get(f"{server.address}/a.csv", allowed=loopback)
    server.answers["/a.csv"] = Answer(
        b"a,b\n9\n", headers={"ETag": "two", "Content-Type": "text/csv"}
    )
    with pytest.raises(DatasetError, match=r"etag: one.*and is .*etag: two") as caught:
        place.get(f"{server.address}/a.csv", allowed=loopback, again=True)
    assert "text/csv" not in str(caught.value)


def addressed(folder: Path, address: str) -> Project:
    """A project with a table at an address that was fetched before."""
    project = mini(folder / "project")
    shutil.copytree(CASES / "tables" / "totals", project.data / "calls")
    file = project.data / "calls" / "dataset.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("calls.csv", address))
    fetch(address, project.sources / FETCHED, allowed=loopback)
    return project


def test_addresses_are_asked_again(tmp_path: Path, server: Server) -> None:
    body = (CASES / "tables" / "totals" / "calls.csv").read_bytes()
    server.answers["/calls.csv"] = Answer(body)
    project = addressed(tmp_path, f"{server.address}/calls.csv")
    found = staged(project, tmp_path / "cache").values()
    asked: list[str] = []
    assert list(changed(found, project.sources, asked.append, allowed=loopback)) == []
    assert asked == [f"asking {server.address}/calls.csv"]
    server.answers["/calls.csv"] = Answer(TABLE)
    (issue,) = changed(found, project.sources, asked.append, allowed=loopback)
    assert issue.where.file.endswith("data/calls/dataset.yaml")
    assert issue.message.startswith(f"{server.address}/calls.csv: is not what it was: ")
    assert issue.message.endswith("remove that folder, then `kg clean` and `kg build`")


def test_addresses_of_rdf_files_are_asked_again(tmp_path: Path, server: Server) -> None:
    server.answers["/a.ttl"] = Answer(b"<http://a.example/> <http://a.example/p> 1 .\n")
    project = mini(tmp_path / "project")
    about = (CASES / "dataset.yaml").read_text(encoding="utf-8")
    graphs = f"graphs:\n  - {{file: {server.address}/a.ttl, document: bare}}\n"
    add_facts(project, "rdf", "records: []", about + graphs)
    fetch(f"{server.address}/a.ttl", project.sources / FETCHED, allowed=loopback)
    found = staged(project, tmp_path / "cache").values()
    server.answers["/a.ttl"] = Answer(b"<http://a.example/> <http://a.example/p> 2 .\n")
    (issue,) = changed(found, project.sources, lambda step: None, allowed=loopback)
    assert issue.message.startswith(f"{server.address}/a.ttl: is not what it was: ")
    assert issue.where.file.endswith("data/rdf/dataset.yaml")


def test_check_asks_addresses_again_if_it_is_told_to(tmp_path: Path, server: Server) -> None:
    """The command asks public addresses alone, so that what it says here is that."""
    server.answers["/calls.csv"] = Answer((CASES / "tables" / "totals" / "calls.csv").read_bytes())
    project = addressed(tmp_path, f"{server.address}/calls.csv")
    done = run_kg("check", cwd=project.root)
    assert done.returncode == 0, done.stderr
    done = run_kg("check", "--again", cwd=project.root)
    assert done.returncode == 1
    assert f"{server.address}/calls.csv: is not fetched: " in done.stderr


def test_a_fetched_file_that_was_changed_is_told(place: Place, server: Server) -> None:
    server.answers["/a.csv"] = Answer()
    got = place.get(f"{server.address}/a.csv", allowed=loopback)
    got.file.write_bytes(b"a,b\n9,9\n")
    with pytest.raises(DatasetError, match="what was fetched of it has changed: its SHA-256 was"):
        place.get(f"{server.address}/a.csv", allowed=loopback)


def test_an_interrupted_download_leaves_nothing(
    place: Place, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> float:
        raise KeyboardInterrupt

    server.answers["/a.csv"] = Answer()
    with monkeypatch.context() as patch:
        patch.setattr(time, "monotonic", interrupt)
        with pytest.raises(KeyboardInterrupt):
            place.get(f"{server.address}/a.csv", allowed=loopback)
    assert place.left() == []
