"""Guidance: visits, calls and messages, recorded in one short command; of nobody, unless a case is named.

Enters: themes, channel, language, outcome, where to next; a code that the visitor holds, if they wish. Leaves: a line
of statistics, or a client's visit in a box. It must not know: who a visitor without a case is.
"""
