"""Who disagrees with whom, about what, and in which way: contradictions as results."""
