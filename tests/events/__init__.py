"""The published language: bytes, schemas, upcasters.

`golden/` has an event of every version ever shipped, which must decode for ever; `vectors/` the bytes, hashes and boxes
that FORMATS fixes.
"""
