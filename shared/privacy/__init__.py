"""Personal data at rest: sealed boxes, per-person keys, blind values.

Enters: plain values with the subject they are about. Leaves: opaque boxes and blind values. It must not know what an
event means, nor who may read it (`shared.access` decides that).

`migrations/` and `sql/` are of the keys, in a schema that nothing else is in.
"""
