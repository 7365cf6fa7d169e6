"""The roles there are, and how wide an endpoint reaches."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is, for an organisation, in some municipalities."""

    CASEWORKER = "caseworker"
    ADVISER = "adviser"
    ACTIVITY_LEADER = "activity_leader"
    ASSESSMENT_OFFICIAL = "assessment_official"
    EMPLOYMENT_AUTHORITY = "employment_authority"
    WELLBEING_COUNTY = "wellbeing_county"
    PARTNER = "partner"
    INTEGRATION_UNIT = "integration_unit"
    NATIONAL_ANSWERER = "national_answerer"
    AUDITOR = "auditor"
    PRIVACY_OFFICER = "privacy_officer"
    OPERATOR = "operator"
    SERVICE = "service"


class Scope(StrEnum):
    """Where a role must hold for an endpoint to answer."""

    MUNICIPALITY = "municipality"  # in the municipality of the path
    ANY = "any"  # in some municipality: the answer is bounded by the viewer's municipalities
    NONE = "none"  # anywhere: the answer is not about municipalities (figures of a process, lists of codes)
