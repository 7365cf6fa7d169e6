"""Bulletins: current information to immigrants, to the network and to staff, by topic and area, for a time.

A bulletin is written, said in the languages that its areas publish in, and only then published; who has seen it is
counted, and known to nobody.

Enters: what advisers write and readers see, over HTTP. Leaves: a bulletin's events. It must not know who its readers
are: they are pseudonyms that differ from bulletin to bulletin.
"""
