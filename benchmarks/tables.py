"""What a large table costs: to load, beside the engine and beside morph-kgc; to keep; to hold.

    python benchmarks/tables.py [--rows N] [--runs N] [--only PART …] [--folder DIR]

Parts: load (a CSV to a queryable build, against the finished N-Triples of the same rows loaded by
the `oxigraph` command), morph (against morph-kgc to N-Triples and that load), map (mapping alone,
on one core), change (one fact beside the table), memory (the peak at three times the rows), shipped
(the same rows as the shipped ontology's trade observations). What is compared runs by turns, so
that a busy machine slows all alike; medians are printed with their ratios.

The table is bilateral trade: reporter, partner, year, value. A row is an observation of 11 triples
in the default graph, in a project whose ontology stands below.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PARTS = ("load", "morph", "map", "change", "memory", "shipped")

ONTOLOGY = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix kg: <https://w3id.org/sogdian/ontology#> .
@prefix b: <https://bench.example/ontology#> .

<https://bench.example/ontology> a owl:Ontology ;
    owl:imports <https://w3id.org/sogdian/ontology/core> .

b:Area a owl:Class ; rdfs:subClassOf kg:Entity ; owl:hasKey ( b:areaCode ) ;
    rdfs:label "area"@en ; skos:definition "Who trades."@en .
b:AreaShape a sh:NodeShape ; sh:targetClass b:Area ; sh:property
    [ sh:path b:areaCode ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 ] .
b:areaCode a owl:DatatypeProperty ; rdfs:subPropertyOf kg:identifier ;
    rdfs:domain b:Area ; rdfs:range xsd:string .

b:Trade a owl:Class ; rdfs:subClassOf qb:Observation ;
    rdfs:label "trade"@en ; skos:definition "What one area says it exported to another."@en .
b:TradeShape a sh:NodeShape ; sh:targetClass b:Trade ; sh:property
    [ sh:path b:from ; sh:class b:Area ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 ] ,
    [ sh:path b:to ; sh:class b:Area ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 2 ] ,
    [ sh:path kg:period ; sh:class kg:Period ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 3 ] ,
    [ sh:path b:value ; sh:datatype xsd:decimal ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 4 ] .
b:from a owl:ObjectProperty , qb:DimensionProperty ; rdfs:domain b:Trade ; rdfs:range b:Area .
b:to a owl:ObjectProperty , qb:DimensionProperty ; rdfs:domain b:Trade ; rdfs:range b:Area .
b:value a owl:DatatypeProperty , qb:MeasureProperty ; rdfs:domain b:Trade ; rdfs:range xsd:decimal .
b:structure a qb:DataStructureDefinition ; kg:observationClass b:Trade ;
    qb:component b:fromPart , b:toPart , b:periodPart , b:valuePart .
b:fromPart qb:dimension b:from ; qb:order 1 .
b:toPart qb:dimension b:to ; qb:order 2 .
b:periodPart qb:dimension kg:period ; qb:order 3 .
b:valuePart qb:measure b:value .
"""
DATASET = """
title: Trade
license: https://creativecommons.org/licenses/by/4.0/
language: en
publisher: {Organisation: {slug: bench, name: Bench}}
documents: [{id: table, title: Trade, publisher: bench, retrieved: 2026-11-25}]
tables: [{file: trade.csv, document: table, rows: {says: %s}}]
"""
AREAS = """
title: Areas
language: en
documents: [{id: a, title: Areas, publisher: bench, retrieved: 2026-11-25}]
"""
MAPPING = """{Trade: {from: {column: reporter}, to: {column: partner}, period: {column: year},
  value: {column: value}}}"""
SHIPPED = """{TradeObservation: {tradingArea: {column: reporter}, partnerArea: {column: partner},
  reportingArea: {column: reporter}, flow: exports, product: total, unit: USD, valuation: fob,
  modality: actual, period: {column: year}, number: {column: value}}}"""
