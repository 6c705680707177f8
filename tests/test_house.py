"""The rules of the house that no single room can check: DESIGN §2, §3 and the budgets."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import __version__

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kg"
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if not {"template", "shipped"} & set(path.parts)
)

GROUND = {"errors", "issues", "project", "version"}
ROOMS = {
    "model": set[str](),
    "ingest": {"model"},
    "store": {"model"},
    "query": {"store", "model"},
    "publish": {"query", "store", "model"},
}
TIES = {"build", "check", "add", "api", "reports", "init"} | {
    *("diffing", "leaving", "past", "status", "validate")
}
TOPS = {"cli", "web"}

# What the machinery itself writes and reads; every other name of ontology/*.ttl is domain.
MACHINERY = frozenset(
    """
    Claim Document Dataset Entity StatementNode Node Period abstract answers observationClass
    slug localId name alias identifier partialDate earliest latest firstDay lastDay duration status
    quotedSource reporter locatorStart locatorEnd textLength sha256 retrieved dataset upstream
    validFrom validTo sic retractionReason retractedBy recordId row column httpHeader sourceGraph
    asSaid period documentType date question official Conversion convertsFrom convertsTo factor rank
    contact authorityTable locates
    """.split()  # noqa: SIM905 (a list of words reads better than a list of strings)
)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    """The room of a module: its folder in kg/, or its own name at the top."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)}: imports are absolute"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_used(path: Path) -> set[str]:
    parts = (module.split(".") for module in imports(path))
    known = GROUND | set(ROOMS) | TIES | TOPS
    return {part[1] for part in parts if part[0] == "kg" and len(part) > 1 and part[1] in known}


def allowed(path: Path) -> set[str]:
    own = room(path)
    if own == "cli":  # a command starts the server
        return GROUND | set(ROOMS) | TIES | TOPS
    if own in TOPS:
        return GROUND | set(ROOMS) | TIES | {own}
    if own in TIES or own == "":
        return GROUND | set(ROOMS) | TIES
    if own in GROUND:
        return GROUND
    return GROUND | ROOMS[own] | {own}


def test_every_room_is_in_the_law() -> None:
    known = GROUND | set(ROOMS) | TIES | TOPS | {""}
    assert {room(path) for path in MODULES} <= known


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_import_law(path: Path) -> None:
    assert rooms_used(path) <= allowed(path)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def uses(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """The modules of ours that a file imports; of `from kg.cli import output` the output alone."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inside & known.keys()
            if inside - known.keys():
                yield str(node.module)


def circle() -> list[str]:
    """The modules of one circle of imports, or none."""
    known = {module_name(path): path for path in MODULES}
    try:
        TopologicalSorter({name: {*uses(known[name], known)} for name in known}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_import_circle() -> None:
    """Each module knows what stands below it; imports in functions and for types count, too."""
    assert circle() == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_one_module_holds_the_store(path: Path) -> None:
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.alias)
    }
    assert "Store" not in names or named(path) == "kg/store/embedded.py"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_rdflib_stays_in_its_rooms(path: Path) -> None:
    uses = any(module.split(".")[0] == "rdflib" for module in imports(path))
    assert not uses or room(path) == "publish" or named(path) == "kg/model/ontology.py"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_the_tops_know_terminal_environment_and_exit(path: Path) -> None:
    if room(path) in TOPS:
        return
    called = {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
    read = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not called & {"print", "input", "exit", "quit", "os.getenv"}
    assert not read & {"os.environ", "sys.exit", "sys.argv", "sys.stdout", "sys.stderr"}


@cache
def domain() -> frozenset[str]:
    """Local names of the classes, properties and code lists that ontology/*.ttl declares."""
    kinds = {"Class", "ObjectProperty", "DatatypeProperty", "ConceptScheme"}
    names = set()
    for file in sorted((ROOT / "ontology").glob("*.ttl")):
        for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                iri, kind = quad.subject.value, re.split("[#/]", quad.object.value)[-1]
                if "sogdian" in iri and quad.predicate.value.endswith("#type") and kind in kinds:
                    names.add(re.split("[#/]", iri)[-1])
    return frozenset(names - MACHINERY)


def texts(path: Path) -> Iterator[str]:
    """Every string of a module that the program can use (all but docstrings), and `KG + "x"`."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.BinOp | ast.JoinedStr):
            yield re.sub(r"(?:\bKG|\{KG\})(?: \+ ['\"])?", "kg:", ast.unparse(node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield "" if id(node) in prose else node.value


def mentions(text: str) -> set[str]:
    """Domain names in a text: as a CURIE, in an IRI, or alone if no everyday word."""
    words = set(re.findall(r"(?:\bkg:|ontology#|code/)(\w+)", text))
    alone = text.strip("<>?@: ")
    return (words | ({alone} - {alone.lower()})) & domain()


@pytest.mark.parametrize(
    "source", ['KG + "via"', 'f"<{KG}via>"', '"kg:via"', '"BorderCrossing"', '"x/ontology#Port"']
)
def test_a_domain_name_is_found_however_it_is_written(source: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'"""No kg:via here."""\nx = {source}\n', encoding="utf-8")
    assert any(mentions(text) for text in texts(module))


def test_the_domain_is_found() -> None:
    assert len(domain()) > 100


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_domain_name_in_python(path: Path) -> None:
    found = {name for text in texts(path) for name in mentions(text)}
    assert not found


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_sizes(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):  # its parameters and its docstring do not count
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            assert (node.end_lineno or 0) - body[0].lineno < 40, node.name


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_says_why_it_is_there(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or not tree(path).body


def test_every_room_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert {folder for folder in folders if not (folder / "__init__.py").is_file()} == set()


def test_an_option_of_several_families_is_declared_once() -> None:
    declared: dict[str, set[str]] = {}
    for path in sorted((PACKAGE / "cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "typer.Option":
                declared.setdefault(ast.unparse(node), set()).add(path.name)
    assert [option for option, files in declared.items() if len(files) > 1] == []


def test_one_version_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [__version__]
    assert version("sogdian") == __version__


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]\n\n### \w+\n\n- ", changelog, re.MULTILINE)


def required() -> set[str]:
    """The distributions that an install brings, with the extras that users may ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: of for name, of in project["optional-dependencies"].items() if name != "dev"}
    lines = [*project["dependencies"], *(line for of in extras.values() for line in of)]
    return {distribution(re.split(r"[^\w.-]", line)[0]) for line in lines}


def distribution(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# What an answer becomes for those who have it (`to_pandas`); its absence is an error that says so.
BROUGHT_BY_THE_USER = {"pandas"}


def test_what_is_imported_is_required() -> None:
    """A library that only another one happens to bring is missing where that one does not."""
    used = {name.split(".")[0] for path in MODULES for name in imports(path)}
    foreign = used - sys.stdlib_module_names - {"kg"} - BROUGHT_BY_THE_USER
    known = packages_distributions()
    # what is not installed here, as Spark may not be, is taken for a distribution of that name
    brought = {name: {distribution(one) for one in known.get(name, [name])} for name in foreign}
    assert not [name for name, by in sorted(brought.items()) if not by & required()]
