from __future__ import annotations

from io import BytesIO

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import FormatError
from kg.publish.twin import REIFIES, from_twin, to_twin
from tests.publish.exports.test_dumps import material, written

NODES = st.sampled_from(["http://x/a", "http://x/b", REIFIES.value]).map(ox.NamedNode)
BLANKS = st.sampled_from(["b1", "b2"]).map(ox.BlankNode)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal), st.builds(lambda text: ox.Literal(text, language="zh"), TEXTS)
)
GRAPHS = st.one_of(NODES, BLANKS, st.just(ox.DefaultGraph()))
QUADS = st.builds(
    ox.Quad, st.one_of(NODES, BLANKS), NODES, st.one_of(NODES, BLANKS, LITERALS), GRAPHS
)
TURTLE = ox.RdfFormat.TURTLE


@given(st.sets(QUADS))
def test_there_and_back(quads: set[ox.Quad]) -> None:
    twin = list(to_twin(quads))
    assert len(set(twin)) == len(quads)
    assert set(from_twin(twin)) == quads
    octets = ox.serialize(twin, format=TURTLE) or b""
    read = (quad.triple for quad in ox.parse(octets, format=TURTLE))
    assert set(from_twin(read)) == quads


@given(st.sets(QUADS))
def test_back_and_there(quads: set[ox.Quad]) -> None:
    twin = set(to_twin(quads))
    assert set(to_twin(from_twin(twin))) == twin


def test_a_reifier_that_is_no_claim_is_refused() -> None:
    node = ox.NamedNode("http://x/a")
    with pytest.raises(FormatError, match="reifies a triple in the default graph"):
        list(to_twin([ox.Quad(node, REIFIES, ox.Triple(node, node, node))]))


def test_a_file_of_such_a_graph_is_refused() -> None:
    made = material(f"ex:a <{REIFIES.value}> <<( ex:a ex:p ex:b )>> .")
    with pytest.raises(FormatError, match="reifies a triple in the default graph"):
        written("rdf12", made)
    assert b"ex:p" in written("rdf12", material(f"ex:a <{REIFIES.value}> ex:b ; ex:p ex:c ."))


@given(st.sets(QUADS))
def test_the_file_is_the_twin(quads: set[ox.Quad]) -> None:
    made = material((ox.serialize(quads, format=ox.RdfFormat.TRIG) or b"").decode())
    read = ox.parse(written("rdf12", made), format=TURTLE)
    assert set(from_twin(quad.triple for quad in read)) == set(made.view.quads())


def test_the_shipped_build_and_its_twin_say_the_same(graph: kg.Graph) -> None:
    output = BytesIO()
    graph.export("rdf12", output)
    read = ox.parse(output.getvalue(), format=TURTLE)
    found = set(from_twin(quad.triple for quad in read))
    assert found == set(graph.view.quads())
    claims = {quad.graph_name for quad in found} - {ox.DefaultGraph()}
    assert len(claims) > 1000
