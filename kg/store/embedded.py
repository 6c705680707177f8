"""The embedded engine: the only module that holds a `pyoxigraph.Store`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

import pyoxigraph as ox

from kg.errors import StoreError, Where
from kg.model import vocab
from kg.store.columns import COLUMNS, Columns, open_columns, require_kept
from kg.store.foreign import asking, opening, syntax_error
from kg.store.joined import Joined
from kg.store.names import Names
from kg.store.pipes import Lines, piped
from kg.store.prefixes import Prefixes
from kg.store.view import FORMAT, Answer, Dataset, Graph, Term, View

# What a store that is not ours is asked with; a build says its own prefixes.
COMMON = {
    "rdf": vocab.RDF,
    "rdfs": vocab.RDFS,
    "owl": vocab.OWL,
    "xsd": vocab.XSD,
    "skos": vocab.SKOS,
    "prov": vocab.PROV,
    "dcterms": vocab.DCTERMS,
    "qb": vocab.QB,
    "geo": vocab.GEO,
    "oa": vocab.OA,
    "kg": vocab.KG,
}


LABELS = "labels.tsv"
Found = TypeVar("Found")
_AT_ONCE = 1000


class _Embedded:
    """A view of a store in this process."""

    def __init__(
        self,
        store: ox.Store,
        prefixes: Mapping[str, str] = COMMON,
        base: str = "",
        labels: Path | None = None,
        size: int | None = None,
        twin: Path | None = None,
        relative: str | None = None,
    ) -> None:
        self._store = store
        self._labels = labels
        self._twin = twin
        self._size = size
        self.base = base
        self.prefixes = prefixes
        self._prefixes = Prefixes(prefixes)
        self._relative = relative or base or None

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        with asking(sparql):
            if dataset is None:
                return self._store.query(
                    sparql, base_iri=self._relative, prefixes=self._prefixes.used(sparql)
                )
            return self._store.query(
                sparql,
                base_iri=self._relative,
                prefixes=self._prefixes.used(sparql),
                default_graph=[*_graphs(dataset.default)],
                named_graphs=[*_graphs(dataset.named)],
            )

    def dump(self, output: IO[bytes], form: ox.RdfFormat, graph: Graph | None = None) -> None:
        self._store.dump(output, form, from_graph=graph, prefixes=dict(self.prefixes))

    def quads(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(subject, predicate, object, graph)

    def labels(self) -> Names:
        if self._labels is None:
            return Names()
        return Names.read(read_names(self._labels, self._size))

    def kept(self, name: str) -> bytes | None:
        file = self._labels.parent / name if self._labels else None
        return file.read_bytes() if file and file.is_file() else None

    def columns(self, cube: str) -> Columns:
        return open_columns(self._twin, cube)


def _graphs(iris: Iterable[str]) -> Iterator[ox.NamedNode]:
    """Each graph once: one that is named twice would be read twice."""
    return map(ox.NamedNode, dict.fromkeys(iris))


def open_build(folder: Path) -> View:
    """Open one build of a project, read-only.

    Raises:
        StoreError: it is missing, half written, damaged, or written by a newer kg.
    """
    manifest = read_manifest(folder)
    store = _read_only(folder / "store")
    size = manifest.get("labels", {}).get("size")
    labels = folder / LABELS
    return _Embedded(store, manifest["prefixes"], manifest["base"], labels, size, folder / COLUMNS)


def read_names(file: Path, size: int | None = None, digest: str | None = None) -> bytes:
    """Read the names of a build.

    Args:
        file: where they stand.
        size: how many octets they have.
        digest: their SHA-256, which costs a reader of few names more than it is worth.

    Raises:
        StoreError: they are missing, or not those that were written.
    """
    try:
        found = file.read_bytes()
    except OSError as error:
        reason = "it is missing" if isinstance(error, FileNotFoundError) else error.strerror
        raise StoreError(f"{file} cannot be read: {reason}; run `kg build`") from None
    if (size is not None and len(found) != size) or (digest and digest != names_digest(found)):
        raise StoreError(f"{file} is damaged or cut short; run `kg build`")
    return found


def names_digest(data: bytes) -> str:
    """The digest of the names of a build, as its manifest records it."""
    import hashlib  # 3 ms that most questions do not need

    return hashlib.sha256(data).hexdigest()


def require_whole(folder: Path) -> dict[str, Any]:
    """Open a build and compare what can be compared; return its manifest.

    Raises:
        StoreError: it is missing, half written, damaged, or written by a newer kg.
    """
    open_build(folder)
    manifest = read_manifest(folder)
    recorded = manifest.get("labels", {})
    read_names(folder / LABELS, recorded.get("size"), recorded.get("sha256"))
    require_kept(folder, manifest.get("columns", {}))
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a build.

    Raises:
        StoreError: it is missing, damaged, or of a newer format.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        newer = manifest["format"] > FORMAT
        complete = isinstance(manifest["prefixes"], dict) and isinstance(manifest["base"], str)
        complete &= isinstance(manifest.get("labels", {}), dict)
    except FileNotFoundError:
        raise StoreError(f"{folder} is no finished build; run `kg build`") from None
    except OSError as error:
        raise StoreError(f"{folder} cannot be read: {error.strerror}") from None
    except (ValueError, LookupError, TypeError):
        raise StoreError(f"{folder}/manifest.json is damaged; run `kg build`") from None
    if newer:
        raise StoreError(
            f"{folder} was written by a newer kg (format {manifest['format']}; this one reads"
            f" {FORMAT}): update kg, or build again with this one"
        )
    if not complete:
        raise StoreError(f"{folder}/manifest.json is damaged; run `kg build`")
    return manifest  # type: ignore[no-any-return]


def open_store(folder: Path, relative: str | None = None) -> View:
    """Open any Oxigraph store read-only, also while another process writes to it.

    Args:
        folder: where it is.
        relative: the IRI under which relative ones of a query are read; without it they are errors.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    return _Embedded(_read_only(folder), relative=relative)


