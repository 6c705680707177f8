"""How what is said of a thing has changed, and which document changed it."""
