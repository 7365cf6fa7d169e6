"""Across the pilots (X4–X8): transfers counted once, texts in every language, barriers, deadlines, chains of services.

Enters: what the pilots had in common. Leaves: whether it holds wherever they did it. It must not know: how.
"""
