"""From a table's own columns to observations: mapping, plan, its two interpreters, the twin."""
