"""Who may see what: identities, grants, roles and scopes, row-level security, the log of who looked.

Enters: a bearer token, the path of a request, an endpoint's declaration. Leaves: a `Viewer`, or a typed denial that
does not tell whether a thing exists. A token says only who somebody is; what they may do is said by Kotopolku's own
grants. It must not know: what a case is about.

`migrations/`: grants, and the log of who looked. `sql/`: every statement on them.
"""
