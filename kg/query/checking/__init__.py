"""What must hold of a graph: constraints of the ontology, arithmetic, queries."""
