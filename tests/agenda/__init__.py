"""What falls due by the clock: written with the fact, carried out once, whatever is killed or runs beside.

Enters: a small domain of offers that lapse. Leaves: what its stream says afterwards. It must not know: any service.
"""
