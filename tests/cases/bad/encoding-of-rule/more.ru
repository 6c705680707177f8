# Ærø
INSERT DATA { <http://a/> <http://b/> "x" }
