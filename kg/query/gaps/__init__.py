"""What is missing: kinds of gaps, each a named query, and years without a figure."""
