"""How the graph leaves: formats, tables and sheets, pages."""
