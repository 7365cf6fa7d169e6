"""Every endpoint of the services, found in their OpenAPI documents, and what is expected of each.

A new endpoint is found by itself, and the tests fail until `EXPECTED` says who may call it and with what.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

import httpx

from tests.demo.running import RunningDemo

SERVICES: Final = ("intake", "assessment", "planning", "activities", "reporting", "portal")
PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
NOWHERE: Final = UUID("5e9a0000-0000-4000-8000-000000000000")
"""The namespace of ids that nothing has."""

CASEWORKER, ADVISER, LEADER = "caseworker", "adviser", "activity_leader"
OFFICIAL, EMPLOYMENT = "assessment_official", "employment_authority"
COUNTY, PARTNER, NATIONAL = "wellbeing_county", "partner", "national_answerer"
UNIT, AUDITOR, OPERATOR = "integration_unit", "auditor", "operator"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of a service; `body` is the JSON Schema of its body with every reference in it resolved."""

    service: str
    url: str
    method: str
    path: str
    operation: Mapping[str, Any] = field(repr=False)
    body: Mapping[str, Any] | None = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    @property
    def slots(self) -> tuple[str, ...]:
        """The names in the path's braces."""
        return tuple(PLACEHOLDER.findall(self.path))

    @property
    def ids(self) -> tuple[str, ...]:
        """Those that name a thing in a municipality."""
        return tuple(name for name in self.slots if name != "municipality")

    @property
    def queries(self) -> dict[str, Mapping[str, Any]]:
        return {one["name"]: one["schema"] for one in self.operation.get("parameters", ()) if one["in"] == "query"}

    @property
    def public(self) -> bool:
        return "x-access" not in self.operation

    @property
    def command(self) -> bool:
        """Whether it takes an Idempotency-Key."""
        return any(one["name"] == "Idempotency-Key" for one in self.operation.get("parameters", ()))

    def at(self, municipality: str, things: Mapping[str, str]) -> str:
        """Its address in `municipality`, with the ids of `things`."""
        return self.url + PLACEHOLDER.sub(lambda found: {"municipality": municipality, **things}[found[1]], self.path)


@dataclass(frozen=True, slots=True)
class Expected:
    """Who may call an endpoint, and a good body for it; `{name}` in a value stands for the thing of that name."""

    roles: frozenset[str] = frozenset()
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)

    def filled(self, things: Mapping[str, str]) -> Any:
        return filled(self.body, things)


def filled(value: Any, things: Mapping[str, str]) -> Any:
    """`value` with `{name}` replaced in its texts."""
    match value:
        case dict():
            return {name: filled(inner, things) for name, inner in value.items()}
        case list():
            return [filled(inner, things) for inner in value]
        case str():
            return PLACEHOLDER.sub(lambda found: things[found[1]], value)
        case _:
            return value


def _by(*roles: str, body: Any = None, **query: str) -> Expected:
    return Expected(frozenset(roles), body, query)


_PERSON: Final = {"family_name": "{family_name}", "given_names": "{given_names}", "birth_date": "{birth_date}"}
_PLAN: Final = {"months": 12, "goals": ["Suomen kieli B1"], "measures": ["Kielikurssi"]}
_CASE: Final = "/municipalities/{municipality}/cases/{case}"
_GROUPS: Final = "/municipalities/{municipality}/groups"
_NOTICES: Final = "/municipalities/{municipality}/notices"
_NOTICE: Final = {
    "source": "employer",
    "persons": 12,
    "sector": "greenhouses",
    "languages": ["ukr"],
    "expected_on": "{soon}",
    "contact": {"organisation": "Växthus Ab Exempel", "name": "Åsa Esimerkki"},
}
_WORDS: Final = {"fi": "Kursseille ei ole lastenhoitoa.", "sv": "Det finns ingen barnvård under kurserna."}
_ESCALATION: Final = {"solution": "common_funding", "summary": _WORDS}
_DECISION: Final = {"decision": "will_be_removed", "answer": _WORDS}
_WORKERS: Final = (CASEWORKER, ADVISER, OFFICIAL)
_ANSWERERS: Final = (CASEWORKER, EMPLOYMENT, ADVISER, LEADER, COUNTY, PARTNER)
_NETWORK: Final = (LEADER, *_WORKERS, EMPLOYMENT, "partner", UNIT, AUDITOR)
_POINTS: Final = "/municipalities/{municipality}/service-points"
_POINT: Final = {
    "name": {"fi": "Neuvontapiste", "sv": "Rådgivningen"},
    "address": "Rantakatu 16",
    "hours": {"weekly": [{"days": ["Mo"], "opens": "09:00", "closes": "16:00"}]},
}
_PROJECTS: Final = "/municipalities/{municipality}/projects"
_ORGANISATIONS: Final = "/municipalities/{municipality}/organisations"
_PROJECT: Final = {
    "name": {"fi": "Hanke", "sv": "Projekt"},
    "funder": "AMIF",
    "number": "1",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "themes": ["work"],
}
_MODELS: Final = "/municipalities/{municipality}/assessment-models"
_NO_TEST: Final = "5e9a0000-0000-4000-8000-00000000000a"
_NAMED: Final = {"fi": "Oma", "sv": "Egen", "en": "Own"}
_PACKAGE: Final = {
    "format": "kotopolku-assessment-model/1",
    "model": {
        "code": "own",
        "version": 1,
        "weight": "light",
        "name": _NAMED,
        "source": "Oma",
        "sections": [{"code": "a", "title": _NAMED, "questions": [{"code": "q", "kind": "yes_no", "text": _NAMED}]}],
    },
}
_CONCERNS: Final = "/municipalities/{municipality}/concerns"
_QUOTA: Final = "/municipalities/{municipality}/quota-groups"
_STANDING: Final = {
    f"{service} GET {path}": expected
    for service in SERVICES
    for path, expected in (("/livez", Expected()), ("/readyz", Expected()), ("/metrics", _by(OPERATOR)))
}

