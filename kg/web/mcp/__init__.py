"""The Model Context Protocol: the graph as tools for programs that work with a language model."""
