"""Holds a release against itself: files, digests, signature, counts, and one form against another.

Nothing is believed that can be counted again, and every file that does not fit is named.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import KgError, shown
from kg.publish.agreement import disagreements
from kg.publish.release import FORMAT, MANIFEST, PUBLIC, SIGNATURE, SUMS
from kg.publish.signing import KeyFileError, is_signed

_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_OWN = {SUMS, SIGNATURE, PUBLIC}
_NO_SIGNATURE = f"is no signature of {SUMS} by this key"

Step = Callable[[str, int, int], None]


class Problem(NamedTuple):
    """What is wrong with a file of a release."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


class Verdict(NamedTuple):
    """What was found; a release is whole if there is no problem."""

    manifest: Mapping[str, Any]
    files: int
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON has it."""
        return {
            "whole": self.whole,
            "build": self.manifest.get("build", ""),
            "files": self.files,
            "problems": [one._asdict() for one in self.problems],
            "remarks": list(self.remarks),
        }


class NoReleaseError(KgError):
    """A folder is no release."""

    exit_code = 2


def verify(folder: Path, public: Path | None = None, step: Step | None = None) -> Verdict:
    """Verify a release.

    Args:
        folder: its folder.
        public: the key that must have signed it, in PEM or OpenSSH form.
        step: is told what is looked at, how much of it is done, and of how much.

    Raises:
        NoReleaseError: it is none, or one of a newer kg.
        KgError: the key cannot be read.
    """
    tell = step or (lambda name, done, of: None)
    sums = _read(folder, SUMS)
    listed, problems = _listed(sums)
    signed, remarks = _signed(folder, sums, public)
    problems += [*signed, *_digested(folder, listed, tell)]
    manifest = _manifest(folder)
    broken = {one.file for one in problems}
    if MANIFEST not in broken:
        described = _described(folder, manifest, listed)
        problems += [one for one in described if one.file not in broken]
    if not broken & set(listed):
        more, notes = disagreements(folder, manifest, tell)
        problems += [Problem(*one) for one in more]
        remarks += notes
    else:
        remarks.append("the forms were not compared, because files are not as they were written")
    return Verdict(manifest, len(listed), tuple(problems), tuple(remarks))


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise NoReleaseError(f"{folder} is no release: {name}: {error.strerror}") from None


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads(_read(folder, MANIFEST))
        newer = found["format"] > FORMAT
    except (ValueError, LookupError, TypeError):
        return {}
    if newer:
        raise NoReleaseError(
            f"{folder} was written by a newer kg (format {found['format']}; this one reads"
            f" {FORMAT}): update kg"
        )
    return dict(found) if _sound(found) else {}


def _sound(manifest: Mapping[str, Any]) -> bool:
    """Whether the parts of a manifest are of the kind that they have to be."""
    parts = [manifest.get(name) for name in ("files", "exports", "counts")]
    whole = all(isinstance(part, dict) for part in parts)
    return whole and all(isinstance(count, int) for count in manifest["counts"].values())


def _listed(sums: bytes) -> tuple[dict[str, str], list[Problem]]:
    """The digests by path, and the lines that are none."""
    found, odd = {}, []
    for number, line in enumerate(sums.decode("utf-8", "replace").splitlines(), 1):
        if (parts := _LINE.fullmatch(line)) and not _leads_away(parts[2]):
            found[parts[2]] = parts[1]
        else:
            odd.append(Problem(SUMS, f"line {number} is no digest and path: {shown(line)}"))
    return found, odd


def _leads_away(path: str) -> bool:
    return Path(path).is_absolute() or ".." in Path(path).parts


def _signed(folder: Path, sums: bytes, public: Path | None) -> tuple[list[Problem], list[str]]:
    """Whether the digests are signed, and by whom."""
    if not (folder / SIGNATURE).is_file():
        if public is not None or (folder / PUBLIC).exists():
            return [Problem(SIGNATURE, "is missing: the release is not signed")], []
        return [], ["not signed"]
    signature = _read(folder, SIGNATURE)
    if public is None:
        return _signed_beside(folder, sums, signature)
    if not is_signed(sums, signature, public):
        return [Problem(SIGNATURE, _NO_SIGNATURE)], []
    return [], [f"signed with the key {public}"]


def _signed_beside(folder: Path, sums: bytes, signature: bytes) -> tuple[list[Problem], list[str]]:
    """Whether the digests are signed with the key that the release brings."""
    if not (folder / PUBLIC).is_file():
        return [Problem(PUBLIC, f"is missing: what made {SIGNATURE} is not known")], []
    own = _read(folder, PUBLIC)
    try:
        good = is_signed(sums, signature, folder / PUBLIC)
    except KeyFileError as error:
        return [Problem(PUBLIC, f"is not the key of a signature: {error}")], []
    if not good:
        return [Problem(SIGNATURE, _NO_SIGNATURE)], []
    name = hashlib.sha256(own).hexdigest()[:16]
    return [], [f"signed with the key beside it ({name}); --public-key FILE says whose it must be"]


def _digested(folder: Path, listed: Mapping[str, str], tell: Step) -> Iterator[Problem]:
    """The files that are missing, changed, or nowhere listed."""
    for number, (name, digest) in enumerate(listed.items()):
        tell(name, number, len(listed))
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            yield Problem(name, "is missing" if missing else f"cannot be read: {error.strerror}")
            continue
        if found != digest:
            yield Problem(name, f"was changed: its digest is not the one in {SUMS}")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in listed and name not in _OWN:
            yield Problem(name, f"does not belong to the release: {SUMS} does not list it")


def _described(
    folder: Path, manifest: Mapping[str, Any], listed: Mapping[str, str]
) -> Iterator[Problem]:
    """Where the manifest does not agree with the list of digests, or with the size of a file."""
    files = manifest.get("files")
    if not isinstance(files, dict):
        yield Problem(MANIFEST, "lacks files, formats or counts; is it the manifest of a release?")
        return
    for name in sorted(files.keys() | listed.keys() - {MANIFEST}):
        one = files.get(name)
        if not isinstance(one, dict) or one.get("sha256") != listed.get(name):
            yield Problem(name, f"{MANIFEST} and {SUMS} say different things of it")
        elif (size := _size(folder / name)) not in (None, one.get("size")):
            yield Problem(name, f"has {size:,} octets, {MANIFEST} says {one.get('size')}")


def _size(path: Path) -> int | None:
    """The octets of a file; none, if it is not there."""
    return path.stat().st_size if path.is_file() else None
