"""What differs between two builds or releases."""
