"""Commands for people who write: what the ontology offers, and a project of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Language, Project, examples, family

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model.ontology import Class, Ontology
    from kg.project import Project as ProjectOfUser

app = family()
ontology = family()


@ontology.callback()
def _ontology() -> None:
    """Show what can be said: classes, properties, code lists; write schema and documentation."""


app.add_typer(
    ontology,
    name="ontology",
    epilog=examples("kg ontology list", "kg ontology show Agreement", "kg ontology schema"),
)


@ontology.command("list", epilog=examples("kg ontology list", "kg ontology list --lang ru"))
def list_(lang: Language = "en", project: Project = None) -> None:
    """List the classes: name, label, kind, key, definition."""
    from kg.cli import tables
    from kg.model.outline import classes

    headers = ("class", "label", "kind", "key", "definition")
    tables.show(headers, classes(_read(project), lang))


@ontology.command(
    epilog=examples(
        "kg ontology show Agreement",
        "kg ontology show signatory",
        "kg ontology show State --lang zh",
    )
)
def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A class or property, with or without prefix.")
    ],
    lang: Language = "en",
    project: Project = None,
) -> None:
    """Show a class or a property: what a record can say, and how SPARQL asks.

    Of a class, also an example. Shortcuts are the properties that no record writes: rules infer
    them from claims.
    """
    from kg.model.lookup import property_in_words, term_called
    from kg.model.ontology import Class

    known = _read(project)
    found = term_called(known, name)
    if isinstance(found, Class):
        _show_class(known, found, lang, project)
    else:
        typer.echo("\n".join(property_in_words(known, found, lang)))


def _show_class(known: Ontology, cls: Class, lang: str, project: Path | None) -> None:
    from kg.cli import tables
    from kg.model.lookup import in_sparql
    from kg.model.outline import outline

    headers = ("property", "value", "how many", "in SPARQL", "label", "description")
    lines = outline(known, cls, lang)
    typer.echo(_heading(cls, known, lang))
    tables.show(
        headers,
        [(*line[:3], in_sparql(known, cls.properties[line.name]), *line[3:]) for line in lines],
    )
    if any(prop.inverse_of for prop in cls.properties.values()):
        typer.echo(f"\n{_NESTED}")
    _show_shortcuts(known, cls, lang)
    if not cls.abstract:
        typer.echo(f"\n{_example(known, cls, project)}")


_NESTED = (
    "?child … ?this: records nest the child under its parent, claims say it of the child; "
    "ask it that way."
)


def _show_shortcuts(known: Ontology, cls: Class, lang: str) -> None:
    from kg.cli import tables
    from kg.model.lookup import prefixed
    from kg.model.outline import texts
    from kg.model.shortcuts import shortcuts
    from kg.model.vocab import RDFS, SKOS, local_name

    found = shortcuts(known, cls)
    if not found:
        return
    labels, meanings = (texts(known, iri, lang) for iri in (RDFS + "label", SKOS + "definition"))
    typer.echo("\nShortcuts, for SPARQL (rules infer them; no record writes them):")
    tables.show(
        ("in SPARQL", "value", "label", "description"),
        [
            (
                prefixed(known, one.iri),
                f"code of {local_name(one.code_list)}" if one.code_list else local_name(one.range),
                labels.get(f"<{one.iri}>", ""),
                meanings.get(f"<{one.iri}>", ""),
            )
            for one in found
        ],
    )


def _example(known: Ontology, cls: Class, project: Path | None) -> str:
    """Return a record of the class: one of the project's own, else what one needs at least."""
    from kg.model.outline import example
    from kg.model.specimen import specimen
    from kg.project import find_project

    own = find_project(project)
    if (found := specimen(known, cls, own.data)) is None:
        return f"A record:\n{example(known, cls)}"
    path, text = found
    return f"A record, from {path.relative_to(own.root)}:\n{text}"


@ontology.command(epilog=examples("kg ontology codes", "kg ontology codes action --lang ru"))
def codes(
    scheme: Annotated[
        str | None, typer.Argument(help="A code list, by the last part of its IRI.")
    ] = None,
    lang: Language = "en",
    project: Project = None,
) -> None:
    """List the code lists, or the codes of one."""
    from kg.cli import tables
    from kg.model.outline import code_list, code_lists

    known = _read(project)
    if scheme is None:
        tables.show(("code list", "codes", "definition"), code_lists(known))
    else:
        tables.show(("code", "label", "definition"), code_list(known, scheme, lang))


@ontology.command(epilog=examples("kg ontology schema", "kg ontology schema -o ~/schemas"))
def schema(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Default: schema/ in the project; here, if it is shipped.",
        ),
    ] = None,
    project: Project = None,
) -> None:
    """Write the JSON Schema of facts.yaml and dataset.yaml, for editors that complete and check."""
    import json

    from kg.cli.output import whole_file
    from kg.model.schema import json_schema
    from kg.project import find_project, shipped_root

    root = find_project(project).root
    foreign = root == shipped_root() and not Path.cwd().is_relative_to(root)
    folder = output or (Path() if foreign else root) / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in json_schema(_read(project)).items():
        path = folder / f"{name}.schema.json"
        with whole_file(path) as file:
            file.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
        typer.echo(path)


@ontology.command(epilog=examples("kg ontology docs", "kg ontology docs -o ontology.html"))
def docs(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where the page goes.")
    ] = Path("ontology.html"),
    project: Project = None,
) -> None:
    """Write the ontology as one HTML page (needs the extra `publish`).

    Each class with an example from the current build, if there is one: a claim and its source.
    """
    from kg.project import find_project
    from kg.publish.ontology_page import ontology_page

    own = find_project(project)
    page = ontology_page(sorted(own.ontology.glob("*.ttl")), *_examples(own))
    output.write_text(page, encoding="utf-8")
    typer.echo(output)


def _examples(project: ProjectOfUser) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return an example of each class, and the prefixes in which they are written."""
    from kg.api import Graph
    from kg.cli.terminal import note
    from kg.publish.examples import examples

    if project.current_build() is None:
        note("There is no build yet, so the page has no examples; run `kg build` before.")
        return {}, {}
    view = Graph(project).view
    return examples(view), view.prefixes


@app.command(epilog=examples("kg init library", "kg init library --base https://example.org/lib/"))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
    base: Annotated[
        str | None, typer.Option(metavar="IRI", help="What the IRIs of the project start with.")
    ] = None,
) -> None:
    """Start a project of your own: a small one that builds and answers at once."""
    from kg.cli.terminal import note
    from kg.init import init as write_project

    for path in write_project(folder, base=base):
        typer.echo(path)
    note(f"Now: cd {folder} && kg build && kg query who-wrote")


def _read(project: Path | None) -> Ontology:
    from kg.model.shapes import read_ontology
    from kg.project import find_project, shipped_root

    return read_ontology(find_project(project).ontology, shipped_root() / "ontology")


def _heading(cls: Class, known: Ontology, language: str) -> str:
    """Return the first lines of `kg ontology show`."""
    from kg.model.outline import key, kind, texts
    from kg.model.vocab import RDFS

    label = texts(known, RDFS + "label", language).get(f"<{cls.iri}>", "")
    above = [known.classes[iri].name for iri in cls.supers[1:] if iri in known.classes]
    facts = [f"{cls.name} ({kind(cls)}): {label}", cls.definition]
    facts += [f"is a: {', '.join(above)}"] if above else []
    facts += [f"key: {key(cls)}"] if cls.key else []
    return "\n".join(facts) + "\n"