_SAID: Final = {"fi": "Kielikahvila", "sv": "Språkcafé"}
_OWNER: Final = {"name": "Kaupunki", "business_id": "0209602-6"}
_DETAILS: Final = {
    "name": _SAID,
    "description": _SAID,
    "kind": "third_sector",
    "needs": ["language"],
    "languages": ["fin"],
    "serves": ["905"],
}
_DIRECTORY_OF: Final = "/municipalities/{municipality}"
_LED: Final = (LEADER, CASEWORKER, ADVISER)
_DIRECTORY: Final = {
    f"activities POST {_DIRECTORY_OF}/services": _by(*_LED, body={**_DETAILS, "owner": _OWNER}),
    f"activities POST {_DIRECTORY_OF}/services/{{service_id}}/details": _by(*_LED, body=_DETAILS),
    f"activities POST {_DIRECTORY_OF}/services/{{service_id}}/owner": _by(
        *_LED, body={"owner": _OWNER, "from_on": "{today}"}
    ),
    f"activities POST {_DIRECTORY_OF}/services/{{service_id}}/end": _by(*_LED, body={}),
    f"activities POST {_DIRECTORY_OF}/potentials": _by(
        *_LED,
        body={
            "provider": _OWNER,
            "description": _SAID,
            "needs": ["hobbies"],
            "languages": ["fin"],
            "from_on": "{today}",
        },
    ),
    f"activities POST {_DIRECTORY_OF}/potentials/{{potential}}/taken-up": _by(*_LED, body={"service_id": str(NOWHERE)}),
    f"activities POST {_DIRECTORY_OF}/potentials/{{potential}}/withdraw": _by(*_LED, body={}),
    f"activities POST {_DIRECTORY_OF}/needs": _by(*_LED, OFFICIAL, body={"need": "housing", "source": "assessment"}),
    f"activities POST {_DIRECTORY_OF}/owned/{{thing}}/owner": _by(
        *_LED, body={"asset": "group", "title": _SAID, "owner": _OWNER}
    ),
    f"activities POST {_DIRECTORY_OF}/owned/{{thing}}/wind-up": _by(*_LED, body={}),
    f"reporting GET {_DIRECTORY_OF}/services": _by(*_NETWORK),
    f"reporting GET {_DIRECTORY_OF}/services/hsds": _by(*_NETWORK),
    f"reporting GET {_DIRECTORY_OF}/supply": _by(LEADER, *_WORKERS, UNIT, AUDITOR),
    f"reporting GET {_DIRECTORY_OF}/handovers": _by(LEADER, *_WORKERS, UNIT, AUDITOR),
    f"reporting GET {_DIRECTORY_OF}/potentials": _by(*_NETWORK),
}

_WORK: Final = (CASEWORKER, ADVISER, EMPLOYMENT)
_CLERKS: Final = (*_WORKERS, EMPLOYMENT)
_OF_CASE: Final = "/municipalities/{municipality}/cases/{case}"
_VACANCIES: Final = "/municipalities/{municipality}/vacancies"
_PATHWAYS: Final = {
    f"activities POST {_OF_CASE}/work-sought": _by(*_WORK, body={"sectors": ["care"], "skills": ["cooking"]}),
    f"activities POST {_OF_CASE}/support": _by(*_LED, body={"service_id": str(NOWHERE)}),
    f"activities POST {_OF_CASE}/support/{{offer}}/answer": _by(*_LED, body={"accepted": True}),
    f"activities POST {_OF_CASE}/placements": _by(*_WORK, body={"kind": "trial", "employer": "Kaupunki"}),
    f"activities POST {_OF_CASE}/placements/{{placement}}/end": _by(*_WORK, body={"outcome": "job"}),
    f"activities POST {_OF_CASE}/mentoring": _by(*_LED, body={"name": "Maija Mentori"}),
    f"activities POST {_OF_CASE}/mentoring/{{pairing}}/meetings": _by(*_LED, body={}),
    f"activities POST {_OF_CASE}/mentoring/{{pairing}}/end": _by(*_LED, body={"outcome": "goal"}),
    f"activities POST {_VACANCIES}": _by(
        *_WORK,
        LEADER,
        body={"employer": _OWNER, "title": _SAID, "sector": "care", "from_on": "{soon}"},
    ),
    f"activities POST {_VACANCIES}/{{vacancy}}/candidates": _by(*_WORK, body={"case": "{case}"}),
    f"activities POST {_VACANCIES}/{{vacancy}}/candidates/{{candidacy}}/accept": _by(*_WORK, body={}),
    f"activities POST {_VACANCIES}/{{vacancy}}/candidates/{{candidacy}}/decline": _by(
        *_WORK, body={"by": "employer", "cause": "language"}
    ),
    f"activities POST {_VACANCIES}/{{vacancy}}/close": _by(*_WORK, LEADER, body={}),
    f"reporting GET {_VACANCIES}": _by(*_NETWORK),
    f"reporting GET {_VACANCIES}/{{vacancy}}/candidates": _by(*_CLERKS),
    "reporting GET /municipalities/{municipality}/candidacies": _by(*_CLERKS),
    f"reporting GET {_OF_CASE}/pathway": _by(LEADER, *_CLERKS),
    "reporting GET /municipalities/{municipality}/unsupported": _by(LEADER, *_WORKERS),
}

