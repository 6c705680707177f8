"""A file of the web, fetched once: its octets, and beside them what the server said of it.

What was fetched is kept with its address, time, headers and checksum, and is what every later build
reads. It is never replaced: a server that gives other octets for the same address gave another
edition, and which one is meant is for a person to say.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed
from kg.ingest.sources.addresses import AddressRefusedError, Allowed, Limits, public

if TYPE_CHECKING:
    import httpx

_KEPT = ("content-type", "content-length", "etag", "last-modified", "content-disposition")
_ENDINGS = {
    "csv": ".csv",
    "tab-separated-values": ".tsv",
    "json": ".json",
    "xml": ".xml",
    "turtle": ".ttl",
    "n-triples": ".nt",
    "n-quads": ".nq",
    "trig": ".trig",
}
_RECORD = "fetched.json"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is known of a fetched file: the provenance of every number in it."""

    address: str
    final: str
    status: int
    time: str
    sha256: str
    size: int
    name: str
    headers: dict[str, str] = field(default_factory=dict)


def fetch(
    address: str,
    cache: Path,
    *,
    again: bool = False,
    limits: Limits | None = None,
    allowed: Allowed = public,
) -> tuple[Path, Fetched]:
    """The file of an address, from the cache if it was fetched before.

    `again` asks the server once more, and fails if it gives something else. `allowed` says which IP
    addresses may be asked.

    Raises:
        DatasetError: it cannot be fetched, may not be, is too large, or is not what it was.
    """
    _check_address(address)
    folder = cache / hashlib.sha256(address.encode()).hexdigest()[:32]
    known = _known(folder, address)
    if known and not again:
        return folder / known.name, known
    folder.mkdir(parents=True, exist_ok=True)
    with partial(folder) as part:
        fetched = _download(address, part, limits or Limits(), allowed)
        if known and known.sha256 != fetched.sha256:
            raise _other(address, folder, known, fetched)
        if not known:
            part.replace(folder / fetched.name)
            _write(folder / _RECORD, fetched)
    return folder / (known or fetched).name, known or fetched


def is_address(source: str) -> bool:
    """Whether a source is an address of the web."""
    return source.partition("://")[0].lower() in ("http", "https") and "://" in source


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise _failed(address, f"is no address: {error}") from error
    if not host:
        raise _failed(address, "is no address: it names no host")
    if parts.username or parts.password:
        raise _failed(address, "holds a name or password, which would be published with the graph")


def _known(folder: Path, address: str) -> Fetched | None:
    """What was fetched before, if its octets are still those."""
    try:
        known = Fetched(**json.loads((folder / _RECORD).read_text(encoding="utf-8")))
        with (folder / known.name).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    if digest != known.sha256:
        changed = (
            f"what was fetched of it has changed: its SHA-256 was {known.sha256} and is {digest}"
        )
        raise _failed(address, f"{changed}; remove {folder} to fetch it again")
    return known


@contextmanager
def partial(folder: Path) -> Iterator[Path]:
    """A file that is gone afterwards, whatever happens, if it was not moved to its place."""
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _download(address: str, to: Path, limits: Limits, allowed: Allowed) -> Fetched:
    httpx = needed("httpx", "fetching an address")
    from kg.ingest.sources.transport import client

    try:
        with client(limits, allowed) as http, http.stream("GET", address) as response:
            if response.status_code != 200:
                answer = f"{response.status_code} {response.reason_phrase}".strip()
                raise _failed(address, f"the server answered {answer}")
            digest, size = _save(address, response, to, limits)
            return _described(address, response, digest, size)
    except AddressRefusedError as error:
        raise _failed(address, f"is not fetched: {error}") from error
    except httpx.TooManyRedirects as error:
        raise _failed(address, f"redirects more than {limits.redirects} times") from error
    except httpx.TimeoutException as error:
        message = f"the server was silent for {limits.silence:g} seconds"
        raise _failed(address, message) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _failed(address, f"cannot be fetched: {error}") from error


def _save(address: str, response: httpx.Response, to: Path, limits: Limits) -> tuple[str, int]:
    digest, size, end = hashlib.sha256(), 0, time.monotonic() + limits.seconds
    stated = response.headers.get("content-length", "0")
    with to.open("wb") as target:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if max(size, int(stated) if stated.isdigit() else 0) > limits.size:
                raise _failed(address, f"is larger than {limits.size:,} octets")
            if time.monotonic() > end:
                raise _failed(address, f"is not here after {limits.seconds:g} seconds")
            digest.update(chunk)
            target.write(chunk)
    if not size:
        raise _failed(address, "the server answered with nothing")
    return digest.hexdigest(), size


def _described(address: str, response: httpx.Response, digest: str, size: int) -> Fetched:
    headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    final = str(response.url)
    name = file_name(final, headers)
    return Fetched(address, final, response.status_code, now, digest, size, name, headers)


def file_name(address: str, headers: Mapping[str, str] | None = None) -> str:
    """A name for what was fetched, with an ending that tells its format where that is known.

    >>> file_name("https://x.org/v2/GDP?format=csv", {"content-type": "text/csv; charset=utf-8"})
    'GDP.csv'
    >>> file_name("https://x.org/get", {"content-disposition": 'attachment; filename="../a b.zip"'})
    'a b.zip'
    >>> file_name("https://x.org/%2e%2e/", {})
    'file'
    """
    headers = headers or {}
    stated = re.search(r'filename="?([^";]+)', headers.get("content-disposition", ""))
    path = stated[1] if stated else unquote(urlsplit(address).path).rstrip("/")
    name = re.sub(r"[^\w.() +-]", "_", re.split(r"[/\\]", path)[-1]).strip(". ")[-100:] or "file"
    kind = re.split(r"[/+]", headers.get("content-type", "").partition(";")[0].strip())[-1]
    return name if Path(name).suffix else name + _ENDINGS.get(kind, "")


def _write(file: Path, fetched: Fetched) -> None:
    text = json.dumps(asdict(fetched), ensure_ascii=False, indent=2) + "\n"
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _other(address: str, folder: Path, known: Fetched, now: Fetched) -> DatasetError:
    then, since = _differing(known.headers, now.headers), _differing(now.headers, known.headers)
    message = (
        f"is not what it was: its SHA-256 was {known.sha256} when it was fetched on {known.time}"
        f"{then}, and is {now.sha256} on {now.time}{since}. What was fetched first stands in"
        f" {folder}, and builds read it. If the server has another edition now, save both as"
        " files, each with a document of its own; to take the new one in place of the old, remove"
        " that folder, then `kg clean` and `kg build`"
    )
    return _failed(address, message)


def _differing(headers: Mapping[str, str], others: Mapping[str, str]) -> str:
    """Those headers that others have not, or have otherwise."""
    found = [f"{name}: {text}" for name, text in headers.items() if others.get(name) != text]
    return f" ({', '.join(found)})" if found else ""


def _failed(address: str, message: str) -> DatasetError:
    return DatasetError(message, where=Where(address))