MORPH = """
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix kg: <https://w3id.org/sogdian/ontology#> .
@prefix b: <https://bench.example/ontology#> .
<#trade> a rr:TriplesMap ;
  rml:logicalSource [ rml:source "trade.csv" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:class kg:Claim , b:Trade , qb:Observation ; rr:template
    "https://bench.example/observation/trade/table/Trade/{reporter}/{partner}/{year}-01-01/P1Y" ] ;
  rr:predicateObjectMap
    [ rr:predicate prov:wasDerivedFrom ; rr:object <https://bench.example/document/trade/table> ] ,
    [ rr:predicate kg:status ; rr:object <https://w3id.org/sogdian/code/claim-status/accepted> ] ,
    [ rr:predicate qb:dataSet ; rr:object <https://bench.example/cube/trade/table/Trade> ] ,
    [ rr:predicate b:from ;
      rr:objectMap [ rr:template "https://bench.example/id/Area/{reporter}" ] ] ,
    [ rr:predicate b:to ;
      rr:objectMap [ rr:template "https://bench.example/id/Area/{partner}" ] ] ,
    [ rr:predicate kg:period ;
      rr:objectMap [ rr:template "https://bench.example/period/{year}-01-01/P1Y" ] ] ,
    [ rr:predicate b:value ; rr:objectMap [ rml:reference "value" ; rr:datatype xsd:decimal ] ] ,
    [ rr:predicate kg:row ; rr:objectMap [ rml:reference "row" ; rr:datatype xsd:integer ] ] .
"""


# ---- the project -------------------------------------------------------------------------------


def areas() -> list[str]:
    """Return 200 codes of three letters."""
    return [f"{chr(65 + n // 26)}{chr(65 + n % 26)}X" for n in range(200)]


def write_table(path: Path, rows: int, codes: Sequence[str], *, numbered: bool = False) -> None:
    """Write the table; morph-kgc needs the number of a row in a column, since it counts none."""
    found = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write("reporter,partner,year,value" + ",row" * numbered + "\n")
        for n in range(rows):
            pair, year = n % len(codes) ** 2, 1900 + n // len(codes) ** 2
            one, other = codes[pair // len(codes)], codes[pair % len(codes)]
            cells = f"{one},{other},{year},{found.randrange(10**11) / 100:.2f}"
            file.write(cells + f",{n + 2}" * numbered + "\n")


def write_project(folder: Path, rows: int) -> Path:
    """Write a project of one table and the areas that it names."""
    facts = "".join(f"  - {{id: {c}, says: {{Area: {{areaCode: {c}}}}}}}\n" for c in areas())
    files = {
        "ontology/core.ttl": ONTOLOGY,
        "queries/none.rq": "#+ summary: Nothing\nASK {}\n",
        "data/areas/dataset.yaml": AREAS,
        "data/areas/facts.yaml": f"document: a\nrecords:\n{facts}",
        "data/trade/dataset.yaml": DATASET % MAPPING,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    write_table(folder / "data/trade/trade.csv", rows, areas())
    return folder


# ---- what is measured --------------------------------------------------------------------------


class Taken(NamedTuple):
    """What a command took: seconds by the wall, seconds of all cores, MB at its peak."""

    wall: float
    cores: float
    peak: float


def run(command: Sequence[object], cwd: Path) -> Taken:
    """Run a command and say what it took."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 (it ends with the process)
    started = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=said,
    )
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    if status:
        said.seek(0)
        raise SystemExit(f"{command[0]} failed in {cwd}: {said.read().decode()}")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Taken(taken, usage.ru_utime + usage.ru_stime, peak)


def kg_build(project: Path, *, clean: bool = True) -> Taken:
    """Build a project, from nothing if `clean`."""
    if clean:
        shutil.rmtree(project / ".kg", ignore_errors=True)
    return run([sys.executable, "-m", "kg.cli", "build"], project)


def engine_load(lines: Path) -> Taken:
    """Load finished N-Triples with the engine's own command."""
    store = lines.parent / "store"
    shutil.rmtree(store, ignore_errors=True)
    command = [BIN / "oxigraph", "load", "--lenient", "--location", store, "--file", lines]
    return run(command, lines.parent)


def mapped(project: Path) -> Iterator[tuple[Any, Any]]:
    """The tables of a project with their plans."""
    from kg.ingest.claims import Mapper
    from kg.ingest.fingerprint import dataset_folders
    from kg.ingest.staging import Stage
    from kg.ingest.tables.writing import plans_of
    from kg.model.shapes import read_ontology
    from kg.project import find_project

    found = find_project(project)
    ontology = read_ontology(found.ontology, ROOT / "ontology")
    with tempfile.TemporaryDirectory() as cache:
        stage = Stage(ontology, "", Path(cache), Path(cache))
        staged = [stage.read(folder) for folder in dataset_folders(found.data)]
        index, _ = stage.index(staged, found.data / "lookups")
        for one in staged:
            for opened in one.dataset.tables if one.dataset else ():
                assert one.dataset
                mapper = Mapper(one.dataset, stage.mint, index)
                yield opened, plans_of(opened, one.dataset, mapper)


class Lines:
    """Counts lines, and writes them to a file if there is one."""

    def __init__(self, path: Path | None = None) -> None:
        self.file = path.open("wb") if path else None
        self.lines = 0

    def write(self, lines: memoryview) -> None:
        """Take lines."""
        if self.file:
            self.file.write(lines)
        self.lines += bytes(lines).count(b"\n") if self.file else 0

    def again(self, refused: object) -> None:
        """No key of the table stands twice."""


def write_lines(project: Path, target: Path) -> int:
    """Write the N-Triples of the table of a project, and return how many there are."""
    from kg.ingest.tables.writing import map_table

    sink = Lines(target)
    for opened, plans in mapped(project):
        map_table(opened, plans, sink, lambda rows: None)
    assert sink.file
    sink.file.close()
    return sink.lines


def morph(folder: Path) -> Path | None:
    """Install morph-kgc into an environment of its own; None if it cannot be had."""
    python = folder / "morph" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "morph"], check=True)
        done = subprocess.run([python, "-m", "pip", "-q", "install", "morph-kgc"], check=False)
        if done.returncode:
            return None
    return python


