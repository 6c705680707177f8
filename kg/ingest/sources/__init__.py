"""From what a dataset calls its file to octets at hand: paths, addresses, archives."""
