"""What a table might mean: a proposal of its mapping, for somebody to read."""
