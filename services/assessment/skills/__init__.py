"""Skills mapping (osaamiskartoitus): education, work, licences and skills, of residents and of people who stay at a
reception centre before they have a home municipality.

Enters: whose case it is, consents to a joint mapping (intake's), what is found in talks, refusals and departures.
Leaves: the profile as it stands, piece by piece; a lawful end. It must not know what comes of it: it follows the case.
"""
