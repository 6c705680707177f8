"""The graph for programs and people without SPARQL: the commands' answers, each at an address."""
