"""What five pilots did by hand, told again through the HTTP APIs of running services: a test for each capability.

Enters: services as processes of their own under a supervisor, over a simulated clock that a test moves forward.
Leaves: whether each capability holds, in `.kotopolku/capabilities.json`, which `kotopolku capabilities` shows. It must
not know: any service's insides; what is said and read here is what the OpenAPI documents say.

The pilots: `maakoto/` (M), `kotopaikka/` (K), `hyva_alku/` (H), `involvim/` (I), `osana/` (O); `across/` is what they
have in common (X). A test is told as a sentence and marked with its capability; the deployment is the whole session's,
so every test brings persons of its own and counts on nobody's absence.
"""