_COORDINATORS: Final = (UNIT, CASEWORKER, ADVISER, LEADER)
_TRAININGS: Final = "/municipalities/{municipality}/trainings"
_STRATEGIES: Final = "/municipalities/{municipality}/strategies"
_ACTIONS: Final = "/municipalities/{municipality}/actions"
_PROGRAMME: Final = "/municipalities/{municipality}/programme"
_COOPERATION: Final = "/municipalities/{municipality}/networks"
_PRACTICES: Final = "/municipalities/{municipality}/practices"
_POLICIES: Final = "/municipalities/{municipality}/policies"
_BULLETINS: Final = "/municipalities/{municipality}/bulletins"
_READINESS: Final = "/municipalities/{municipality}/readiness"
_PLACE: Final = {"country": "PT", "region": "Fundão", "organisation": "Município do Fundão"}
_PRACTICE: Final = {
    "place": _PLACE,
    "theme": "work",
    "description": dict.fromkeys(("name", "problem", "solution", "for_whom", "resources", "evidence"), _SAID),
}
_EVERYBODY: Final = (*_NETWORK, COUNTY, NATIONAL)
_COORDINATED: Final = {
    f"activities POST {path}": _by(*_COORDINATORS, body=body)
    for path, body in (
        (_TRAININGS, {"topic": _SAID, "audiences": ["employers"], "people": 5}),
        (
            f"{_TRAININGS}/{{training}}/agree",
            {"kind": "training", "package": _SAID, "provider": "Opisto", "planned_on": "{soon}", "hours": 3},
        ),
        (f"{_TRAININGS}/{{training}}/offer", {"audiences": ["employers"], "places": 10}),
        (f"{_TRAININGS}/{{training}}/hold", {"turnout": [{"audience": "employers", "people": 5}]}),
        (f"{_TRAININGS}/{{training}}/ratings", {"ratings": [{"audience": "employers", "score": 4}]}),
        (_STRATEGIES, {"title": _SAID}),
        (
            f"{_STRATEGIES}/{{strategy}}/workshops",
            {"stage": "current_state", "attendees": [{"kind": "employers", "people": 3}]},
        ),
        (f"{_STRATEGIES}/{{strategy}}/outcomes/{{outcome}}/action", {"owner": "Kunta", "due_on": "{soon}"}),
        (f"{_ACTIONS}/{{action}}/done", {}),
        (f"{_ACTIONS}/{{action}}/postpone", {"due_on": "{soon}", "reason": _SAID}),
        (
            f"{_PROGRAMME}/versions",
            {
                "title": _SAID,
                "adopted_on": "{today}",
                "adopted_by": "Valtuusto",
                "valid_from": "{today}",
                "valid_to": "{soon}",
                "goals": [{"code": "work", "text": _SAID}],
            },
        ),
        (f"{_PROGRAMME}/measurements", {"goal": "work", "indicator": "share", "amount": "1"}),
        (_COOPERATION, {"kind": "cooperation", "name": _SAID}),
        (f"{_COOPERATION}/{{network}}/members", {"name": "Seurakunta", "kind": "congregation"}),
        (f"{_COOPERATION}/{{network}}/members/{{member}}/leave", {}),
        (f"{_COOPERATION}/{{network}}/calendar", {"first": "{soon}", "place": "Kirjasto"}),
        (f"{_COOPERATION}/{{network}}/meetings", {"decisions": [_SAID]}),
        (f"{_COOPERATION}/{{network}}/needs", {"what": _SAID, "owner": "Kunta"}),
        (f"{_COOPERATION}/{{network}}/needs/{{need}}/review", {"status": "met"}),
        (_PRACTICES, _PRACTICE),
        # A practice is everybody's to know, to visit and to adopt: its id gives nothing away, so nobody's is attacked.
        (f"{_PRACTICES}/{{practice}}/editions", _PRACTICE),
        (f"{_PRACTICES}/{{practice}}/visits", {"visitors": _PLACE, "people": 2, "lessons": [_SAID]}),
        (f"{_PRACTICES}/{{practice}}/adoptions", {"place": _PLACE, "adaptation": _SAID}),
        (f"{_PRACTICES}/{{practice}}/results", {"indicator": "days", "unit": "d", "before": "2", "after": "1"}),
        (
            _POLICIES,
            {"instrument": _SAID, "level": "region", "addressed_to": "Liitto", "proposal": _SAID},
        ),
        (
            f"{_POLICIES}/{{policy}}/decision",
            {"decision": "accepted", "decided_by": "Liitto", "grounds": _SAID},
        ),
        (f"{_POLICIES}/{{policy}}/change", {"change": _SAID, "in_force_on": "{soon}", "reference": "Luku 4"}),
        (_BULLETINS, {"audiences": ["staff"], "topic": "work", "title": _SAID, "text": _SAID}),
        (f"{_BULLETINS}/{{bulletin}}/translations", {"language": "en", "title": "News"}),
        (f"{_BULLETINS}/{{bulletin}}/publish", {"valid_to": "{soon}"}),
        (f"{_BULLETINS}/{{bulletin}}/withdraw", {}),
        (f"{_BULLETINS}/{{bulletin}}/shown", {"people": 3}),
        (_READINESS, {"reason": "study"}),
        (f"{_READINESS}/items", {"reason": "study", "code": "bikes", "what": _SAID}),
        (f"{_READINESS}/answers", {"reason": "study", "code": "housing", "answer": "gap", "owner": "Kunta"}),
    )
} | {
    f"activities POST {_BULLETINS}/{{bulletin}}/seen": _by(
        *_COORDINATORS, OFFICIAL, EMPLOYMENT, COUNTY, PARTNER, body={}
    ),
    f"reporting GET {_TRAININGS}": _by(*_NETWORK),
    "reporting GET /training-figures": _by(UNIT, AUDITOR),
    f"reporting GET {_STRATEGIES}": _by(*_NETWORK),
    f"reporting GET {_ACTIONS}": _by(*_NETWORK),
    "reporting GET /action-figures": _by(UNIT, AUDITOR),
    f"reporting GET {_PROGRAMME}": _by(*_NETWORK),
    f"reporting GET {_PROGRAMME}/comparison": _by(*_NETWORK),
    f"reporting GET {_COOPERATION}": _by(*_NETWORK),
    f"reporting GET {_COOPERATION}/{{network}}": _by(*_NETWORK),
    f"reporting GET {_COOPERATION}/{{network}}/meetings/{{meeting}}/minutes": _by(LEADER, *_WORKERS, UNIT),
    "reporting GET /networks": _by(UNIT, AUDITOR),
    "reporting GET /municipalities/{municipality}/calendar": _by(*_NETWORK),
    "reporting GET /practices": _by(*_EVERYBODY),
    "reporting GET /practices/{practice}": _by(*_EVERYBODY),
    "reporting GET /practices/{practice}/trail": _by(*_EVERYBODY),
    "reporting GET /policies": _by(*_EVERYBODY),
    f"reporting GET {_BULLETINS}": _by(*_NETWORK, COUNTY),
    f"reporting GET {_BULLETINS}/written": _by(LEADER, *_WORKERS, UNIT),
    f"reporting GET {_READINESS}": _by(*_NETWORK),
    "reporting GET /readiness": _by(UNIT, AUDITOR),
}

