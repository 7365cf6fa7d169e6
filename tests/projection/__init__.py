"""The archive and the folds: in any promised order, live and rebuilt, parked, under row-level security.

`tables/` has the table of a read model that only these tests know.
"""
