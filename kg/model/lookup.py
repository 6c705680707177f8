"""A class or property of the ontology by the name that somebody types, and in words."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import OntologyError, did_you_mean
from kg.model.ontology import Class, Declared, Ontology, Property
from kg.model.outline import shape_names, texts
from kg.model.shortcuts import domains, inferred
from kg.model.vocab import RDFS, SKOS, local_name

Term = Class | Property | Declared


def term_called(ontology: Ontology, text: str) -> Term:
    """The class or property of a name: as it is written, with a prefix, or in any case.

    Raises:
        OntologyError: there is none; the message says what was probably meant.
    """
    used = _used(ontology)
    known: list[Term] = [*ontology.classes.values(), *ontology.properties.values(), *used.values()]
    iri = _iri(ontology, text)
    name = local_name(iri) if iri else text
    found = (
        next((one for one in known if one.iri == iri), None)
        or next((one for one in known if one.name == name and not iri), None)
        or next((one for one in known if one.name.casefold() == name.casefold()), None)
    )
    if found:
        return found
    hint = did_you_mean(name, {one.name for one in known}, see="kg ontology list")
    raise OntologyError(f'the ontology has no class or property "{text}"; {hint}')


def prefixed(ontology: Ontology, iri: str) -> str:
    """An IRI as one writes it in SPARQL: with its prefix, else whole.

    >>> from kg.model.ontology import Ontology
    >>> known = Ontology("", {"t": "http://t/"}, {}, {}, {}, {}, {}, ())
    >>> prefixed(known, "http://t/a"), prefixed(known, "http://x/a")
    ('t:a', '<http://x/a>')
    """
    name = local_name(iri)
    for prefix, namespace in ontology.prefixes.items():
        if namespace + name == iri:
            return f"{prefix}:{name}"
    return f"<{iri}>"


def in_sparql(ontology: Ontology, prop: Property) -> str:
    """How one asks by a property; of an inverse, by what the nested node says.

    A record writes the nested node under its parent, but the claim holds the other direction.
    """
    if prop.inverse_of:
        return f"?child {prefixed(ontology, prop.inverse_of)} ?this"
    return prefixed(ontology, prop.iri)


def property_in_words(
    ontology: Ontology, prop: Property | Declared, language: str = "en"
) -> Iterator[str]:
    """Say of a property what it means, between what it stands, and who writes it."""
    term = f"<{prop.iri}>"
    label = texts(ontology, RDFS + "label", language).get(term, "")
    label = label or shape_names(ontology, language).get(term, "")
    meaning = texts(ontology, SKOS + "definition", language).get(term, "")
    having = {
        cls.name: cls.properties[prop.name]
        for cls in ontology.classes.values()
        if prop.name in cls.properties and cls.properties[prop.name].iri == prop.iri
    }
    shape = next(iter(having.values()), None)
    yield f"{prop.name} (property): {label}"
    yield meaning or (shape.description if shape else "")
    if shape and shape.inverse_of:
        yield f"in SPARQL: {in_sparql(ontology, shape)} ({_INVERSE})"
    else:
        yield f"in SPARQL: {prefixed(ontology, prop.iri)}"
    of = [local_name(iri) for iri in domains(ontology, prop.iri)]
    yield from _fact("of", of or _highest(ontology, having))
    ranged = ontology.properties.get(prop.name)
    value = ranged.range if ranged else shape.cls or shape.datatype if shape else ""
    lists = prop.code_list
    yield from _fact("value", [f"code of {local_name(lists)}" if lists else local_name(value)])
    yield from _fact("below", map(local_name, ontology.superproperties.get(prop.iri, ())))
    if prop.iri in inferred(ontology):
        yield "inferred: a rule gives it, where claims say what it follows from"
    yield from _fact("in records of", _highest(ontology, having) or ["no class"])


_INVERSE = "records nest the child; the property itself stands in the inferred graph only"


def _fact(name: str, values: Iterator[str] | list[str] | map[str]) -> Iterator[str]:
    text = ", ".join(filter(None, values))
    if text:
        yield f"{name}: {text}"


def _highest(ontology: Ontology, having: dict[str, Property]) -> list[str]:
    """The classes that do not inherit the property from another one."""
    iris = {ontology.by_name[name].iri for name in having}
    return sorted(
        name for name in having if not iris.intersection(ontology.by_name[name].supers[1:])
    )


def _used(ontology: Ontology) -> dict[str, Property]:
    return {
        name: prop for cls in ontology.classes.values() for name, prop in cls.properties.items()
    }


def _iri(ontology: Ontology, text: str) -> str:
    """The IRI that a name with a prefix, or an IRI in angle brackets, stands for."""
    prefix, colon, name = text.partition(":")
    if colon and prefix in ontology.prefixes:
        return ontology.prefixes[prefix] + name
    return text.strip("<>") if "://" in text else ""
