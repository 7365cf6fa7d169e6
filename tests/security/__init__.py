"""Attacks on a running demo: what another municipality, a stranger or a vandal would try, at every endpoint.

Enters: a demo (the fixture `demo`), whose own OpenAPI documents say which endpoints there are. Leaves: a finding for
each endpoint that tells too much, falls over, or is not in `tests.security.endpoints`. It must not know how a service
works inside.
"""
