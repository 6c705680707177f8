"""Looks at a table or an RDF file and proposes how it becomes a dataset of a project."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.graphs.formats import FORMATS, is_rdf
from kg.ingest.inputs import known_names
from kg.ingest.loaders import generic, recognise
from kg.ingest.loaders.kinds import opening
from kg.ingest.minting import Mint
from kg.ingest.proposals.graph import look_at_graph, propose_graph
from kg.ingest.proposals.guess import Guesser, years
from kg.ingest.proposals.proposal import Proposal, propose
from kg.ingest.proposals.sample import look, narrowed
from kg.ingest.sources.fetching import is_address
from kg.ingest.sources.source import Source, source
from kg.ingest.tables.plan import Scope
from kg.model.shapes import read_ontology
from kg.project import Project, shipped_root


def proposal(project: Project, name: str, *, form: str = "", cls: str = "") -> Proposal:
    """Propose a dataset for a table or an RDF file; of the project nothing is written.

    What an address gives is kept as a build keeps it, so that it is fetched once.

    Args:
        project: whose ontology and names the table is compared with.
        name: the file of the table, an archive of one, or an address; or what has the ending of
            an RDF format.
        form: the name of its format, if it is not to be recognised.
        cls: the class that its rows are, if it is not to be guessed.

    Raises:
        DatasetError: the file cannot be read.
        OntologyError: there is no such class.
    """
    with tempfile.TemporaryDirectory(prefix="kg-add-") as folder:
        cache = project.sources if is_address(name) else Path(folder)
        return _proposal(project, name, _found(name, cache), form, cls)


def _found(name: str, cache: Path) -> Source:
    if is_address(name):
        return source(name, cache, cache)
    file = Path(name)
    with opening(file):
        file.stat()
    return source(file.name, file.parent, cache)


def _proposal(project: Project, name: str, found: Source, form: str, cls: str) -> Proposal:
    ontology = read_ontology(project.ontology, shipped_root() / "ontology")
    shown = name if is_address(name) else Path(name).name
    if form in FORMATS or (not form and is_rdf(found.file)):
        graph = replace(look_at_graph(found.file, form, ontology), shown=shown)
        return propose_graph(graph, _slug(Path(shown)), date.today())
    wanted = ontology.cls(cls) if cls else None
    # a class that is said is mapped column by column, whatever a known format would make of them
    sample = look(found.file, form, generic if wanted else recognise)
    sample = replace(sample, shown=shown, member=found.member)
    if wide := years(sample):
        sample = narrowed(sample, wide)
    scope = Scope(Mint(ontology), known_names(project, ontology), "", "en")
    guesser = Guesser(scope)
    guesses = guesser.guess(sample, wanted) if wanted else guesser.best_class(sample)
    return propose(sample, guesses, _slug(Path(shown)), date.today(), wide)


def write(project: Project, file: str, made: Proposal, name: str) -> Path:
    """Write a proposal as a new dataset, with a copy of the file; return its folder.

    Raises:
        DatasetError: there is such a dataset already.
    """
    folder = project.data / name
    if folder.exists():
        raise DatasetError("there is such a dataset already", where=Where(str(folder)))
    folder.mkdir(parents=True)
    (folder / "dataset.yaml").write_text(made.text, encoding="utf-8")
    if made.shape:
        (folder / "shape.sql").write_text(made.shape, encoding="utf-8")
    if not is_address(file):
        shutil.copy(file, folder)
    return folder


def _slug(file: Path) -> str:
    """A name for the dataset of a file.

    >>> _slug(Path("Trade Data (2022).csv")), _slug(Path("экспорт.csv"))
    ('trade-data-2022', 'table')
    """
    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "table"