_GROUP_OF: Final = "/municipalities/{municipality}/groups/{group}"
_RATED: Final = {"participant": str(NOWHERE), "language": 2, "inclusion": 2, "work_ability": 2, "digital": 2}
_SEASONS: Final = {
    f"activities POST {_GROUP_OF}/plan": _by(
        *_LED,
        body={"sessions": [{"on": "{soon}", "begins": "17:30", "place": "Talo", "leader": "Opisto"}]},
    ),
    f"activities POST {_GROUP_OF}/sessions/{{session}}/headcount": _by(*_LED, body={"people": 9}),
    f"activities POST {_GROUP_OF}/organisers": _by(*_LED, body={"organiser": _OWNER}),
    f"activities POST {_GROUP_OF}/wishes": _by(*_LED, body={"wishes": [str(NOWHERE)]}),
    f"activities POST {_GROUP_OF}/guests": _by(*_LED, body={"kind": "newcomer"}),
    f"activities POST {_GROUP_OF}/guests/{{guest}}/leave": _by(*_LED, body={}),
    f"activities POST {_GROUP_OF}/effect": _by(*_LED, body={**_RATED, "phase": "before"}),
    "activities POST /municipalities/{municipality}/wishes": _by(*_LED, body={"need": "language"}),
    f"reporting GET {_GROUP_OF}/season": _by(LEADER, *_WORKERS),
    "reporting GET /municipalities/{municipality}/wishes": _by(LEADER, *_WORKERS),
    "reporting GET /municipalities/{municipality}/effects": _by(LEADER, *_WORKERS, UNIT, AUDITOR),
}

