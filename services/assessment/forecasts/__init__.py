"""Forecasts of a reception centre's service needs, by municipality, service and quarter.

Enters: numbers, from the centre and the municipality together. Leaves: the newest forecast of each. It must not know
any client: whom the numbers are of is nowhere.
"""
