"""Where quads live: a View is read access to one build, and the only thing others receive."""
