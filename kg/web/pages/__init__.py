"""Linked data: every IRI of a build answers, as a page for people and as RDF for programs."""
