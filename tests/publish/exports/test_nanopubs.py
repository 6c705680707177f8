"""Nanopublications, read by nanopub-py."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import kg
from kg.errors import FormatError, KgError
from kg.project import Project
from kg.publish.exports.export import Material
from kg.publish.exports.registry import export_named
from kg.publish.exports.targets import Pouring
from tests.nanopubs import graph, is_signed, parted, read
from tests.views import MemoryView

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's old names
MINI = "https://mini.example/"
ALTERNATE = ox.NamedNode("http://www.w3.org/ns/prov#alternateOf")
KG = "https://w3id.org/sogdian/ontology#"
TERMS = f"""@prefix kg: <{KG}> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix qb: <http://purl.org/linked-data/cube#> .
@prefix dcterms: <http://purl.org/dc/terms/> ."""


def exported(where: kg.Graph, **options: Any) -> bytes:
    output = BytesIO()
    where.export("nanopubs", output, **options)
    return output.getvalue()


def written(trig: str) -> bytes:
    output = BytesIO()
    view = MemoryView(f"{TERMS} {trig}")
    export_named("nanopubs").write(Material(Project(Path(), Path()), view, ""), Pouring(output))
    return output.getvalue()


def key_file(path: Path, key: Any, form: PrivateFormat = PrivateFormat.PKCS8) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
    return path


@pytest.fixture(scope="module")
def plain(small: kg.Graph) -> dict[str, list[ox.Quad]]:
    return parted(exported(small))


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return key_file(tmp_path_factory.mktemp("key") / "rsa.pem", generate_private_key(65537, 2048))


def about(quads: list[ox.Quad]) -> str:
    """The claim or cube of which a nanopublication has the content."""
    (found,) = (quad.object for quad in quads if quad.predicate == ALTERNATE)
    return str(found)


def lines(triples: list[ox.Triple]) -> str:
    return "\n".join(map(str, triples))


def test_each_is_valid_and_its_trusty_uri_fits(plain: dict[str, list[ox.Quad]]) -> None:
    for iri, quads in plain.items():
        item = read(quads)
        assert item.source_uri == iri
        assert item.is_valid
        assert item.has_valid_trusty


def test_one_for_each_claim_that_is_a_graph_and_each_cube(
    small: kg.Graph, plain: dict[str, list[ox.Quad]]
) -> None:
    claims = {
        str(quad.graph_name): set[ox.Triple]()
        for quad in small.view.quads()
        if "/claim/" in str(quad.graph_name)
    }
    said = {about(quads): set(graph(quads, "assertion")) for quads in plain.values()}
    assert set(said) == {*claims, f"<{MINI}cube/register/list-2020/CallObservation>"}
    for claim in claims:
        inside = small.view.quads(graph=ox.NamedNode(claim[1:-1]))
        assert said[claim] == {quad.triple for quad in inside}


def test_who_says_it_and_where_is_its_provenance(plain: dict[str, list[ox.Quad]]) -> None:
    (quads,) = (one for one in plain.values() if "Борей" in lines(graph(one, "assertion")))
    text = lines(graph(quads, "provenance"))
    for told in (
        f"#assertion> <http://www.w3.org/ns/prov#wasDerivedFrom> <{MINI}document/register/letter>",
        '<http://www.w3.org/ns/oa#start> "60"',
        "#assertion> <http://www.w3.org/ns/prov#wasAttributedTo> ",
        '"капитан"',
        f"#assertion> <{KG}quotedSource> <{MINI}id/Agent/port-office>",
        f"#assertion> <{KG}status> <https://w3id.org/sogdian/code/claim-status/accepted>",
        '<http://purl.org/dc/terms/title> "A letter"@ru',
        f'<{KG}sha256> "4b68ab3847',
    ):
        assert told in text
    assert "prov#Entity" not in text  # what was concluded


def test_who_publishes_it_and_when_is_its_publication_info(plain: dict[str, list[ox.Quad]]) -> None:
    for iri, quads in plain.items():
        text = lines(graph(quads, "pubinfo"))
        said = f"<{iri}> <http://purl.org/dc/terms"
        assert f"{said}/creator> <{MINI}id/Agent/port-office>" in text
        assert f"{said}/license> <https://creativecommons.org/licenses/by/4.0/>" in text
        assert f'{said}/created> "2026-11-25"^^<http://www.w3.org/2001/XMLSchema#date>' in text
        assert f"<{iri}> <http://purl.org/pav/createdWith> <https://w3id.org/sogdian/kg>" in text


def test_of_a_cube_the_values_are_asserted_and_the_rest_is_provenance(
    plain: dict[str, list[ox.Quad]],
) -> None:
    (quads,) = (one for one in plain.values() if "/cube/" in about(one))
    asserted, told = (lines(graph(quads, name)) for name in ("assertion", "provenance"))
    assert '#calls> "1200"' in asserted
    assert "cube#structure> " in asserted
    assert "recordId" not in asserted + "Claim"[5:]
    assert "#Claim>" not in asserted
    assert f'<{KG}recordId> "calls"' in told
    assert "cube#" not in told


