"""A build is all or nothing: what is current stays current until the next one is whole."""

from __future__ import annotations

import errno
import fcntl
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.api import open as open_graph
from kg.build import build, clean, require_no_errors
from kg.check import check
from kg.errors import KgError, StoreError
from kg.issues import read_issues
from kg.project import Project, find_project
from kg.status import status
from kg.store import builds
from kg.store.embedded import open_build
from tests.projects import add_facts, mini

BUILD = """
import sys
from pathlib import Path
from kg.build import build, require_no_errors
from kg.project import find_project
require_no_errors(build(find_project(Path(sys.argv[1]))))
"""
LIMITED = """
import resource, sys
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
from kg.cli import main
main()
"""


def ships(count: int, length: int = 10) -> str:
    """A facts file of many records."""
    records = "".join(
        f"  - {{id: s{n}, says: {{Ship: {{slug: s{n}, length: {length}, registrations: "
        f"{{flag: NOR, inspections: [{{outcome: passed, inspectedOn: 2019}}]}}}}}}}}\n"
        for n in range(count)
    )
    return f"document: doc\nrecords:\n{records}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The three-class project with a current build."""
    made = mini(tmp_path / "project")
    assert not build(made).failed
    return made


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def dump(folder: Path) -> bytes:
    """Every quad of a build, in N-Quads, in order."""
    store = ox.Store.read_only(str(folder / "store"))
    text = store.dump(format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return b"\n".join(sorted(text.splitlines()))


def current(project: Project) -> str:
    folder = project.current_build()
    assert folder is not None
    return folder.name


def still_answers(project: Project, name: str) -> None:
    """The build of that name is current, whole, and the only thing that readers can find."""
    folder = project.current_build()
    assert folder is not None
    assert folder.name == name
    answer = open_build(folder).query("ASK { ?ship a <https://mini.example/ontology#Ship> }")
    assert bool(answer)


def drafts(project: Project) -> list[Path]:
    return [path for path in project.home.rglob("*") if "draft" in path.name]


# ---- what a build is ---------------------------------------------------------------------------


def test_a_build_is_described_by_its_manifest(project: Project) -> None:
    folder = project.current_build()
    assert folder is not None
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["id"] == folder.name
    assert manifest["base"] == "https://mini.example/"
    assert manifest["prefixes"]["m"] == "https://mini.example/ontology#"
    assert manifest["prefixes"]["id"] == "https://mini.example/id/"
    assert manifest["counts"] == {
        "datasets": 1,
        "documents": 2,
        "records": 4,
        "claims": 4,
        "observations": 1,
        "entities": 6,  # two ships, a flag, a registration, the port office and the master
    }
    assert status(project).folder == folder
    assert not status(project).stale


def test_the_names_of_things_stand_beside_the_store(project: Project) -> None:
    folder = project.current_build()
    assert folder is not None
    lines, folded = zip(
        *(line.rsplit("\t", 1) for line in (folder / "labels.tsv").read_text("utf-8").splitlines()),
        strict=True,
    )
    assert list(lines) == sorted(set(lines))
    ship = "https://mini.example/id/Ship/boreas\tShip"
    assert f"{ship}\tkey\t\tboreas" in lines
    assert f"{ship}\tname\tru\tБорей" in lines
    assert folded[lines.index(f"{ship}\tname\tru\tБорей")] == "бореи"
    assert "https://mini.example/id/Flag/NOR\tFlag\tcode\t\tNOR" in lines
    assert "https://mini.example/code/outcome/passed\tConcept\tname\tru\tпройдено" in lines


def test_builds_of_the_same_sources_are_the_same(tmp_path: Path) -> None:
    one, other = mini(tmp_path / "one"), mini(tmp_path / "quite" / "another")
    for made in (one, other):
        add_facts(made, "many", ships(30))
        build(made)
    first, second = one.current_build(), other.current_build()
    assert first is not None
    assert second is not None
    assert first.name == second.name
    assert dump(first) == dump(second)
    for name in ("labels.tsv", "issues.jsonl"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


# ---- what changed, and what did not ------------------------------------------------------------


def test_nothing_changed(project: Project) -> None:
    before = tree(project.builds)
    report = build(project)
    assert report.unchanged
    assert report.mapped == []
    assert report.counts["claims"] == 4
    assert tree(project.builds) == before


def test_only_what_changed_is_mapped(project: Project) -> None:
    add_facts(project, "one", ships(3))
    add_facts(project, "two", ships(3).replace("s0", "t0"))
    assert build(project).mapped == ["one", "two"]
    add_facts(project, "two", ships(4).replace("s0", "t0"))
    assert build(project).mapped == ["two"]


def test_what_a_reference_means_is_looked_up_again(project: Project) -> None:
    facts = "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x, sisterOf: Star}}}\n"
    star = "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: %s, name: Star}}}\n"
    add_facts(project, "refers", facts)
    add_facts(project, "stars", star % "star-1")
    assert build(project).mapped == ["refers", "stars"]
    add_facts(project, "stars", star % "star-2")
    assert build(project).mapped == ["refers", "stars"]
    folder = project.current_build()
    assert folder is not None
    sister = "<https://mini.example/ontology#sisterOf> <https://mini.example/id/Ship/star-2>"
    assert bool(open_build(folder).query(f"ASK {{ ?ship {sister} }}"))


def test_quads_of_a_failed_mapping_are_not_taken_for_good_ones(project: Project) -> None:
    facts = "document: doc\nrecords:\n" + "".join(
        f"  - {{id: {name}, says: {{Ship: {{slug: {name}, sisterOf: {sister}}}}}}}\n"
        for name, sister in (("x", "Star"), ("y", "aurora"))
    )
    star = "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: s-1, name: %s}}}\n"
    add_facts(project, "refers", facts)
    add_facts(project, "stars", star % "Star")
    good = build(project)
    assert not good.failed
    add_facts(project, "stars", star % "Moon")
    assert build(project).failed
    add_facts(project, "stars", star % "Star")
    shutil.rmtree(project.builds)
    again = build(project)
    assert again.counts == good.counts
    folder = project.current_build()
    assert folder is not None
    sister = "<https://mini.example/ontology#sisterOf> <https://mini.example/id/Ship/s-1>"
    assert bool(open_build(folder).query(f"ASK {{ ?ship {sister} }}"))


def test_a_damaged_cache_is_made_again(project: Project) -> None:
    for path in (project.home / "cache").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    shutil.rmtree(project.builds)
    project.current.unlink()
    report = build(project)
    assert not report.failed
    assert report.counts["claims"] == 4


def test_a_dataset_that_is_renamed_is_another(project: Project) -> None:
    before = status(project).manifest["id"]
    (project.data / "register").rename(project.data / "registry")
    assert status(project).stale
    report = build(project)
    assert report.id != before
    assert report.mapped == ["registry"]


def test_a_changed_ontology_maps_everything(project: Project) -> None:
    with (project.ontology / "core.ttl").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert status(project).stale
    assert build(project).mapped == ["register"]


def test_going_back_to_a_kept_build_needs_no_mapping(project: Project) -> None:
    before = build(project).id
    facts = project.data / "register" / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text + "\n", encoding="utf-8")
    assert build(project).id != before
    facts.write_text(text, encoding="utf-8")
    report = build(project)
    assert (report.id, report.unchanged) == (before, True)
    still_answers(project, before)


def test_the_build_that_was_current_is_kept_for_its_readers(project: Project) -> None:
    names = [status(project).manifest["id"]]
    for count in range(1, 4):
        add_facts(project, "many", ships(count))
        names.append(build(project).id)
    assert {path.name for path in project.builds.iterdir()} == set(names[-2:])


# ---- errors lose nothing -----------------------------------------------------------------------


def test_an_error_in_the_data_leaves_the_current_build(project: Project) -> None:
    before = build(project).id
    add_facts(project, "bad", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: A B}}}\n")
    report = build(project)
    assert report.failed
    assert report.id != before
    still_answers(project, before)
    issues = list(read_issues(project.home / "issues.jsonl"))
    assert issues == report.issues
    assert drafts(project) == []
    with pytest.raises(KgError, match="does not have the form"):
        require_no_errors(report)
    shutil.rmtree(project.data / "bad")
    assert build(project).unchanged
    assert not (project.home / "issues.jsonl").exists()


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("m:XShape a sh:NodeShape ; sh:targetClass m:Projekt .", "nothing describes"),
        (
            'outcome:lost a skos:Concept ; skos:prefLabel "lost"@en ;'
            " skos:inScheme <https://mini.example/code/outcome> .",
            'its skos:notation has to be "lost"',
        ),
    ],
)
def test_an_ontology_that_check_refuses_is_not_built(
    project: Project, added: str, said: str
) -> None:
    build(project)
    before = project.current_build()
    file = next(project.ontology.glob("*.ttl"))
    file.write_text(file.read_text(encoding="utf-8") + added + "\n", encoding="utf-8")
    report = build(project)
    assert report.failed
    assert said in report.issues[0].message
    assert project.current_build() == before


