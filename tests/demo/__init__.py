"""The demo as a stranger starts it: its figures, its parts together, and nothing personal readable on the disk."""
