"""One table of the mini project, opened and planned, for tests of what maps it."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from kg.ingest.claims import Mapper
from kg.ingest.dataset import read_dataset
from kg.ingest.inputs import known_names
from kg.ingest.minting import Mint
from kg.ingest.tables.kept import FileSink
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.plan import ObservationPlan
from kg.ingest.tables.writing import ObservationWriter, plans_of
from kg.model.records import Models
from kg.model.shapes import read_ontology
from kg.project import Project, shipped_root
from tests.projects import CASES, mini


class Planned(NamedTuple):
    """A table, and what its rows become."""

    opened: Opened
    plans: list[ObservationPlan]
    project: Project

    def lines(self) -> list[str]:
        """The lines that one process writes."""
        sink = BytesIO()
        ObservationWriter(self.opened, self.plans).write(FileSink(sink), lambda rows: None)
        return sorted(set(sink.getvalue().decode().splitlines()))


def planned(folder: Path, rows: int) -> Planned:
    """A table of many rows, some of them wrong and one key twice with different values."""
    project = mini(folder / "project")
    data = shutil.copytree(CASES / "tables" / "wrong-cells", project.data / "calls")
    table = ["flag,when,calls,more"]
    table += [f"NOR,{1000 + n // 12}-{n % 12 + 1:02},{n},x" for n in range(rows)]
    table += ["Nrland,2018,1,x", "NOR,2018,one,x", "NOR,2019,1,x", "NOR,2019,2,x", "NOR,2020,3,x"]
    table += ["Norland,2020,3,x", "NOR,2021,,x"]
    (data / "calls.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    ontology = read_ontology(project.ontology, shipped_root() / "ontology")
    dataset = read_dataset(data, Models(ontology), folder / "sources")
    mapper = Mapper(dataset, Mint(ontology), known_names(project, ontology))
    return Planned(dataset.tables[0], plans_of(dataset.tables[0], dataset, mapper), project)
