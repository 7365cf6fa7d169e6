"""Referrals: to groups (`groups`), and to services of the directory, official, third-sector and private ones
(`services`), under consents (`consents`). All of a client's stand in the client's own stream, so that a consent that is
withdrawn and what rests on it are one decision.

Enters: what caseworkers and providers record, what groups answer, consents and services as others' facts. Leaves: facts
from a referral to its end. It must not know the plan, nor the law on it.
"""
