"""Wishes: what people would like to do together, from which groups are planned.

Enters: wishes over HTTP, of a case or of nobody, and what groups were planned from (as a reaction). Leaves: facts about
each wish. It must not know who wished where nobody said so.
"""
