"""The catalogue: what there is, for portals and crawlers, and where it stands."""