def test_an_ontology_found_good_is_not_looked_at_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(project)
    add_facts(project, "more", ships(3))
    monkeypatch.setattr("kg.check.lint", lambda *_: pytest.fail("looked at again"))
    assert not build(project).failed


def test_check_writes_nothing(project: Project) -> None:
    before = tree(project.root)
    add_facts(project, "bad", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: A B}}}\n")
    between = tree(project.root)
    assert len(check(project)) == 1
    assert tree(project.root) == between
    shutil.rmtree(project.data / "bad")
    assert check(project) == []
    assert tree(project.root) == before


def test_an_empty_data_folder_is_an_error_and_the_old_build_stays(project: Project) -> None:
    before = build(project)
    shutil.rmtree(project.data)
    project.data.mkdir()
    with pytest.raises(KgError, match=f"{project.data}: it holds no dataset"):
        build(project)
    assert [str(issue) for issue in check(project)] == [
        f"{project.data}: it holds no dataset; put one there"
    ]
    still_answers(project, before.id)


def test_two_builds_at_once_are_one_error(project: Project) -> None:
    with (project.home / "lock").open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        for command in (build, clean):
            with pytest.raises(StoreError, match=r"another build of .* is running"):
                command(project)
    assert build(project).unchanged


def test_a_first_question_waits_for_the_build_of_another(tmp_path: Path) -> None:
    made = mini(tmp_path / "project")
    made.home.mkdir()
    told: list[str] = []
    with (made.home / "lock").open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)

        def tell(step: str, done: int, total: int) -> None:
            told.append(step)
            if step.startswith("waiting"):
                fcntl.flock(file.fileno(), fcntl.LOCK_UN)

        assert open_graph(made.root, progress=tell).view.base
    assert told[0] == "waiting for another build of this project"


