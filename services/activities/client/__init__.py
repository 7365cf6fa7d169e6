"""A client as activities knows them: what work they seek, what is offered to them, placements and mentoring.

Enters: arrivals, moves, mapped skills and language tests (others' events, as reactions), what workers record over HTTP.
Leaves: facts in the client's own stream. It must not know other services, nor how vacancies are filled.
"""
