"""Suitability: visits to get to know a rural municipality, and an evaluation of interest and fit made with the client.

Enters: whose case it is, visits, evaluations. Leaves: facts about them, under the case's key. It must not know who
decides where somebody moves: that is the client, and a transfer is intake's.
"""
