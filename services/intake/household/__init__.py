"""Households: who belongs to whom, and who answers for a minor.

Enters: links between the persons of two cases, or to somebody without a case, and their ends. Leaves: the facts, in a
stream for each case (`intake/household/<case>`, with the case as its key), each fact about two cases in both. It must
not know how a case stands, nor which municipality may see the other one: reporting answers only inside a scope.
"""