EXPECTED: Final[Mapping[str, Expected]] = {
    **_STANDING,
    **_COORDINATED,
    "intake POST /municipalities/{municipality}/arrivals": _by(
        CASEWORKER, ADVISER, body={**_PERSON, "reason": "work", "arrived_on": "{today}"}
    ),
    f"intake POST {_CASE}/corrections": _by(CASEWORKER, ADVISER, body=_PERSON),
    f"intake POST {_CASE}/transfers": _by(CASEWORKER, body={"receiver": "179", "expires_on": "{soon}"}),
    "intake POST /municipalities/{municipality}/transfers/{case}/{offer}/accept": _by(CASEWORKER, body={}),
    "intake POST /municipalities/{municipality}/transfers/{case}/{offer}/decline": _by(
        CASEWORKER, body={"reason": "no_capacity"}
    ),
    "intake POST /municipalities/{municipality}/reception-clients": _by(
        CASEWORKER,
        ADVISER,
        PARTNER,
        body={
            **_PERSON,
            "reason": "intl",
            "arrived_on": "{today}",
            "centre": "vastaanottokeskus",
            "consent": {"form": "written", "valid_until": "{soon}"},
        },
    ),
    f"intake POST {_CASE}/transfers/{{offer}}/withdraw": _by(CASEWORKER, body={"reason": "stays"}),
    f"intake POST {_CASE}/home-municipality": _by(CASEWORKER, ADVISER, body={}),
    f"intake POST {_CASE}/authority": _by(CASEWORKER, EMPLOYMENT, body={"to": "employment"}),
    f"intake POST {_CASE}/integration-language/information": _by(
        CASEWORKER, ADVISER, OFFICIAL, EMPLOYMENT, body={"given_in": "prs"}
    ),
    f"intake POST {_CASE}/integration-language": _by(
        CASEWORKER, ADVISER, OFFICIAL, EMPLOYMENT, body={"language": "sv"}
    ),
    f"intake POST {_CASE}/abroad": _by(CASEWORKER, ADVISER, body={}),
    f"intake POST {_CASE}/back": _by(CASEWORKER, ADVISER, body={}),
    f"intake POST {_CASE}/close": _by(CASEWORKER, PARTNER, body={"reason": "served"}),
    f"intake POST {_CASE}/reopen": _by(CASEWORKER, body={}),
    f"intake POST {_CASE}/merges": _by(CASEWORKER, body={"other_case": "{link}"}),
    f"intake POST {_CASE}/merges/{{merge}}/undo": _by(CASEWORKER, body={}),
    f"intake POST {_CASE}/household": _by(
        CASEWORKER, ADVISER, OFFICIAL, body={"relation": "repres", "contact": {"name": "Edustaja Esimerkki"}}
    ),
    f"intake POST {_CASE}/household/{{link}}/end": _by(CASEWORKER, ADVISER, OFFICIAL, body={}),
    f"intake POST {_NOTICES}": _by(CASEWORKER, ADVISER, PARTNER, body=_NOTICE),
    f"intake POST {_NOTICES}/{{notice}}/acknowledge": _by(CASEWORKER, ADVISER, body={}),
    f"intake POST {_NOTICES}/{{notice}}/withdraw": _by(CASEWORKER, ADVISER, PARTNER, body={}),
    f"intake POST {_NOTICES}/{{notice}}/tasks": _by(CASEWORKER, ADVISER, body={"kind": "school", "due_on": "{soon}"}),
    f"intake POST {_NOTICES}/{{notice}}/tasks/{{task}}/assign": _by(
        CASEWORKER, ADVISER, body={"owner": "Asuntosihteeri", "due_on": "{soon}"}
    ),
    f"intake POST {_NOTICES}/{{notice}}/tasks/{{task}}/done": _by(CASEWORKER, ADVISER, body={}),
    "intake POST /municipalities/{municipality}/suspicions/{suspicion}/dismiss": _by(
        CASEWORKER, body={"reason": "different_people"}
    ),
    f"intake POST {_CASE}/consents": _by(
        CASEWORKER,
        ADVISER,
        OFFICIAL,
        EMPLOYMENT,
        body={
            "purpose": "referral",
            "receiver": {"kind": "municipality", "id": "598"},
            "form": "written",
            "valid_until": "{soon}",
        },
    ),
    f"intake POST {_CASE}/consents/{{consent}}/withdraw": _by(CASEWORKER, ADVISER, OFFICIAL, EMPLOYMENT, body={}),
    f"intake POST {_CASE}/protection": _by(CASEWORKER, body={"kind": "nondisc"}),
    f"intake POST {_CASE}/protection/lift": _by(CASEWORKER, body={}),
    f"intake POST {_CASE}/protection/officials": _by(CASEWORKER, body={"official": "official-17"}),
    f"intake POST {_CASE}/protection/officials/remove": _by(CASEWORKER, body={"official": "official-17"}),
    f"reporting GET {_CASE}/protection": _by(*_WORKERS, AUDITOR),
    f"reporting GET {_CASE}/consents": _by(*_WORKERS, EMPLOYMENT),
    "intake POST /municipalities/{municipality}/guidance": _by(ADVISER, CASEWORKER, body={"themes": ["housing"]}),
    f"intake POST {_CASE}/guidance": _by(ADVISER, CASEWORKER, body={"themes": ["housing"]}),
    f"intake POST {_POINTS}": _by(ADVISER, CASEWORKER, UNIT, body=_POINT),
    f"intake POST {_POINTS}/{{point}}/hours": _by(ADVISER, CASEWORKER, UNIT, body={"hours": _POINT["hours"]}),
    f"intake POST {_POINTS}/{{point}}/close": _by(ADVISER, CASEWORKER, UNIT, body={}),
    "reporting GET /municipalities/{municipality}/guidance": _by(LEADER, *_WORKERS, UNIT),
    "reporting GET /guidance": _by(UNIT, AUDITOR),
    "reporting POST /municipalities/{municipality}/guidance/linked": _by(
        ADVISER, CASEWORKER, body={"code": "0000-0000-0000"}
    ),
    f"reporting GET {_POINTS}": _by(*_NETWORK),
    f"reporting GET {_POINTS}/{{point}}/open": _by(*_NETWORK),
    f"intake POST {_CASE}/outreach/groups": _by(CASEWORKER, body={"groups": ["home"]}),
    f"intake POST {_CASE}/outreach": _by(
        CASEWORKER, ADVISER, body={"channel": "phone", "language": "ara", "outcome": "invited"}
    ),
    "reporting GET /municipalities/{municipality}/outreach": _by(CASEWORKER, ADVISER),
    "reporting GET /outreach": _by(UNIT, AUDITOR),
    f"intake POST {_CASE}/appointments": _by(
        *_WORKERS, body={"on": "{soon}", "starts_at": "14:30", "place": "Rantakatu 16", "language": "som"}
    ),
    f"intake POST {_CASE}/appointments/{{appointment}}/cancel": _by(*_WORKERS, body={"by": "client"}),
    f"intake POST {_CASE}/appointments/{{appointment}}/outcome": _by(*_WORKERS, body={"attendance": "there"}),
    "reporting GET /municipalities/{municipality}/appointments": _by(*_WORKERS),
    f"intake POST {_PROJECTS}": _by(UNIT, CASEWORKER, ADVISER, body=_PROJECT),
    f"intake POST {_PROJECTS}/{{project}}/amend": _by(
        UNIT, CASEWORKER, ADVISER, body={"ends_on": "2027-12-31", "themes": ["work"]}
    ),
    f"intake POST {_PROJECTS}/{{project}}/results": _by(
        UNIT,
        CASEWORKER,
        ADVISER,
        body={"title": {"fi": "Malli", "sv": "Modell"}, "summary": {"fi": "Käytössä.", "sv": "I bruk."}},
    ),
    f"intake POST {_ORGANISATIONS}": _by(
        UNIT, CASEWORKER, ADVISER, body={"name": "Opisto", "kind": "education", "themes": ["work"]}
    ),
    f"intake POST {_ORGANISATIONS}/{{organisation}}/contacts": _by(
        UNIT, CASEWORKER, ADVISER, body={"name": "Åsa Esimerkki", "email": "asa@example.fi"}
    ),
    f"intake POST {_ORGANISATIONS}/{{organisation}}/contacts/{{contact}}/remove": _by(
        UNIT, CASEWORKER, ADVISER, body={}
    ),
    "reporting GET /projects": _by(*_NETWORK),
    "reporting GET /organisations": _by(*_NETWORK),
    "reporting GET /units": _by(*_NETWORK),
    "reporting GET /caseload": _by(UNIT, AUDITOR),
    f"intake POST {_CASE}/compensation": _by(CASEWORKER, body={"ground": "quota", "began_on": "{today}"}),
    f"intake POST {_CASE}/compensation/extend": _by(CASEWORKER, body={"ends_on": "2035-01-01", "decision": "KEHA"}),
    f"intake POST {_CASE}/compensation/end": _by(CASEWORKER, body={"reason": "citizen"}),
    "reporting GET /municipalities/{municipality}/compensation": _by(CASEWORKER),
    f"intake POST {_CONCERNS}": _by(
        CASEWORKER,
        ADVISER,
        OFFICIAL,
        LEADER,
        EMPLOYMENT,
        "privacy_officer",
        body={"kind": "wages", "words": "Palkka maksetaan käteisenä."},
    ),
    f"intake POST {_CONCERNS}/{{concern}}/entrust": _by("privacy_officer", body={"official": "official-7"}),
    f"intake POST {_CONCERNS}/{{concern}}/conclude": _by(
        "privacy_officer", CASEWORKER, OFFICIAL, EMPLOYMENT, body={"outcome": "passed"}
    ),
    f"reporting GET {_CONCERNS}": _by("privacy_officer", CASEWORKER, OFFICIAL, EMPLOYMENT),
    "intake POST /municipalities/{municipality}/places": _by(CASEWORKER, UNIT, body={"year": 2026, "places": 30}),
    f"intake POST {_QUOTA}": _by(CASEWORKER, UNIT, body={"number": "KP-2026-3"}),
    f"intake POST {_QUOTA}/{{group}}/families": _by(CASEWORKER, UNIT, body={"receiver": "743", "persons": 5}),
    f"intake POST {_QUOTA}/{{group}}/families/{{family}}/take": _by(CASEWORKER, UNIT, body={"year": 2026}),
    f"intake POST {_QUOTA}/{{group}}/families/{{family}}/decline": _by(CASEWORKER, UNIT, body={"reason": "housing"}),
    "reporting GET /municipalities/{municipality}/places": _by(CASEWORKER, UNIT),
    "reporting GET /places": _by(UNIT, AUDITOR),
    f"assessment POST {_CASE}/assessment/start": _by(OFFICIAL, CASEWORKER, body={}),
    f"assessment POST {_CASE}/assessment/complete": _by(OFFICIAL, CASEWORKER, body={"plan_needed": True}),
    f"assessment POST {_CASE}/assessment/waive": _by(OFFICIAL, CASEWORKER, body={"reason": "noneed"}),
    f"assessment POST {_CASE}/assessment/answers": _by(
        OFFICIAL, CASEWORKER, body={"answer_set": 0, "answers": {"literacy": "basic"}}
    ),
    f"assessment POST {_CASE}/assessment/interpreter": _by(
        OFFICIAL, CASEWORKER, body={"booked_for": "{soon}", "language": "rus"}
    ),
    f"assessment POST {_CASE}/assessment/again": _by(OFFICIAL, CASEWORKER, body={}),
    f"assessment GET {_MODELS}": _by(UNIT, *_WORKERS),
    f"assessment GET {_MODELS}/package": _by(UNIT, *_WORKERS, model="statutory", version="1"),
    f"assessment POST {_MODELS}/drafts": _by(UNIT, OFFICIAL, CASEWORKER, body=_PACKAGE),
    f"assessment POST {_MODELS}/publish": _by(UNIT, OFFICIAL, CASEWORKER, body={"model": "own", "version": 1}),
    f"assessment POST {_MODELS}/adopt": _by(
        UNIT, OFFICIAL, CASEWORKER, body={"model": "statutory", "version": 1, "language": "sv"}
    ),
    f"assessment POST {_CASE}/language-tests": _by(
        *_WORKERS, body={"point": "Testipiste", "language": "swe", "booked_for": "{soon}"}
    ),
    f"assessment POST {_CASE}/language-tests/invite": _by(
        *_WORKERS, body={"test": _NO_TEST, "channel": "sms", "language": "rus"}
    ),
    f"assessment POST {_CASE}/language-tests/cancel": _by(*_WORKERS, body={"test": _NO_TEST}),
    f"assessment POST {_CASE}/language-tests/missed": _by(*_WORKERS, body={"test": _NO_TEST}),
    f"assessment POST {_CASE}/language-tests/result": _by(
        *_WORKERS, body={"test": _NO_TEST, "scale": "cefr", "skills": {"reading": "A1.1"}}
    ),
    "assessment GET /skills-vocabulary": _by(*_WORKERS, LEADER, EMPLOYMENT, PARTNER),
    f"assessment POST {_CASE}/skills/start": _by(*_WORKERS, body={}),
    f"assessment POST {_CASE}/skills": _by(*_WORKERS, body={"licences": ["B"]}),
    f"assessment POST {_CASE}/skills/end": _by(*_WORKERS, body={"ground": "refused"}),
    f"assessment POST {_CASE}/area-visits": _by(*_WORKERS, body={"area": "403"}),
    f"assessment POST {_CASE}/suitability": _by(*_WORKERS, body={"area": "403", "interest": 3, "suits": "well"}),
    "assessment POST /municipalities/{municipality}/forecasts": _by(
        PARTNER,
        *_WORKERS,
        body={"centre": "Keskus", "service": "housing", "quarter": "2026Q4", "present": 5, "coming": 6},
    ),
    f"planning POST {_CASE}/plan": _by(CASEWORKER, EMPLOYMENT, body=_PLAN),
    f"planning POST {_CASE}/plan/update": _by(CASEWORKER, EMPLOYMENT, body=_PLAN),
    f"planning POST {_CASE}/plan/agree": _by(CASEWORKER, EMPLOYMENT, body={}),
    f"planning POST {_CASE}/referrals": _by(CASEWORKER, EMPLOYMENT, ADVISER, body={"group": "{group}"}),
    f"planning POST {_CASE}/referrals/{{referral}}/decline": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, LEADER, body={"reason": "client_declined"}
    ),
    f"planning POST {_CASE}/referrals/{{referral}}/complete": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, LEADER, body={"outcome": "completed"}
    ),
    f"planning POST {_CASE}/plan/agreements": _by(CASEWORKER, EMPLOYMENT, body={"party": "client"}),
    f"planning POST {_CASE}/plan/child-view": _by(CASEWORKER, EMPLOYMENT, body={"view": "Haluan pelata"}),
    f"planning POST {_CASE}/plan/goals": _by(CASEWORKER, EMPLOYMENT, body={"text": "Suomen kieli B1"}),
    f"planning POST {_CASE}/plan/goals/{{goal}}/reach": _by(CASEWORKER, EMPLOYMENT, body={}),
    f"planning POST {_CASE}/plan/goals/{{goal}}/drop": _by(CASEWORKER, EMPLOYMENT, body={"reason": "changed_wish"}),
    f"planning POST {_CASE}/plan/measures": _by(CASEWORKER, EMPLOYMENT, body={"text": "Kielikurssi"}),
    f"planning POST {_CASE}/plan/measures/{{measure}}/done": _by(CASEWORKER, EMPLOYMENT, body={}),
    f"planning POST {_CASE}/plan/review": _by(CASEWORKER, EMPLOYMENT, body={}),
    f"planning POST {_CASE}/plan/extend": _by(CASEWORKER, EMPLOYMENT, body={"months": 6}),
    f"planning POST {_CASE}/plan/end": _by(CASEWORKER, EMPLOYMENT, body={"reason": "goals_reached"}),
    f"planning POST {_CASE}/service-referrals": _by(CASEWORKER, EMPLOYMENT, ADVISER, body={"services": [str(NOWHERE)]}),
    f"planning POST {_CASE}/service-referrals/{{referral}}/accept": _by(*_ANSWERERS, body={}),
    f"planning POST {_CASE}/service-referrals/{{referral}}/decline": _by(*_ANSWERERS, body={"reason": "full"}),
    f"planning POST {_CASE}/service-referrals/{{referral}}/start": _by(*_ANSWERERS, body={}),
    f"planning POST {_CASE}/service-referrals/{{referral}}/complete": _by(*_ANSWERERS, body={"outcome": "completed"}),
    f"planning POST {_CASE}/service-referrals/{{referral}}/accompany": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, body={"by": "volunteer"}
    ),
    f"planning POST {_CASE}/service-referrals/{{referral}}/revoke": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, body={"reason": "need_changed"}
    ),
    f"planning POST {_CASE}/applications": _by(CASEWORKER, EMPLOYMENT, ADVISER, body={"to": "vocational"}),
    f"planning POST {_CASE}/applications/{{application}}/answer": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, body={"outcome": "admitted"}
    ),
    f"planning POST {_CASE}/paths": _by(CASEWORKER, EMPLOYMENT, ADVISER, body={"kind": "ohjaamo"}),
    f"planning POST {_CASE}/paths/{{path}}/end": _by(CASEWORKER, EMPLOYMENT, ADVISER, body={"outcome": "education"}),
    f"planning POST {_CASE}/next-step": _by(CASEWORKER, EMPLOYMENT, ADVISER, body={"kind": "work"}),
    f"planning POST {_CASE}/orientation": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, LEADER, body={"theme": "work", "minutes": 60}
    ),
    f"planning POST {_CASE}/plan/documents": _by(CASEWORKER, EMPLOYMENT, body={}),
    f"planning POST {_CASE}/barriers": _by(
        CASEWORKER, EMPLOYMENT, ADVISER, body={"theme": "family", "solution": "local_structure"}
    ),
    "planning POST /municipalities/{municipality}/barriers/{theme}/escalate": _by(UNIT, body=_ESCALATION),
    "planning POST /municipalities/{municipality}/barriers/{theme}/answer": _by(UNIT, body=_DECISION),
    "planning POST /barriers/{barrier}/escalate": _by(UNIT, body=_ESCALATION),
    "planning POST /barriers/{barrier}/answer": _by(UNIT, NATIONAL, body=_DECISION),
    f"activities POST {_GROUPS}": _by(
        LEADER,
        CASEWORKER,
        ADVISER,
        body={"title": {"fi": "Kahvila", "sv": "Kafé"}, "language": "fin", "places": 5, "starts_on": "{today}"},
    ),
    f"activities POST {_GROUPS}/{{group}}/sessions": _by(LEADER, CASEWORKER, ADVISER, body={}),
    f"activities POST {_GROUPS}/{{group}}/sessions/{{session}}/attendance": _by(
        LEADER, CASEWORKER, ADVISER, body={"attendance": [{"case": "{case}", "present": True}]}
    ),
    **_DIRECTORY,
    **_PATHWAYS,
    f"reporting GET {_CASE}/assessment": _by(*_WORKERS),
    f"reporting GET {_CASE}/language-tests": _by(*_WORKERS, EMPLOYMENT),
    f"reporting GET {_CASE}/skills": _by(*_WORKERS, EMPLOYMENT),
    f"reporting GET {_CASE}/suitability": _by(*_WORKERS),
    "reporting GET /municipalities/{municipality}/breaches": _by(*_WORKERS, AUDITOR),
    "reporting GET /municipalities/{municipality}/forecasts": _by(LEADER, *_WORKERS, PARTNER),
    "reporting GET /assessment-models": _by(UNIT, AUDITOR, OFFICIAL, CASEWORKER),
    "reporting GET /suitability": _by(UNIT, AUDITOR),
    "reporting GET /forecasts": _by(UNIT, AUDITOR),
    f"reporting GET {_CASE}/plan": _by(*_WORKERS, EMPLOYMENT),
    f"reporting GET {_CASE}/plan/documents/{{number}}": _by(*_WORKERS, EMPLOYMENT),
    f"reporting GET {_CASE}/service-referrals": _by(*_WORKERS, EMPLOYMENT),
    f"reporting GET {_CASE}/service-referrals/{{referral}}/chain": _by(*_WORKERS, EMPLOYMENT, AUDITOR),
    "reporting GET /municipalities/{municipality}/referral-inbox": _by(*_ANSWERERS),
    "reporting GET /municipalities/{municipality}/referral-inbox/{referral}": _by(*_ANSWERERS),
    f"reporting GET {_CASE}/barriers": _by(*_WORKERS, EMPLOYMENT),
    "reporting GET /municipalities/{municipality}/barriers": _by(*_WORKERS, EMPLOYMENT),
    "reporting GET /barriers": _by(UNIT, AUDITOR, NATIONAL),
    **_SEASONS,
    "reporting GET /municipalities/{municipality}/worklist": _by(*_WORKERS),
    f"reporting GET {_CASE}": _by(*_WORKERS),
    f"reporting GET {_CASE}/timeline": _by(*_WORKERS),
    f"reporting GET {_CASE}/household": _by(*_WORKERS),
    f"reporting GET {_NOTICES}": _by(*_WORKERS),
    f"reporting GET {_NOTICES}/{{notice}}": _by(*_WORKERS),
    "reporting GET /municipalities/{municipality}/transfers/{case}/{offer}/preview": _by(*_WORKERS),
    "reporting GET /municipalities/{municipality}/transfers/{case}/{offer}/residual": _by(*_WORKERS),
    "reporting GET /counting-rule": _by(*_WORKERS, EMPLOYMENT, UNIT, AUDITOR),
    "reporting GET /integration-languages": _by(UNIT, AUDITOR),
    f"reporting GET {_CASE}/replay": _by(*_WORKERS, AUDITOR),
    "reporting GET /municipalities/{municipality}/deadlines": _by(*_WORKERS),
    "reporting GET /municipalities/{municipality}/transfers": _by(*_WORKERS),
    "reporting GET /municipalities/{municipality}/groups": _by(LEADER, *_WORKERS),
    "reporting POST /municipalities/{municipality}/search": _by(*_WORKERS, body={"name": "{family_name}"}),
    "reporting GET /flows": _by(UNIT, AUDITOR),
    "reporting GET /municipalities/{municipality}/flows": _by(*_WORKERS),
    "reporting GET /equality": _by(UNIT, AUDITOR),
    "reporting GET /terms": _by(*_NETWORK),
    "reporting GET /translations": _by(UNIT, AUDITOR),
    "reporting GET /municipalities/{municipality}/translations": _by(LEADER, *_WORKERS),
    "reporting GET /models/effectiveness": _by(UNIT, AUDITOR),
    "reporting GET /municipalities/{municipality}/models/effectiveness": _by(*_WORKERS),
    "reporting GET /municipalities/{municipality}/equality": _by(*_WORKERS),
}


