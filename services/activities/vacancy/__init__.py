"""Vacancies: an employer seeks people, clerks propose candidates with reasons, and people decide.

Enters: vacancies, proposals and decisions over HTTP, and a placement's start as a reaction. Leaves: facts about each
vacancy, and each candidate's side beside or by a reaction. It must not know how a match is reckoned.
"""
