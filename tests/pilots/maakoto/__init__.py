"""MaaKoto (M1–M9): from a reception centre to a municipality in the country, with work that keeps one there.

Enters: people without a home municipality yet, groups, vacancies, partners. Leaves: whether the road can be walked. It
must not know: how a service walks it.
"""
