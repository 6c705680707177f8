"""Figures of tables beside each other: series, and both sides of trade."""
