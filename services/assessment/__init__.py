"""Assessment: every newcomer's skills and need for integration services, assessed in the time the law gives.

Enters: arrivals, moves, closings and consents (intake's events, as reactions), days that have passed (the agenda), what
officials record over HTTP. Leaves: events about an assessment that is required, begun by a model, answered, completed,
waived or late; beside it language tests, skills mapping, suitability of areas, forecasts of need, and models that
municipalities publish and adopt. It must not know: other services, who reads its events.

`domain` is the assessment itself, `duty` the law's duty to make one and its deadline, `standing` how it can stand;
beside it: `forms` (what a model makes of answers; `answering` in a case), `adoption`, `languagetests`, `skills`,
`suitability`, `forecasts`. `models/` holds the models that come with Kotopolku.
"""