def _read_only(folder: Path) -> ox.Store:
    with opening(folder):
        return ox.Store.read_only(str(folder))


def open_files(paths: Sequence[Path], prefixes: Mapping[str, str] = COMMON) -> View:
    """Load RDF files into memory; the prefixes that they declare need no declaration in a query.

    Args:
        paths: files of any RDF format, told by their endings; none is an empty store.
        prefixes: what a query need not declare beside them.

    Raises:
        StoreError: a file is missing, of unknown format, or does not parse.
    """
    store, known = ox.Store(), dict(prefixes)
    for path in paths:
        known |= _load(store, path)
    return _Embedded(store, known)


def _load(store: ox.Store, path: Path) -> dict[str, str]:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name the files in it")
    form = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    if form is None:
        raise StoreError(
            f"{path}: the ending says no RDF format; known are .ttl .nt .nq .trig .rdf .jsonld .n3"
        )
    if not path.is_file():
        raise StoreError(f"there is no file {path}")
    base = path.resolve().as_uri()
    try:
        store.bulk_load(path=path, format=form, base_iri=base)
        parser = ox.parse(path=path, format=form, base_iri=base)
        next(parser, None)
    except SyntaxError as error:
        place = Where(str(path), error.lineno or 0, error.offset or 0)
        raise StoreError(error.msg, where=place) from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from None
    return parser.prefixes