def test_two_first_questions_at_once_are_both_answered(tmp_path: Path) -> None:
    made = mini(tmp_path / "project")
    words = [sys.executable, "-m", "kg.cli", "query", "-e", "ASK { ?s ?p ?o }"]
    asked = [subprocess.Popen(words, cwd=made.root, stdout=subprocess.PIPE) for _ in range(2)]
    assert [one.communicate(timeout=60)[0] for one in asked] == [b"true\n"] * 2
    assert [one.returncode for one in asked] == [0, 0]


def test_sources_that_change_meanwhile(project: Project) -> None:
    before = build(project).id
    add_facts(project, "many", ships(3))

    def meddle(step: str, done: int, total: int) -> None:
        if step == "loading the store":
            add_facts(project, "many", ships(4))

    with pytest.raises(StoreError, match="the sources changed"):
        build(project, meddle)
    still_answers(project, before)
    assert drafts(project) == []
    assert build(project).counts["records"] == 8


def test_a_process_that_is_killed_leaves_the_current_build(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    before = build(project).id
    command = [sys.executable, "-c", BUILD, str(project.root)]
    add_facts(project, "many", ships(400))
    shutil.copytree(project.root, tmp_path / "timed")
    started = time.monotonic()
    subprocess.run([*command[:-1], str(tmp_path / "timed")], check=True)
    whole = time.monotonic() - started
    after = current(find_project(tmp_path / "timed"))
    killed = 0
    for tenth in range(1, 10):
        process = subprocess.Popen(command)
        time.sleep(whole * tenth / 10)
        process.kill()
        process.wait()
        if process.returncode != -signal.SIGKILL or current(project) == after:
            break  # it had finished, or had just switched: what it built is current and whole
        killed += 1
        still_answers(project, before)
    assert killed
    still_answers(project, current(project))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert status(project).manifest["counts"]["records"] == 404
    assert drafts(project) == []


# ---- what the system refuses -------------------------------------------------------------------


def test_a_file_where_the_builds_should_be(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    project.home.write_text("")
    with pytest.raises(StoreError, match=r"cannot write .*: File exists$"):
        build(project)


def test_a_folder_that_is_read_only(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build(project).id
    add_facts(project, "many", ships(3))

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refuse)
        with pytest.raises(StoreError, match="Read-only file system; the current build is unch"):
            build(project)
    still_answers(project, before)


def test_a_system_that_refuses_the_last_step(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(project).id
    add_facts(project, "many", ships(3))

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(StoreError, match="Permission denied; the current build is unchanged"):
            build(project)
    still_answers(project, before)
    assert not build(project).failed


@pytest.mark.parametrize("most", [0, 500, 5_000, 20_000, 100_000])
def test_a_full_disk_is_one_error(most: int, project: Project) -> None:
    """A limit on the size of files refuses to write as a full disk does."""
    before = build(project).id
    add_facts(project, "many", ships(200))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most), "build", "--project", str(project.root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "fault of kg" not in done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error")]
    assert len(errors) == 1, done.stderr
    assert "File too large" in errors[0]
    still_answers(project, before)
    assert drafts(project) == []
    assert not build(project).failed


# ---- what is found damaged ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nowhere\n", 'names the build "nowhere", which is not there'),
        (b"", 'names the build "", which is not there'),
        (b"\xff\xfe", "cannot be read: it is no text"),
    ],
)
def test_a_current_file_that_leads_nowhere(project: Project, content: bytes, said: str) -> None:
    project.current.write_bytes(content)
    with pytest.raises(StoreError, match="kg build") as caught:
        status(project)
    assert said in str(caught.value)
    before = build(project)
    assert before.unchanged
    still_answers(project, before.id)


def damage(folder: Path, how: str) -> None:
    manifest = folder / "manifest.json"
    if how == "no manifest":
        manifest.unlink()
    elif how == "half a manifest":
        manifest.write_bytes(manifest.read_bytes()[:100])
    elif how == "no store":
        shutil.rmtree(folder / "store")
    elif how == "half a store":
        for path in (folder / "store").glob("MANIFEST-*"):
            path.write_bytes(b"")
    elif how == "newer":
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace('"format": 1', '"format": 999'), encoding="utf-8")


