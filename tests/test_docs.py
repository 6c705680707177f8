"""The manual is true: its commands run, its queries answer, its generated parts are fresh."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from kg.cli.group import HOMES
from kg.cli.reference import reference
from tests.command import Run, run_kg

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = [page for page in PAGES if page.name != "commands.md"]


def blocks(language: str) -> list[ParameterSet]:
    """Return every fenced block of a language, named by its page and line."""
    fence, found = re.compile(rf"^```{language}\n(.*?)^```", re.DOTALL | re.MULTILINE), []
    for page in WRITTEN:
        text = page.read_text(encoding="utf-8")
        for block in fence.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            found.append(pytest.param(block[1], id=f"{page.name}:{line}"))
    return found


@pytest.fixture(scope="module")
def workshop(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that the commands of the manual may write to."""
    return shutil.copytree(built, tmp_path_factory.mktemp("workshop") / "project")


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=cwd,
        env=os.environ | {"PATH": path, "COLUMNS": "100"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,  # a hang, not slowness: a release of everything is among them
        check=False,
    )


def shown(text: str) -> str:
    """Return the words of a text, wherever its lines are broken."""
    return " ".join(text.replace("·", " ").split())


def missing(line: str, output: str) -> str:
    """Return the first part of a line, cut at each `…`, that the output does not have in order."""
    for part in shown(line).split("…"):
        if part.strip() not in output:
            return part
        output = output.partition(part.strip())[2] if part.strip() else output
    return ""


@pytest.mark.parametrize("block", blocks("console"))
def test_commands_run_and_print_what_is_shown(block: str, workshop: Path) -> None:
    output = ""
    for line in block.splitlines():
        if line.startswith("$ "):
            done = shell(line[2:], workshop)
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            output = shown(done.stdout + done.stderr)
        else:
            assert not missing(line, output)


@pytest.mark.parametrize("block", blocks("sparql"))
def test_queries_of_the_manual_answer(block: str, kg: Run) -> None:
    if "…" in block:
        return
    done = kg("query", "-e", block)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1


@pytest.mark.parametrize("block", blocks("python"))
def test_python_of_the_manual_runs(block: str, workshop: Path) -> None:
    if "my-books" in block and not (workshop / "my-books").exists():
        assert run_kg("init", "my-books", cwd=workshop).returncode == 0
    command = [sys.executable, "-W", "error", "-c", block]
    done = subprocess.run(command, cwd=workshop, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


TABLE = str(blocks("csv")[0].values[0])
GRAPH = str(blocks("ttl")[0].values[0])
FACTS = "document: first-letter\nrecords:\n  - {id: one, says: {Settlement: {slug: a, name: A}}}\n"


@pytest.mark.parametrize("block", blocks("yaml"))
def test_the_data_of_the_manual_is_right(block: str, built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "project")
    folder = project / "data" / "manual"
    if block.startswith("title:"):
        folder.mkdir()
        (folder / "dataset.yaml").write_text(block, encoding="utf-8")
        if "tables:" in block:
            (folder / "visitors.csv").write_text(TABLE, encoding="utf-8")
        elif "graphs:" in block:
            (folder / "places.ttl").write_text(GRAPH, encoding="utf-8")
        else:
            (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    elif block.startswith("document:"):
        facts = project / "data" / "caspianpost" / "manual.facts.yaml"
        facts.write_text(block, encoding="utf-8")
    done = run_kg("build", cwd=project)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks("turtle"))
def test_the_class_of_the_manual_can_be_added(block: str, workshop: Path) -> None:
    core = (workshop / "ontology" / "core.ttl").read_text(encoding="utf-8")
    prefixes = "\n".join(re.findall(r"^@prefix .*$", core, re.MULTILINE))
    added = workshop / "ontology" / "added.ttl"
    added.write_text(f"{prefixes}\n{block}", encoding="utf-8")
    name = re.findall(r"^kg:(\w+) a owl:Class|code/(\w+)> a skos", block, re.MULTILINE)[0]
    command = ("show", name[0]) if name[0] else ("codes", name[1])
    try:
        shown = run_kg("ontology", *command, cwd=workshop)
        checked = run_kg("check", cwd=workshop)
    finally:
        added.unlink()
    assert shown.stdout.startswith(name[0] or "business\t"), shown.stderr
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_command_reference_is_fresh() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m kg.cli.reference > docs/commands.md"


@pytest.mark.parametrize("name", HOMES)
def test_every_command_has_help_with_examples(name: str, kg: Run) -> None:
    done = kg(name, "--help")
    assert done.returncode == 0
    assert f"kg {name}" in done.stdout.split("Examples:")[1]


@pytest.mark.parametrize("name", HOMES)
def test_every_command_is_in_the_manual(name: str) -> None:
    written = "".join(page.read_text(encoding="utf-8") for page in WRITTEN)
    assert f"kg {name}" in written
