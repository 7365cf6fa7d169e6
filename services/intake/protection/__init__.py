"""Protection: a case that only the officials named may know of, and nobody else may find, count or infer.

Enters: who asks for it, why, and who needs the case nevertheless. Leaves: `NonDisclosureSet`, `ProtectedCaseOpenedTo`,
`ProtectedCaseClosedTo` and `NonDisclosureLifted` in a stream of its own, keyed by the case. It must not know how read
models and the other services keep the case from others. It is in force when all do; until then the answer is 202.
"""
