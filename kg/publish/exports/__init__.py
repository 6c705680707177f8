"""How a build leaves as files: one module for each form, and what all of them write to."""
