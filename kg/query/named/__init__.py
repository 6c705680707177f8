"""Named queries: files with a header, their parameters, and what may be asked at all."""
