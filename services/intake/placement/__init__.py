"""Municipal places (kuntapaikat) and quota groups: places agreed for a year, families offered, taken, declined.

Enters: a municipality's places, a group and its families. Leaves: events of two aggregates, `places` of a municipality
and year, and `quota` of a group; a family that is taken is said in both at once, so that no place is given twice. It
must not know: who the family is.
"""