@pytest.mark.parametrize(
    "how", ["no manifest", "half a manifest", "no store", "half a store", "newer"]
)
def test_a_damaged_build_is_named_and_made_again(project: Project, how: str) -> None:
    folder = project.current_build()
    assert folder is not None
    damage(folder, how)
    with pytest.raises(StoreError, match="newer kg" if how == "newer" else str(folder)):
        open_build(folder)
    report = build(project)
    assert not report.unchanged
    assert not report.failed
    still_answers(project, report.id)


@pytest.mark.parametrize(("how", "said"), [("cut", "cut short"), ("changed", ""), ("none", "miss")])
def test_damaged_names_are_told_and_made_again(project: Project, how: str, said: str) -> None:
    folder = project.current_build()
    assert folder is not None
    names = folder / "labels.tsv"
    whole = names.read_bytes()
    if how == "none":
        names.unlink()
    else:
        names.write_bytes(whole[:200] if how == "cut" else whole.swapcase())
    with pytest.raises(StoreError, match=f"{said}.*; run `kg build`"):
        status(project)
    if said:
        with pytest.raises(StoreError, match=f"{said}.*; run `kg build`"):
            list(open_build(folder).labels())
    assert not build(project).unchanged
    assert names.read_bytes() == whole
    assert status(project).folder == folder


def test_what_a_killed_build_left_behind_is_removed(project: Project) -> None:
    left = project.builds / ".draft-abc"
    (left / "store").mkdir(parents=True)
    build(project)
    assert drafts(project) == []


def test_clean_removes_what_was_built(project: Project) -> None:
    sources = tree(project.data)
    assert clean(project) > 0
    assert project.current_build() is None
    assert status(project).folder is None
    assert {path.name for path in project.home.iterdir()} == {"lock"}
    assert tree(project.data) == sources
    assert not build(project).failed


def test_readers_of_the_old_build_go_on(project: Project) -> None:
    folder = project.current_build()
    assert folder is not None
    view = open_build(folder)
    add_facts(project, "many", ships(3))
    build(project)
    assert bool(view.query("ASK { ?ship a <https://mini.example/ontology#Ship> }"))


def test_progress_is_told(tmp_path: Path) -> None:
    steps: list[str] = []
    build(mini(tmp_path / "project"), lambda step, done, total: steps.append(step))
    assert steps == [
        "reading the ontology",
        "reading register",
        "mapping register",
        "loading the store",
    ]


def test_a_project_is_found_by_its_folder(project: Project) -> None:
    assert find_project(project.root) == project
    assert builds.named_current(project) == status(project).manifest["id"]
