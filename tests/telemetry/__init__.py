"""Seeing inside: logs, spans and figures, and that none of them holds a person."""
