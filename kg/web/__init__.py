"""The wire: a SPARQL endpoint and a linked-data API over one build, for many and for strangers."""
