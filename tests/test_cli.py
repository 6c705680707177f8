"""The command line as a person meets it: what it imports, how it fails, how it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import __version__, cli
from kg.cli.group import FAMILIES, HOMES
from tests.command import Run, run_kg

HEAVY = {"rdflib", "pydantic", "rich", "duckdb", "pyarrow", "pandas", "starlette", "mcp", "pyspark"}
KG = [sys.executable, "-m", "kg.cli"]


WATCHED = """
import sys
import kg.cli
try:
    kg.cli.main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def imported(*words: str, cwd: Path) -> set[str]:
    """Return the modules that a command imports."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words",
    [
        ("query", "signatories"),
        ("query", "signatories", "--format", "csv"),
        ("query", "-e", "ASK { ?s ?p ?o }"),
        ("find", "Khorgos"),
        ("show", "KAZ"),
    ],
    ids=" ".join,
)
def test_a_question_imports_nothing_heavy(words: tuple[str, ...], built: Path) -> None:
    found = imported(*words, cwd=built)
    assert "pyoxigraph" in found
    assert not found & HEAVY


def test_without_a_format_none_is_imported(built: Path) -> None:
    assert "kg.publish.formats" not in imported("query", "signatories", cwd=built)


def test_a_family_is_imported_only_when_asked_for(built: Path) -> None:
    found = imported("status", cwd=built)
    assert set(HOMES.values()) & found == {"kg.cli.build"}


def test_every_command_is_in_one_family(kg: Run) -> None:
    shown = kg("--help").stdout
    commands = [name for modules in FAMILIES.values() for some in modules.values() for name in some]
    assert sorted(HOMES) == sorted(commands)
    assert [line for line in FAMILIES if f"\n{line}:\n" not in shown] == []
    assert [name for name in HOMES if f"\n  {name} " not in shown] == []


def test_version(kg: Run) -> None:
    assert kg("--version").stdout == f"kg {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("qury",), "Did you mean 'query'"),
        (("documents", "--formt", "csv"), "--formt"),
        (("status", "extra"), "extra"),
        (("init",), "DIR"),
    ],
)
def test_wrong_usage_exits_with_2(kg: Run, words: tuple[str, ...], said: str) -> None:
    done = kg(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("status", "--project", "nowhere"), "there is no folder"),
        (("status", "--project", "."), "is no project"),
        (("ontology", "show", "Agreemnt"), 'did you mean "Agreement"'),
        (("ontology", "codes", "actoin"), 'did you mean "action"?'),
        (("init", "."), "is not empty"),
        (("init", "new", "--base", "books"), "must be an http(s) address"),
    ],
)
def test_what_is_not_there_exits_with_1(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "something").touch()
    done = run_kg(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_reader_that_leaves_is_no_error(built: Path) -> None:
    piped = f"{' '.join(KG)} ontology list | head -1"
    words = ["bash", "-o", "pipefail", "-c", piped]
    done = subprocess.run(words, cwd=built, capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_one_message(built: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*KG, "ontology", "list"], cwd=built, stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "Error: No space left on device\n"


def test_interrupted_exits_with_130(built: Path) -> None:
    command = [*KG, "query", "-"]
    with subprocess.Popen(
        command, cwd=built, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as waiting:
        time.sleep(1)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(10) == 130
        assert waiting.stderr is not None
        assert "Traceback" not in waiting.stderr.read()


def test_a_fault_of_ours_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_TRACEBACK", raising=False)
    assert cli._told(ZeroDivisionError("by zero")) == 1
    assert "a fault of kg" in capsys.readouterr().err
    monkeypatch.setenv("KG_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        cli._told(ZeroDivisionError("by zero"))


def test_the_shell_completes_commands(built: Path) -> None:
    asked = {"_KG_COMPLETE": "complete_bash", "COMP_WORDS": "kg qu", "COMP_CWORD": "1"}
    program = Path(sys.executable).parent / "kg"
    done = subprocess.run(
        [program], cwd=built, env=os.environ | asked, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["query", "queries"]


def test_no_colour_in_a_pipe(kg: Run) -> None:
    assert "\x1b" not in kg("ontology", "list").stdout + kg("show", "KAZ").stdout