def test_what_was_changed_is_noticed(plain: dict[str, list[ox.Quad]]) -> None:
    from nanopub.utils import MalformedNanopubError

    (quads,) = (one for one in plain.values() if "Борей" in lines(graph(one, "assertion")))
    changed = [
        ox.Quad(one.subject, one.predicate, ox.Literal("Бореи"), one.graph_name)
        if one.object == ox.Literal("Борей", language="ru")
        else one
        for one in quads
    ]
    assert changed != quads
    with pytest.raises(MalformedNanopubError, match="not valid"):
        assert read(changed).has_valid_trusty


def test_a_signature_is_verified_and_a_changed_octet_is_not(small: kg.Graph, key: Path) -> None:
    trig = exported(small, nanopub_key=key)
    assert trig == exported(small, nanopub_key=key)
    for quads in parted(trig).values():
        item = read(quads)
        assert item.is_valid
        assert item.has_valid_trusty
        assert is_signed(quads)
    changed = trig.decode().replace("Norland", "Morland").encode()
    assert trig != changed
    found = {is_signed(quads) for quads in parted(changed).values()}
    assert found == {True, False}


def test_openssh_keys_are_read(small: kg.Graph, key: Path, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    same = load_pem_private_key(key.read_bytes(), None)
    other = key_file(tmp_path / "ssh", same, PrivateFormat.OpenSSH)
    assert exported(small, nanopub_key=other) == exported(small, nanopub_key=key)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda path: key_file(path, Ed25519PrivateKey.generate()),
            "private key of kind Ed25519; nanopublications are signed with an RSA key",
        ),
        (
            lambda path: key_file(path, generate_private_key(65537, 1024)),
            "is an RSA key of 1024 bits; .*at least 2048",
        ),
        (lambda path: path, "cannot be read: No such file or directory"),
        (
            lambda path: path.write_bytes(b"no key") and path,
            "is no private key in PEM or OpenSSH form .*algorithm rsa",
        ),
    ],
    ids=["Ed25519", "short", "missing", "garbage"],
)
def test_a_key_that_does_not_fit(
    small: kg.Graph, tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    wrong = make(tmp_path / "key")
    with pytest.raises(KgError, match=said):
        small.export("nanopubs", tmp_path / "x.trig", nanopub_key=wrong)
    with pytest.raises(KgError, match=said):
        small.release(tmp_path / "r", nanopub_key=wrong)
    assert not {"x.trig", "r"} & {path.name for path in tmp_path.iterdir()}


def test_a_key_signs_nothing_else(small: kg.Graph, key: Path) -> None:
    with pytest.raises(FormatError, match="signs nanopubs; nothing in turtle is signed"):
        small.export("turtle", BytesIO(), nanopub_key=key)


def test_of_a_part_each_is_the_same(small: kg.Graph, plain: dict[str, list[ox.Quad]]) -> None:
    some = parted(exported(small, documents=["register/letter"]))
    assert len(some) == 1
    assert some.items() <= plain.items()
    cube = parted(exported(small, classes=["CallObservation"]))
    assert ["/cube/" in about(quads) for quads in cube.values()] == [True]
    assert cube.items() <= plain.items()


def test_each_block_stands_on_its_own(small: kg.Graph, plain: dict[str, list[ox.Quad]]) -> None:
    first, *others = exported(small).split(b"@prefix sub: ")
    assert first == b""
    for block in others:
        ((iri, quads),) = parted(b"@prefix sub: " + block).items()
        assert quads == plain[iri]


CUBE = """
ex:d a qb:DataSet ; qb:structure ex:s ; prov:wasDerivedFrom ex:document .
ex:s qb:component [ qb:measure ex:value ] .
"""


def observation(name: str) -> str:
    return (
        f"<http://example.org/{name}> a qb:Observation, kg:Claim ; qb:dataSet ex:d ;"
        f" ex:value 1 ; prov:wasAttributedTo ex:somebody ;"
        f" oa:hasSelector <http://example.org/{name}/at/1> ."
        f" <http://example.org/{name}/at/1> a oa:TextPositionSelector ; oa:start 1 ."
        f' ex:somebody kg:name "Somebody" .'
    )


def test_statements_of_a_cube_are_in_order_whatever_its_names() -> None:
    """Between an observation and its place in a text another observation may stand."""
    some = ("o", "o-2", "o/a", "o/at/0", "o2", "a", "z", "O")
    ((_, quads),) = parted(written(CUBE + "".join(map(observation, some)))).items()
    assert read(quads).has_valid_trusty
    assert len(graph(quads, "assertion")) == 2 + 3 * len(some)
    assert "Somebody" in lines(graph(quads, "provenance"))


def test_progress_knows_how_much_there_is(small: kg.Graph) -> None:
    told: list[tuple[str, int, int]] = []
    small.export("nanopubs", BytesIO(), progress=lambda *step: told.append(step))
    done = [step[1] for step in told]
    assert done == sorted(done)
    assert all(of >= number for _, number, of in told)


def test_where_nothing_is_claimed_there_is_none() -> None:
    with pytest.raises(FormatError, match="no claim is a graph, and there is no cube"):
        written("ex:a ex:p ex:b .")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[ ex:p ex:b ]", "cannot hold _:.*: it needs IRIs and literals"),
        ('"x"@en--ltr', "RDF 1.1 knows no direction"),
        ("<<( ex:a ex:p ex:b )>>", "it needs IRIs and literals"),
    ],
)
def test_what_it_cannot_hold_is_said(value: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        written(f"ex:claim a kg:Claim . ex:claim {{ ex:a ex:p {value} }}")
