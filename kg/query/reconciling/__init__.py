"""Reconciling: which things of the graph the rows of somebody's table mean."""
