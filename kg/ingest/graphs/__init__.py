"""RDF files of somebody else: each is one document's, and what it says enters as claims."""
