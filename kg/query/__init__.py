"""Asking: questions in SPARQL, named queries, and what the graph says of one thing."""