def morph_load(python: Path, folder: Path) -> Taken:
    """Map the table with morph-kgc to N-Triples, and load these with the engine's command."""
    (folder / "config.ini").write_text(
        "[CONFIGURATION]\noutput_file: morph.nt\n[trade]\nmappings: trade.rml.ttl\n"
    )
    (folder / "trade.rml.ttl").write_text(MORPH)
    (folder / "morph.nt").unlink(missing_ok=True)
    one = run([python, "-m", "morph_kgc", "config.ini"], folder)
    other = engine_load(folder / "morph.nt")
    return Taken(one.wall + other.wall, one.cores + other.cores, max(one.peak, other.peak))


# ---- the parts ---------------------------------------------------------------------------------


class Bench:
    """One run of the parts that are asked for."""

    def __init__(self, folder: Path, rows: int, runs: int) -> None:
        self.folder, self.rows, self.runs = folder, rows, runs
        self.project = folder / f"project-{rows}"
        self.lines = folder / "work" / "trade.nt"
        self.triples = 0

    def prepare(self) -> None:
        """Write the project, and the lines that the engine loads alone."""
        if not self.project.exists():
            write_project(self.project, self.rows)
        self.lines.parent.mkdir(exist_ok=True)
        self.triples = write_lines(self.project, self.lines)
        print(f"{self.rows:,} rows, {self.triples / self.rows:.1f} triples a row")

    def compare(self, part: str, name: str, most: float, other: Callable[[], Taken]) -> None:
        """Build, and run what it is compared with, by turns; print the medians."""
        rounds = [(kg_build(self.project), other()) for _ in range(self.runs)]
        for what in ("wall", "cores"):
            ours, theirs = (
                statistics.median(getattr(one[n], what) for one in rounds) for n in (0, 1)
            )
            ratio = statistics.median(getattr(a, what) / getattr(b, what) for a, b in rounds)
            text = f"kg build {ours:.1f} s, {name} {theirs:.1f} s, ratio {ratio:.2f}"
            tell(part, f"{text} of {what}" + f" (at most {most})" * (what == "wall"))

    def load(self) -> None:
        """A CSV to a queryable build, against the load of its finished lines."""
        self.compare("load", "oxigraph load", 1.2, lambda: engine_load(self.lines))

    def morph(self) -> None:
        """A CSV to a queryable build, against morph-kgc and the load of what it wrote."""
        python = morph(self.folder)
        if python is None:
            tell("morph", "morph-kgc cannot be installed here")
            return
        work = self.lines.parent
        write_table(work / "trade.csv", self.rows, areas(), numbered=True)
        self.compare("morph", "morph-kgc and load", 0.6, lambda: morph_load(python, work))

    def map(self) -> None:
        """Mapping alone, validation included, in seconds of one core."""
        from kg.ingest.tables.writing import map_table

        times = []
        for _ in range(self.runs):
            for opened, plans in mapped(self.project):
                started = time.process_time()
                map_table(opened, plans, Lines(), lambda rows: None)
                times.append(time.process_time() - started)
        speed = self.triples / statistics.median(times) / 1e6
        tell("map", f"{speed:.2f} million triples a second of one core (at least 1.5)")

    def change(self) -> None:
        """One changed fact beside the table, to a new current build."""
        kg_build(self.project, clean=not (self.project / ".kg").exists())
        times = []
        for _ in range(self.runs):
            with (self.project / "data/areas/facts.yaml").open("a", encoding="utf-8") as file:
                code = f"Z{time.time_ns() % 10**9}"
                file.write(f"  - {{id: {code}, says: {{Area: {{areaCode: {code}}}}}}}\n")
            times.append(kg_build(self.project, clean=False).wall)
        tell("change", f"{statistics.median(times):.2f} s (under 5)")

    def memory(self) -> None:
        """The peak of a build of three times the rows, against one of these."""
        larger = self.folder / f"project-{3 * self.rows}"
        if not larger.exists():
            write_project(larger, 3 * self.rows)
        one, three = kg_build(self.project).peak, kg_build(larger).peak
        shutil.rmtree(larger / ".kg")
        tell("memory", f"{one:,.0f} MB, of three times the rows {three:,.0f} MB")
        tell("", f"ratio {three / one:.2f} (at most 1.3)")

    def shipped(self) -> None:
        """The same rows as trade observations of the shipped project, beside its own data."""
        project = self.folder / "shipped"
        shutil.rmtree(project, ignore_errors=True)
        for name in ("ontology", "data", "queries"):
            shutil.copytree(ROOT / name, project / name)
        codes = [f"AREA{code}" for code in areas()]
        says = "Place: {slug: %s, name: %s}"
        facts = "".join(f"  - {{id: {c}, says: {{{says % (c.lower(), c)}}}}}\n" for c in codes)
        (project / "data/trade").mkdir()
        dataset = DATASET.replace(
            "{id: table",
            "{id: areas, title: A, publisher: bench, retrieved: 2026-11-25}, {id: table",
        )
        (project / "data/trade/dataset.yaml").write_text(dataset % SHIPPED)
        (project / "data/trade/facts.yaml").write_text(f"document: areas\nrecords:\n{facts}")
        write_table(project / "data/trade/trade.csv", self.rows, codes)
        taken, _, peak = kg_build(project)
        tell("shipped", f"kg build {taken:.1f} s, {peak:,.0f} MB, with the data that kg ships")


def tell(part: str, text: str) -> None:
    """Print one result."""
    print(f"{part:<10}{text}", flush=True)


def main() -> None:
    """Measure the parts that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--folder", type=Path, help="where it works, and leaves what it made")
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {asked.runs} runs, medians")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, asked.rows, asked.runs)
        bench.prepare()
        for part in asked.only:
            getattr(bench, part)()


if __name__ == "__main__":
    main()
