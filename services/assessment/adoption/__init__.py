"""A municipality's models: what it has drafted and published itself, and which model is its default in which language.

Enters: models as packages, a region's languages and its common model. Leaves: drafts with what is missing in them,
published versions that never change, adoptions with the reason of a deviation. It must not know any case.
"""