SLOTS: Final = frozenset(slot for name in EXPECTED for slot in PLACEHOLDER.findall(name)) - {"municipality"}
"""The names of all that stands in an address under a municipality."""


def endpoints(demo: RunningDemo) -> list[Endpoint]:
    """Every endpoint that the running services describe."""
    found = []
    for service in SERVICES:
        url: str = getattr(demo.settings, f"{service}_url")
        document = httpx.get(f"{url}/openapi.json").raise_for_status().json()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
                body = None if schema is None else _resolved(schema, document)
                found.append(Endpoint(service, url, method.upper(), path, operation, body))
    return found


def _resolved(schema: Any, document: Mapping[str, Any]) -> Any:
    match schema:
        case {"$ref": str(reference), **rest}:
            target: Any = document
            for part in reference.removeprefix("#/").split("/"):
                target = target[part]
            return {**_resolved(target, document), **rest}
        case dict():
            return {name: _resolved(inner, document) for name, inner in schema.items()}
        case list():
            return [_resolved(inner, document) for inner in schema]
        case _:
            return schema


def nobodys(whose: str = "") -> dict[str, str]:
    """An id that nothing has, for each slot: others for each `whose`."""
    return {slot: nobody(f"{whose} {slot}".strip()) for slot in SLOTS}


def nobody(name: str) -> str:
    """An id that nothing has."""
    return str(uuid5(NOWHERE, name))
