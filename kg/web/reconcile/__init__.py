"""The Reconciliation API 0.2, which OpenRefine and others speak, over one graph."""
