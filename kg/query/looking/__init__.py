"""Looking things up: what there is, what is said of it, and who says so."""