def write_store(
    folder: Path,
    nquads: Iterable[Path],
    updates: Iterable[str] = (),
    *,
    labelled: Iterable[Path] = (),
    base: Path | None = None,
) -> None:
    """Write a new store: load N-Quads files, then run SPARQL updates in their order.

    The engine's loader renames blank nodes at random. In the files of `labelled` they keep their
    labels, so that the same input gives the same store. With a `base`, the store begins as a
    checkpoint of that one, whose files it shares; it is not compacted then, which would write
    all of them anew.

    Raises:
        StoreError: the folder cannot be written, or a file is not N-Quads.
        SyntaxQueryError: an update does not parse.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with opening(folder):
        if base is not None:
            ox.Store(str(base)).backup(str(folder))
        store = ox.Store(str(folder))
        _fill(store, nquads, updates, labelled)
        store.flush()
        if base is None:
            store.optimize()


def load_lines(folder: Path, write: Callable[[Lines], Found], base: Path | None = None) -> Found:
    """Load what `write` writes into a new store, or into a checkpoint of `base`, while it writes.

    The lines are our own, so that their terms need no second look: that takes half the time.

    Raises:
        StoreError: the folder cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with opening(folder):
        if base is not None:
            ox.Store(str(base)).backup(str(folder))
        store = ox.Store(str(folder))

    def load(source: str | IO[bytes]) -> None:
        form, named = ox.RdfFormat.N_TRIPLES, isinstance(source, str)
        place = {"path": source} if named else {"input": source}
        with opening(folder):
            store.bulk_load(format=form, lenient=True, **place)  # type: ignore[arg-type]

    found, refused = piped(load, write)
    with opening(folder):
        subjects = iter(refused)
        while some := list(islice(subjects, _AT_ONCE)):
            wrong = f"VALUES ?s {{ {' '.join(some)} }}"
            store.update(f"DELETE {{ ?s ?p ?o }} WHERE {{ {wrong} ?s ?p ?o }}")
        store.flush()
    return found


def hold_store(
    nquads: Iterable[Path], updates: Iterable[str] = (), *, labelled: Iterable[Path] = ()
) -> View:
    """Hold in memory what `write_store` would write.

    Raises:
        StoreError: a file is not N-Quads.
        SyntaxQueryError: an update does not parse.
    """
    store = ox.Store()
    _fill(store, nquads, updates, labelled)
    return _Embedded(store)


def hold_quads(quads: Iterable[ox.Quad], lines: str = "") -> View:
    """Hold some quads in memory, beside triples in N-Triples."""
    store = ox.Store()
    store.bulk_extend(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    store.bulk_extend(quads)
    return _Embedded(store)


def part_of(view: View, folder: Path, quads: Iterable[ox.Quad]) -> View:
    """Write some quads of a view into a store of their own, and read them as that view is read.

    Raises:
        StoreError: the folder cannot be written.
    """
    with opening(folder):
        store = ox.Store(str(folder))
        store.bulk_extend(quads)
    return _Embedded(store, view.prefixes, view.base)


def hold_dump(file: Path, folder: Path, base: str, prefixes: Mapping[str, str]) -> View:
    """Load a dump of N-Quads into a store of its own, to be read as a project is.

    Raises:
        StoreError: the folder cannot be written, or the file is not N-Quads.
    """
    write_store(folder, [file])
    return _Embedded(_read_only(folder), {**COMMON, **prefixes}, base)


def _fill(
    store: ox.Store, nquads: Iterable[Path], updates: Iterable[str], labelled: Iterable[Path]
) -> None:
    for path in labelled:
        store.bulk_extend(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))
    _load_joined(store, list(nquads))
    for update in updates:
        _update(store, update)


def _load_joined(store: ox.Store, paths: Sequence[Path]) -> None:
    joined = Joined(paths)
    try:
        store.bulk_load(input=joined, format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
    except SyntaxError:
        for path in paths:  # one by one, to tell which file it is
            _load(ox.Store(), path)
        raise
    finally:
        joined.close()


def _update(store: ox.Store, update: str) -> None:
    try:
        store.update(update)
    except SyntaxError as error:
        raise syntax_error(update, error) from None


def try_update(update: str) -> None:
    """Run an update on an empty store, to see whether it parses.

    Raises:
        SyntaxQueryError: it does not.
    """
    _update(ox.Store(), update)
