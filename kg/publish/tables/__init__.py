"""A build as tables: one for each class that has members, whatever file they are written to."""
