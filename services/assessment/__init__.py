"""Assessment: every newcomer's skills and need for integration services, assessed in the time the law gives.

Enters: arrivals and moves (intake's events, as reactions), what officials record over HTTP. Leaves: events about an
assessment that is required, started, completed or waived. It must not know: other services, who reads its events.
"""
