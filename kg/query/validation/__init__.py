"""What in a whole build breaks the ontology's shapes and the constraints of data cubes."""
