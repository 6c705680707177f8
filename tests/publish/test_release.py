"""Releases and what verifies them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

import kg
from kg.errors import ExtraError, KgError, StoreError
from kg.publish.exports.export import Material, Target
from kg.publish.exports.registry import HOMES, export_named
from kg.publish.release import MANIFEST, SUMS, latest_day
from kg.publish.verifying import NoReleaseError, Problem, verify
from tests.projects import mini
from tests.views import MemoryView

PEM = (Encoding.PEM, PrivateFormat.PKCS8)
SSH = (Encoding.PEM, PrivateFormat.OpenSSH)
NANOPUB = r"https://mini\.example/np/RA[\w-]{43}"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def whole(small: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a signed release; treat it as read-only."""
    folder = tmp_path_factory.mktemp("release")
    small.release(folder / "1", key=key_file(folder / "key"))
    return folder / "1"


@pytest.fixture
def release(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of a release, to be changed."""
    return shutil.copytree(whole, tmp_path / "release")


def key_file(
    path: Path, form: tuple[Encoding, PrivateFormat] = PEM, key: Any = KEY, word: bytes = b""
) -> Path:
    lock: KeySerializationEncryption = BestAvailableEncryption(word) if word else NoEncryption()
    path.write_bytes(key.private_bytes(*form, lock))
    return path


def public_file(path: Path, *, ssh: bool = False, key: Any = KEY) -> Path:
    form = (Encoding.OpenSSH, PublicFormat.OpenSSH)
    pem = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.write_bytes(key.public_key().public_bytes(*(form if ssh else pem)))
    return path


def octets(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def reseal(folder: Path) -> None:
    """Write digests and sizes anew, as somebody does who wants to be believed."""
    files = {n: hashlib.sha256(o).hexdigest() for n, o in octets(folder).items()}
    manifest = json.loads((folder / MANIFEST).read_text())
    for name, one in manifest["files"].items():
        one |= {"sha256": files[name], "size": (folder / name).stat().st_size}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    seal(folder)


def seal(folder: Path) -> None:
    """Write the list of digests anew."""
    files = {n: hashlib.sha256(o).hexdigest() for n, o in octets(folder).items()}
    listed = sorted(name for name in files if not name.startswith(SUMS))
    (folder / SUMS).write_text("".join(f"{files[name]}  {name}\n" for name in listed))
    unsign(folder)


def unsign(folder: Path) -> None:
    for left in folder.glob(f"{SUMS}.*"):
        left.unlink()


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_everything_is_in_it_and_described(whole: Path, small: kg.Graph) -> None:
    manifest = json.loads((whole / MANIFEST).read_text())
    assert list(manifest["exports"]) == list(HOMES)
    assert manifest["left_out"] == {}
    assert manifest["held_back"] == []
    assert manifest["date"] == "2026-11-25"
    assert manifest["build"] == small.project.current.read_text().strip()
    assert manifest["counts"]["claims"] == 4
    assert manifest["counts"]["quads"] == sum(1 for _ in small.view.quads())
    assert "data/register/facts.yaml" in manifest["inputs"]
    assert set(manifest["files"]) == set(octets(whole)) - {
        MANIFEST, SUMS, f"{SUMS}.sig", f"{SUMS}.pem"
    }  # fmt: skip
    for name in HOMES:
        assert (whole / export_named(name).file).exists()


def test_other_programs_read_digests_and_signature(whole: Path) -> None:
    checked = subprocess.run(["sha256sum", "-c", "--strict", SUMS], cwd=whole, capture_output=True)
    assert checked.returncode == 0
    signature = (whole / f"{SUMS}.sig").read_bytes()
    KEY.public_key().verify(signature, (whole / SUMS).read_bytes())


def test_the_same_sources_give_the_same_octets(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another folder, built anew, on another day."""
    monkeypatch.setattr("time.time", lambda: 4e9)
    monkeypatch.setattr("time.gmtime", lambda *_: (2096, 10, 2, 7, 6, 40, 1, 276, 0))
    other = kg.open(mini(tmp_path / "elsewhere" / "of another name").root)
    other.release(tmp_path / "2", key=key_file(tmp_path / "key", SSH))
    assert octets(tmp_path / "2") == octets(whole)


def test_no_path_and_no_clock(whole: Path, small: kg.Graph) -> None:
    for name, content in octets(whole).items():
        assert str(small.project.root).encode() not in content, name


def test_a_date_that_is_given(small: kg.Graph, tmp_path: Path) -> None:
    assert small.release(tmp_path / "r", date="2020-01-02")["date"] == "2020-01-02"


def test_the_latest_day_of_the_data_is_its_date() -> None:
    said = "http://purl.org/dc/terms/"
    days = f"<{said}issued> '2020-01-31', '2021-12', 'soon' ; <{said}modified> '2020-02-01'"
    retrieved = "<https://w3id.org/sogdian/ontology#retrieved> '2019-05-05'"
    assert latest_day(MemoryView(f"ex:a {days} ; {retrieved} . ex:b ex:p '2024-01-01' .")) == (
        "2020-02-01"
    )
    assert latest_day(MemoryView("ex:b ex:p '2024-01-01' .")) == ""


def test_the_folder_must_be_new(small: kg.Graph, tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(KgError, match="is not empty; name a new folder"):
        small.release(tmp_path)
    with pytest.raises(KgError, match="x is a file, and a release is a folder"):
        small.release(tmp_path / "x")
    assert list(octets(tmp_path)) == ["x"]


@pytest.mark.parametrize(("module", "extra"), [("pyarrow", "tables"), ("pylode", "publish")])
def test_what_is_not_installed_is_told_before_anything_is_written(
    small: kg.Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("something was written")

    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("kg.publish.release.release", never)
    with pytest.raises(ExtraError, match=rf"pip install 'sogdian\[{extra}\]'"):
        small.release(tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_nothing_stays_of_one_that_was_stopped(
    small: kg.Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    last = [*HOMES][-1]

    def stopped(material: Material, target: Target) -> None:
        target.open("x").write(b"half")
        raise error

    def named(name: str) -> Any:
        found = export_named(name)
        return found._replace(write=stopped) if name == last else found

    monkeypatch.setattr("kg.publish.release.export_named", named)
    with pytest.raises((KeyboardInterrupt, KgError)):
        small.release(tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_cannot_hold_the_graph_is_left_out_and_named(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    change(project.data / "register" / "facts.yaml", "slug: boreas, name: Борей", "slug: boreas")
    project.ontology.joinpath("more.ttl").write_text(
        "<https://mini.example/ontology> <https://mini.example/says/1> 'one' ."
    )
    manifest = kg.open(project.root).release(tmp_path / "r")
    assert list(manifest["left_out"]) == ["rdfxml"]
    assert "no name of an XML element" in manifest["left_out"]["rdfxml"]
    assert "flat.rdf" not in octets(tmp_path / "r")
    assert verify(tmp_path / "r").whole


def test_sources_that_have_changed_are_built_first(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    graph = kg.open(project.root)
    change(project.data / "register" / "facts.yaml", "1_200", "1_300")
    with pytest.raises(StoreError, match="sources have changed since the build; run `kg build`"):
        graph.release(tmp_path / "r")


def rsa() -> Any:
    return generate_private_key(65537, 1024)  # small, because it signs nothing


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: key_file(path, key=rsa()), "private key of kind RSA; an Ed25519 key is"),
        (lambda path: key_file(path, SSH, rsa()), "private key of kind RSA; an Ed25519 key is"),
        (lambda path: key_file(path, word=b"secret"), "has a passphrase"),
        (lambda path: public_file(path), "is no private key in PEM or OpenSSH form"),
        (lambda path: path.write_bytes(b"\xff\x00") and path, "is no private key"),
        (lambda path: path, "cannot be read: No such file or directory"),
    ],
    ids=["rsa", "rsa as OpenSSH has it", "locked", "public", "garbage", "missing"],
)
def test_a_key_that_does_not_fit(
    small: kg.Graph, tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    with pytest.raises(KgError, match=said):
        small.release(tmp_path / "r", key=make(tmp_path / "key"))
    assert not (tmp_path / "r").exists()


def test_a_good_release_is_whole(whole: Path, tmp_path: Path) -> None:
    found = verify(whole)
    assert found.whole
    assert found.remarks[0].startswith("signed with the key beside it")
    for ssh in (False, True):
        named = verify(whole, public_file(tmp_path / "public", ssh=ssh))
        assert named.whole
        assert named.remarks[0].startswith("signed with the key ")


def test_another_key(whole: Path, tmp_path: Path) -> None:
    other = public_file(tmp_path / "public", key=Ed25519PrivateKey.generate())
    assert verify(whole, other).problems == (
        Problem("SHA256SUMS.sig", "is no signature of SHA256SUMS by this key"),
    )
    with pytest.raises(KgError, match="public key of kind RSA; an Ed25519 key is wanted"):
        verify(whole, public_file(tmp_path / "rsa", key=rsa()))


def test_one_octet_is_noticed(release: Path) -> None:
    for name in sorted(octets(release).keys() - {f"{SUMS}.pem"}):
        before = (release / name).read_bytes()
        (release / name).write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
        found = {one.file for one in verify(release).problems}
        named = {f"{SUMS}.sig"} if name.startswith(SUMS) else {name}
        assert named <= found, name
        (release / name).write_bytes(before)
    assert verify(release).whole


def test_files_that_are_missing_or_too_many(release: Path) -> None:
    (release / "claims.nq").unlink()
    (release / "deep").mkdir()
    (release / "deep" / "more.txt").touch()
    found = verify(release)
    assert [str(one) for one in found.problems] == [
        "claims.nq: is missing",
        "deep/more.txt: does not belong to the release: SHA256SUMS does not list it",
    ]
    assert "were not compared" in found.remarks[-1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("claims.trig", "does not say what claims.nq says: as many"),
        ("claims-rdf12.ttl", "does not say what claims.nq says: as many"),
        ("flat.ttl", "does not say what claims.nq says: as many"),
        ("flat.nt", "does not say what claims.nq says: as many"),
        ("flat.rdf", "does not say what claims.nq says: as many"),
        ("flat.jsonld", "does not say what claims.nq says: as many"),
        ("nanopubs.trig", f"{NANOPUB} does not state what its Trusty URI stands for"),
    ],
)
def test_a_form_that_says_something_else_in_good_order(release: Path, name: str, said: str) -> None:
    change(release / name, "Aurora", "Avrora")
    reseal(release)
    found = verify(release)
    assert found.problems
    assert {one.file for one in found.problems} == {name}
    assert re.match(said, found.problems[0].what)


def test_a_statement_less(release: Path) -> None:
    lines = (release / "flat.nt").read_text(encoding="utf-8").splitlines(keepends=True)
    (release / "flat.nt").write_text("".join(lines[1:]), encoding="utf-8")
    reseal(release)
    found = {one.what.partition(":")[0] for one in verify(release).problems}
    many, fewer = f"{len(lines):,}", f"{len(lines) - 1:,}"
    assert found == {
        "does not say what claims.nq says",
        f"holds {fewer} triples, the manifest says {many}",
    }


def test_a_form_that_cannot_be_read(release: Path) -> None:
    (release / "flat.ttl").write_text("this is no Turtle")
    reseal(release)
    (problem,) = verify(release).problems
    assert (problem.file, problem.what[:16]) == ("flat.ttl", "cannot be read: ")


def test_a_count_of_the_manifest_that_is_wrong(release: Path) -> None:
    change(release / MANIFEST, '"claims": 4', '"claims": 5')
    reseal(release)
    assert [str(one) for one in verify(release).problems] == [
        "claims.nq: holds 4 claims, the manifest says 5"
    ]


def test_a_manifest_that_says_other_digests(release: Path) -> None:
    manifest = json.loads((release / MANIFEST).read_text())
    manifest["files"]["flat.nt"]["sha256"] = "0" * 64
    (release / MANIFEST).write_text(json.dumps(manifest))
    digest = hashlib.sha256((release / MANIFEST).read_bytes()).hexdigest()
    lines = (release / SUMS).read_text().splitlines()
    kept = [f"{digest}  {MANIFEST}" if line.endswith(MANIFEST) else line for line in lines]
    (release / SUMS).write_text("\n".join(kept) + "\n")
    unsign(release)
    assert [str(one) for one in verify(release).problems] == [
        "flat.nt: manifest.json and SHA256SUMS say different things of it"
    ]


def test_a_manifest_that_says_another_size(release: Path) -> None:
    size = (release / "flat.nt").stat().st_size
    change(release / MANIFEST, f'"size": {size},', '"size": 1,')
    seal(release)
    assert [str(one) for one in verify(release).problems] == [
        f"flat.nt: has {size:,} octets, manifest.json says 1"
    ]


def test_a_signature_without_its_key_or_a_key_without_its_signature(release: Path) -> None:
    key = (release / f"{SUMS}.pem").read_bytes()
    (release / f"{SUMS}.pem").write_bytes(b"no key")
    assert "SHA256SUMS.pem: is not the key of a signature: " in str(verify(release).problems[0])
    (release / f"{SUMS}.pem").unlink()
    assert [one.file for one in verify(release).problems] == ["SHA256SUMS.pem"]
    (release / f"{SUMS}.pem").write_bytes(key)
    (release / f"{SUMS}.sig").unlink()
    assert [one.file for one in verify(release).problems] == ["SHA256SUMS.sig"]


def test_rows_of_csv_and_parquet(release: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"a": [1, 2]}), release / "zz.parquet")
    (release / "zz.csv").write_text('a\n"1\n2"\n')
    manifest = json.loads((release / MANIFEST).read_text())
    manifest["files"] |= {"zz.parquet": {}, "zz.csv": {}}
    (release / MANIFEST).write_text(json.dumps(manifest))
    reseal(release)
    assert [str(one) for one in verify(release).problems] == [
        "zz.parquet: has 2 rows, zz.csv has 1"
    ]


def test_a_table_that_cannot_be_read(release: Path) -> None:
    (release / "zz.parquet").write_bytes(b"no parquet")
    (release / "zz.csv").write_text("a\n1\n")
    reseal(release)
    found = [one for one in verify(release).problems if "cannot be read" in one.what]
    assert [one.file for one in found] == ["zz.parquet"]


@pytest.mark.parametrize("odd", ["[]", "{}", '{"format": 1}', "no JSON", '"text"'])
def test_a_manifest_that_is_none(release: Path, odd: str) -> None:
    (release / MANIFEST).write_text(odd)
    digest = hashlib.sha256(odd.encode()).hexdigest()
    lines = (release / SUMS).read_text().splitlines()
    kept = [f"{digest}  {MANIFEST}" if line.endswith(MANIFEST) else line for line in lines]
    (release / SUMS).write_text("\n".join(kept) + "\n")
    unsign(release)
    (problem,) = verify(release).problems
    assert str(problem).startswith("manifest.json: lacks files, formats or counts")


@pytest.mark.parametrize("path", ["/etc/passwd", "../x"])
def test_a_list_of_digests_leads_nowhere_else(release: Path, path: str) -> None:
    with (release / SUMS).open("a") as file:
        file.write(f"{'0' * 64}  {path}\n")
    unsign(release)
    (problem,) = verify(release).problems
    assert (problem.file, "is no digest and path" in problem.what) == (SUMS, True)


def test_what_is_no_release(tmp_path: Path, release: Path) -> None:
    with pytest.raises(NoReleaseError, match="is no release: SHA256SUMS: No such file"):
        verify(tmp_path)
    change(release / MANIFEST, '"format": 1', '"format": 2')
    with pytest.raises(NoReleaseError, match="written by a newer kg"):
        verify(release)


def test_without_a_signature(release: Path, tmp_path: Path) -> None:
    unsign(release)
    assert "not signed" in verify(release).remarks
    found = verify(release, public_file(tmp_path / "public"))
    assert [str(one) for one in found.problems] == [
        "SHA256SUMS.sig: is missing: the release is not signed"
    ]
