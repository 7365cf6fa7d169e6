"""What the five pilots did, told in the demo week by week, beside the lives of those who were imported.

Enters: the week. Leaves: commands through the services' own APIs, the same in every run. It must not know: how a
service carries them out. The proportions are the pilots': of a reception centre's people about three in four are men,
31 years old on average; advice is mostly by phone, nearly half of it in Russian and a third in English; on the coast it
is mostly papers and permits, in eight languages; of those who come to the Jakobstad area one in five is a refugee; 21
trainings reach 80 people.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any, Final, Protocol, TypeAlias

from shared.access.roles import Role

Said: TypeAlias = Mapping[str, Any]  # a command's body or answer, as the OpenAPI documents have it

EVIJARVI, KAUHAVA, LAPPAJARVI, SEINAJOKI = "052", "233", "403", "743"  # MaaKoto, INVOLVIM
KYYJARVI, LAUKAA, AANEKOSKI, JAMSA = "312", "410", "992", "182"  # Kotopaikka
NARPES, KOKKOLA, VAASA, JAKOBSTAD = "545", "272", "905", "598"  # Hyvä alku, OSANA
DAY: Final = timedelta(days=1)

# Who asks: an actor for each role, and organisations of their own where the pilots had them.
UNIT, ADVISER, EMPLOYMENT = "demo-unit", "demo-adviser", "demo-employment"
CENTRE, EMPLOYER = "demo-centre", "demo-employer"
CASEWORKER: Final = "demo-caseworker-{}"
ACTORS: Final[Mapping[str, tuple[Role, str, tuple[str, ...]]]] = {
    ADVISER: (Role.ADVISER, "Neuvonta", ()),
    EMPLOYMENT: (Role.EMPLOYMENT_AUTHORITY, "Työllisyysalue", ()),
    CENTRE: (Role.PARTNER, "Lappajärven vastaanottokeskus", (LAPPAJARVI, KAUHAVA, EVIJARVI)),
    EMPLOYER: (Role.PARTNER, "Växthus Ab Exempel", (NARPES,)),
}
"""Actor → role, organisation, municipalities; none are all of them."""

# Nineteen men and seven women, 31 years old on average.
MEN: Final = (
    *("Ahmad", "Karim", "Yusuf", "Samir", "Nabil", "Idris", "Farid", "Tariq", "Omar", "Jamal"),
    *("Hassan", "Salem", "Rashid", "Anwar", "Dawit", "Tesfay", "Abdi", "Musa", "Bilal"),
)
WOMEN: Final = ("Amina", "Leila", "Hodan", "Zahra", "Selam", "Nadia", "Farida")
FAMILIES: Final = ("Esimerkki", "Mallikas", "Kuvitteinen", "Olematon")
AGES: Final = (19, 22, 24, 25, 27, 28, 29, 30, 31, 33, 36, 41, 58)
TONGUES: Final = (("ara", "SY"), ("fas", "AF"), ("som", "SO"), ("tir", "ER"), ("ara", "IQ"))
MAPPED: Final = 12  # of the centre's clients
MOVED: Final = 6  # of the mapped into Kauhava

PHONE_LINE: Final = ("phone", "phone", "phone", "visit", "chat")
SPOKEN: Final = ("rus",) * 7 + ("eng",) * 5 + ("ara", "fas", "fin")
ASKED: Final = ("social-and-health-care", "housing", "work", "studies", "permits")
COAST_SPOKEN: Final = ("fin", "swe", "eng", "ara", "som", "fas", "prs", "urd")
COAST_ASKED: Final = (("everyday-life",), ("permits",), ("everyday-life", "permits"), ("social-and-health-care",))

# Why people come to the Jakobstad area: about 460 of its 2,300 immigrants have a refugee background.
AREA_REASONS: Final = ("work", "family", "work", "study", "intl") * 2
AREA_NAMES: Final = ("Viktor", "Oksana", "Petru", "Ioana", "Khalid", "Marek", "Danuta", "Ruslan", "Thuy", "Samira")

AUDIENCES: Final = ("decision_makers", "employers", "inductors", "advisers")
KINDS: Final = ("training", "training", "peer_visit", "mentoring")
TOPICS: Final = (
    ("Monikielinen perehdytys", "Flerspråkig introduktion", "Induction in many languages"),
    ("Selkokieli neuvonnassa", "Lätt språk i rådgivningen", "Plain language in advice"),
    ("Kotoutumislaki päättäjille", "Integrationslagen för beslutsfattare", "The Integration Act for decision-makers"),
)
TRAININGS: Final = 21
PEOPLE: Final = 80


class Asks(Protocol):
    """How a command is given: as whom, to which service, where, and under which key; the answer."""

    async def __call__(
        self, actor: str, service: str, code: str, path: str, body: Said, key: str
    ) -> dict[str, Any]: ...


@dataclass
class Pilots:
    """The five stories. `settled` waits until every service has heard what was said; `together` does work beside."""

    ask: Asks
    settled: Callable[[], Awaitable[None]]
    together: Callable[[Iterable[Awaitable[Any]]], Awaitable[list[Any]]]
    _ids: dict[str, Any] = field(default_factory=dict)
    _weeks: int = 0

    async def week(self, day: date) -> bool:
        """What happens in the next week, which begins on `day`; whether anything did."""
        self._weeks += 1
        told = CHAPTERS.get(self._weeks, ())
        for chapter in told:
            await chapter(self, day)
        return bool(told) | await self.guidance(day) | await self.trainings(day)

    # --- MaaKoto ------------------------------------------------------------------------------------------------------

    async def centre_opens(self, day: date) -> None:
        """M1, M9: a reception centre's people are told of under their consent; the project is in the register."""
        first_names = [*MEN, *WOMEN]

        async def tell(number: int, first: str) -> str:
            tongue, citizenship = TONGUES[number % len(TONGUES)]
            born = day - timedelta(days=365 * AGES[number % len(AGES)] + 11 * number)
            body = {
                "family_name": FAMILIES[number % len(FAMILIES)],
                "given_names": first,
                "birth_date": born.isoformat(),
                "mother_tongue": tongue,
                "citizenship": citizenship,
                "reason": "intl",
                "arrived_on": day.isoformat(),
                "consent": {"form": "written", "valid_until": (day + 365 * DAY).isoformat()},
            }
            said = await self.ask(CENTRE, "intake", LAPPAJARVI, "reception-clients", body, f"client {number}")
            return str(said["case"])

        self._ids["clients"] = await self.together(tell(number, first) for number, first in enumerate(first_names))
        theme = {"themes": ["rural-life", "work"]}
        partner = {"name": "Järviseudun opisto", "kind": "education", **theme}
        known = await self.ask(UNIT, "intake", LAPPAJARVI, "organisations", partner, "opisto")
        project = {
            "name": three("MaaKoto – maaseutu kotina", "MaaKoto – landet som hem", "MaaKoto – the country as a home"),
            "funder": "AMIF",
            "number": "MaaKoto 2016",
            "starts_on": "2016-09-01",
            "ends_on": (day + 900 * DAY).isoformat(),
            "partners": [known["id"]],
            **theme,
        }
        await self.ask(UNIT, "intake", LAPPAJARVI, "projects", project, "maakoto")

    async def clients_are_mapped(self, day: date) -> None:
        """M1, M2, M3: skills are mapped, the country is visited, needs are forecast."""

        async def map_one(number: int, case: str) -> None:
            at = f"cases/{case}/skills"
            await self._worker("assessment", LAPPAJARVI, f"{at}/start", {})
            profile = {
                "work": [{"occupation": "C7411", "country": "SY", "months": 24 + 6 * number}],
                "languages": {"ara": "C2", "fin": "A1.1"},
                "completed": True,
            }
            await self._worker("assessment", LAPPAJARVI, at, profile)
            visit = {"area": KAUHAVA, "adults": 1 + number % 2, "children": number % 3}
            await self._worker("assessment", LAPPAJARVI, f"cases/{case}/area-visits", visit)
            weighed = {"area": KAUHAVA, "interest": 1 + number % 4, "suits": "well" if number < MOVED else "support"}
            await self._worker("assessment", LAPPAJARVI, f"cases/{case}/suitability", weighed)

        await self.together(map_one(n, case) for n, case in enumerate(self._ids["clients"][:MAPPED]))
        forecasts = [
            {"centre": "Lappajärven vastaanottokeskus", "service": service, "quarter": quarter(day + 91 * n * DAY),
             "present": present, "coming": coming + 3 * n}
            for service, present, coming in (("language_training", 26, 14), ("housing", 12, 20))
            for n in range(1, 4)
        ]  # fmt: skip
        for number, body in enumerate(forecasts):
            await self.ask(CENTRE, "assessment", LAPPAJARVI, "forecasts", body, f"forecast {number}")

    async def some_move_in(self, day: date) -> None:
        """M1, M4, M6: six are handed over to Kauhava, which lists its services and looks for places of work."""

        async def move(case: str) -> None:
            offer = {"receiver": KAUHAVA, "expires_on": (day + 14 * DAY).isoformat()}
            said = await self._worker("intake", LAPPAJARVI, f"cases/{case}/transfers", offer)
            await self._worker("intake", KAUHAVA, f"transfers/{case}/{said['offer']}/accept", {})

        await self.together(map(move, self._ids["clients"][:MOVED]))
        listings = (
            ("Kielineuvonta", "official", "Kauhava"),
            ("Kielikahvila", "third_sector", "Kauhavan seurakunta"),
            ("Yksityistunnit", "private", "Kielipalvelu Oy"),
        )
        for name, kind, owner in listings:
            listed = {"name": three(name), "description": three(name), "kind": kind, "needs": ["language"],
                      "languages": ["fin"], "serves": [KAUHAVA], "owner": {"name": owner}}  # fmt: skip
            said = await self._worker("activities", KAUHAVA, "services", listed, name)
            self._ids[kind] = said["id"]
        await self._worker(
            "activities", KAUHAVA, "needs", {"need": "interpreting", "people": 8, "source": "assessment"}
        )

    async def they_have_a_home(self, _: date) -> None:
        """M1, M4: with the home municipality the law's duties begin; two services ask for somebody each."""

        async def settle(case: str) -> None:
            await self._worker("intake", KAUHAVA, f"cases/{case}/home-municipality", {})

        await self.together(map(settle, self._moved))

    async def they_begin(self, day: date) -> None:
        """M4, M6, H8: referrals with and without a consent, placements, and a first language test."""

        async def begin(number: int, case: str) -> None:
            at = f"cases/{case}"
            sent = await self._worker(
                "planning", KAUHAVA, f"{at}/service-referrals", {"services": [self._ids["official"]]}
            )
            referral = f"{at}/service-referrals/{sent['referral']}"
            for step, body in (("accept", {}), ("start", {}), ("complete", {"outcome": "completed"})):
                await self._worker("planning", KAUHAVA, f"{referral}/{step}", body)
            work = {
                "kind": ("trial", "practice", "talkoot")[number % 3],
                "employer": "Kauhava",
                "employer_kind": "public",
            }
            await self._worker("activities", KAUHAVA, f"{at}/placements", work)
            await self._test(case, day, "A1.1")

        await self.together(begin(number, case) for number, case in enumerate(self._moved))

    async def language_is_tested_again(self, day: date) -> None:
        """H8: half a year later."""
        await self.together(self._test(case, day, "A2.1") for case in self._moved)

    async def _test(self, case: str, day: date, level: str) -> None:
        at = f"cases/{case}/language-tests"
        booked = {"point": "Kielitestipiste", "language": "fin", "booked_for": day.isoformat(), "minutes": 90}
        said = await self._worker("assessment", KAUHAVA, at, booked)
        skills = dict.fromkeys(("listening", "reading", "writing", "speaking"), level)
        result = {"test": said["test"], "scale": "cefr", "skills": skills}
        await self._worker("assessment", KAUHAVA, f"{at}/result", result)

    async def network_meets(self, day: date) -> None:
        """M8, I3, O5: three networks meet; the first time they are formed. OSANA's misses a quarter once."""
        for home, kind, name, others in NETWORKS:
            if kind not in self._ids:
                formed = {"kind": kind, "name": name, "municipalities": list(others)}
                self._ids[kind] = (await self.ask(UNIT, "activities", home, "networks", formed, kind))["id"]
                for member, of_kind in MEMBERS:
                    body = {"name": member, "kind": of_kind}
                    await self.ask(
                        UNIT, "activities", home, f"networks/{self._ids[kind]}/members", body, f"{kind} {member}"
                    )
            elif kind == "cooperation" and self._weeks == MISSED:
                continue
            action = {"what": three("Kyydit harrastuksiin", "Skjutsar till hobbyer", "Rides to hobbies"),
                      "owner": MEMBERS[0][0], "due_on": (day + 21 * DAY).isoformat()}  # fmt: skip
            met = {
                "decisions": [three("Talkoot keväällä", "Talko i vår", "Voluntary work in spring")],
                "actions": [action],
            }
            at = f"networks/{self._ids[kind]}/meetings"
            await self.ask(UNIT, "activities", home, at, met, f"{kind} meets {self._weeks}")

    # --- Kotopaikka ---------------------------------------------------------------------------------------------------

    async def trainings(self, day: date) -> bool:
        """K1: a training every other week, held and rated two weeks after it was offered; whether there was one."""
        number, odd = divmod(self._weeks - 8, 2)
        if odd or not 0 <= number <= TRAININGS:
            return False
        if number < TRAININGS:
            await self._offer(number, day)
        if number:
            await self._hold(number - 1)
        return True

    async def _offer(self, number: int, day: date) -> None:
        home, audience = (KYYJARVI, LAUKAA, AANEKOSKI, JAMSA)[number % 4], AUDIENCES[number % 4]
        topic = three(*TOPICS[number % len(TOPICS)])
        need = {"topic": topic, "audiences": [audience], "people": 6}
        made = await self.ask(UNIT, "activities", home, "trainings", need, f"training {number}")
        at = self._ids[f"training {number}"] = f"trainings/{made['id']}"
        package = {"kind": KINDS[number % 4], "package": topic, "provider": "Jyväskylän kaupunki",
                   "planned_on": (day + 14 * DAY).isoformat(), "hours": 3}  # fmt: skip
        await self.ask(UNIT, "activities", home, f"{at}/agree", package, f"training {number} agreed")
        offer = {"municipalities": [home], "audiences": [audience], "places": 8}
        await self.ask(UNIT, "activities", home, f"{at}/offer", offer, f"training {number} offered")

    async def _hold(self, number: int) -> None:
        home, audience = (KYYJARVI, LAUKAA, AANEKOSKI, JAMSA)[number % 4], AUDIENCES[number % 4]
        people = PEOPLE // TRAININGS + (number < PEOPLE % TRAININGS)
        at = self._ids[f"training {number}"]
        held = {"turnout": [{"audience": audience, "people": people}]}
        await self.ask(UNIT, "activities", home, f"{at}/hold", held, f"training {number} held")
        ratings = [{"audience": audience, "score": score} for score in islice(cycle((5, 4, 3, 4)), people)]
        await self.ask(UNIT, "activities", home, f"{at}/ratings", {"ratings": ratings}, f"training {number} rated")

    async def strategy_begins(self, day: date) -> None:
        """K2, K3, K5: a workshop with its action, a programme, vacancies, and a checklist with a gap."""
        title = three("Vastaanottava Kyyjärvi", "Välkomnande Kyyjärvi", "Welcoming Kyyjärvi")
        begun = await self.ask(UNIT, "activities", KYYJARVI, "strategies", {"title": title}, "strategy")
        workshop = {
            "stage": "current_state",
            "attendees": [{"kind": "immigrated_residents", "people": 9}, {"kind": "employers", "people": 4}],
            "outcomes": [
                three("Selkokielinen perehdytys", "Introduktion på lätt språk", "Induction in plain language")
            ],
        }
        at = f"strategies/{begun['id']}"
        held = await self.ask(UNIT, "activities", KYYJARVI, f"{at}/workshops", workshop, "workshop")
        action = {"owner": "Elinvoimatoimi", "due_on": (day + 60 * DAY).isoformat()}
        taken = f"{at}/outcomes/{held['outcomes'][0]}/action"
        await self.ask(UNIT, "activities", KYYJARVI, taken, action, "workshop's action")
        await self._programme(day, "70")
        await self.ask(ADVISER, "activities", KYYJARVI, "readiness", {"reason": "quota"}, "readiness")
        for code, answer in (("housing", "gap"), ("interpreting", "done"), ("health_check", "done")):
            body = {"reason": "quota", "code": code, "answer": answer, "owner": "Kunta"}
            await self.ask(ADVISER, "activities", KYYJARVI, "readiness/answers", body, f"readiness {code}")
        vacancy = {
            "employer": {"name": "Äänekosken kaupunki", "business_id": "2045520-5"},
            "title": three("Lähihoitaja", "Närvårdare", "Practical nurse"),
            "sector": "care",
            "skills": ["nursing care"],
            "languages": [{"language": "fin", "level": "B1"}],
            "places": 2,
            "from_on": (day + 30 * DAY).isoformat(),
        }
        await self.ask(EMPLOYMENT, "activities", AANEKOSKI, "vacancies", vacancy, "vacancy")

    async def programme_is_renewed(self, day: date) -> None:
        """K2: a second version, which can be compared with the first."""
        await self._programme(day, "80")

    async def _programme(self, day: date, target: str) -> None:
        share = {
            "code": "share",
            "name": three("Osuus", "Andel", "Share"),
            "unit": "%",
            "baseline": "40",
            "target": target,
        }
        words = three("Jokainen oppii kieltä", "Alla lär sig språket", "All learn the language")
        goal = {"code": "language", "text": words, "indicators": [share]}
        version = {
            "title": three("Kyyjärven kotoutumisohjelma", "Kyyjärvis integrationsprogram", "Kyyjärvi's programme"),
            "adopted_on": day.isoformat(),
            "adopted_by": "Kunnanvaltuusto",
            "valid_from": day.isoformat(),
            "valid_to": (day + 1400 * DAY).isoformat(),
            "goals": [goal],
        }
        await self.ask(UNIT, "activities", KYYJARVI, "programme/versions", version, f"programme {target}")

    # --- Hyvä alku ----------------------------------------------------------------------------------------------------

    async def employer_tells(self, day: date) -> None:
        """H5: a greenhouse recruits abroad and tells Närpes in time."""
        notice = {
            "source": "employer",
            "persons": 14,
            "sector": "greenhouses",
            "languages": ["ukr", "vie"],
            "expected_on": (day + 42 * DAY).isoformat(),
            "contact": {"organisation": "Växthus Ab Exempel", "name": "Åsa Odlare"},
        }
        told = await self.ask(EMPLOYER, "intake", NARPES, "notices", notice, "notice")
        at = self._ids["notice"] = f"notices/{told['id']}"
        tasks = {"tasks": ["housing", "language", "contact_person"]}
        taken = await self.ask(ADVISER, "intake", NARPES, f"{at}/acknowledge", tasks, "notice taken")
        self._ids["tasks"] = list(taken["tasks"].values())

    async def an_area_receives(self, day: date) -> None:
        """H3: those who come to Jakobstad, whatever for, are owed an assessment."""

        async def come(number: int, first: str) -> None:
            body = {
                "family_name": f"{FAMILIES[number % len(FAMILIES)]}-Sund",
                "given_names": first,
                "birth_date": (day - timedelta(days=365 * AGES[number] + 17 * number)).isoformat(),
                "reason": AREA_REASONS[number],
                "arrived_on": day.isoformat(),
            }
            await self._worker("intake", JAKOBSTAD, "arrivals", body, first)

        await self.together(come(number, first) for number, first in enumerate(AREA_NAMES))

    async def notice_is_prepared(self, _: date) -> None:
        """H5: what was to be ready is."""
        for task in self._ids["tasks"]:
            await self.ask(ADVISER, "intake", NARPES, f"{self._ids['notice']}/tasks/{task}/done", {}, f"task {task}")

    async def barriers_are_reported(self, _: date) -> None:
        """H6, X6: ten local reports become one barrier of the region, and a decision."""

        async def report(number: int, case: str) -> None:
            words = {"theme": "leisure", "solution": "local_structure", "words": "Ei kyytiä iltaisin."}
            home = KAUHAVA if number < MOVED else LAPPAJARVI
            await self._worker("planning", home, f"cases/{case}/barriers", words)

        await self.together(report(number, case) for number, case in enumerate(self._ids["clients"][:10]))
        await self.settled()
        summary = three("Harrastuksiin ei pääse iltaisin.", "Man kommer inte till hobbyer på kvällen.",
                        "There is no way to hobbies in the evening.")  # fmt: skip
        raising = {"solution": "common_funding", "summary": summary}
        raised = await self.ask(UNIT, "planning", KAUHAVA, "barriers/leisure/escalate", raising, "barrier")
        await self.ask(UNIT, "planning", LAPPAJARVI, "barriers/leisure/escalate", raising, "barrier of Lappajärvi")
        answer = three("Kutsukyyti aloittaa syksyllä.", "Anropstrafik börjar i höst.", "Rides on call begin in autumn.")
        decision = {"decision": "will_be_removed", "answer": answer}
        await self.ask(UNIT, "planning", "", f"barriers/{raised['id']}/answer", decision, "barrier's answer")

    # --- INVOLVIM -----------------------------------------------------------------------------------------------------

    async def practice_is_described(self, day: date) -> None:
        """I1, I2: a practice of Fundão's is visited and adopted; a congregation's hall waits for users."""
        heads = ("name", "problem", "solution", "for_whom", "resources", "evidence")
        words = three("Maahantulijoiden talo", "De nyanländas hus", "A house for those who arrive")
        described = {"place": FUNDAO, "theme": "housing", "description": dict.fromkeys(heads, words),
                     "began_on": "2019-05-01"}  # fmt: skip
        made = await self.ask(UNIT, "activities", SEINAJOKI, "practices", described, "practice")
        at, self._ids["practice"] = f"practices/{made['id']}", made["id"]
        lesson = three("Yksi ovi riittää", "En dörr räcker", "One door is enough")
        visit = {"visitors": HERE, "people": 6, "lessons": [lesson]}
        await self.ask(UNIT, "activities", SEINAJOKI, f"{at}/visits", visit, "visit")
        adapted = {"place": HERE, "adaptation": three("Ilman asuntolaa", "Utan boende", "Without a hostel")}
        taken = await self.ask(UNIT, "activities", SEINAJOKI, f"{at}/adoptions", adapted, "adoption")
        days = {"indicator": "days-to-first-home", "unit": "d"}
        there, here = {"before": "60", "after": "15"}, {"before": "80", "after": "50", "adoption": taken["adoption"]}
        await self.ask(UNIT, "activities", SEINAJOKI, f"{at}/results", days | there, "results there")
        await self.ask(UNIT, "activities", SEINAJOKI, f"{at}/results", days | here, "results here")
        potential = {
            "provider": {"name": "Lakeuden seurakunta"},
            "description": three(
                "Sali vapaana iltaisin", "Salen är ledig på kvällarna", "The hall is free in the evenings"
            ),
            "needs": ["hobbies"],
            "languages": ["fin"],
            "from_on": day.isoformat(),
        }
        await self.ask(ADVISER, "activities", SEINAJOKI, "potentials", potential, "potential")

    async def policy_is_decided(self, day: date) -> None:
        """I4: from the practice to the instrument."""
        proposal = {
            "practices": [self._ids["practice"]],
            "instrument": three("EAKR-ohjelma", "ERUF-programmet", "The ERDF programme"),
            "level": "region",
            "addressed_to": "Etelä-Pohjanmaan liitto",
            "proposal": three(
                "Rahoitusta yhden oven palveluille", "Medel för tjänster bakom en dörr", "Funds for one door"
            ),
        }
        proposed = await self.ask(UNIT, "activities", SEINAJOKI, "policies", proposal, "policy")
        at = f"policies/{proposed['id']}"
        grounds = three("Hyvä näyttö", "Goda belägg", "Good evidence")
        decision = {"decision": "accepted_in_part", "decided_by": "Maakuntahallitus", "grounds": grounds}
        await self.ask(UNIT, "activities", SEINAJOKI, f"{at}/decision", decision, "policy decided")
        change = {"change": three("Uusi hakuteema", "Ett nytt ansökningstema", "A new theme to apply for"),
                  "in_force_on": (day + 60 * DAY).isoformat(), "reference": "Hakuohje 2"}  # fmt: skip
        await self.ask(UNIT, "activities", SEINAJOKI, f"{at}/change", change, "policy changed")

    # --- OSANA --------------------------------------------------------------------------------------------------------

    async def points_open(self, _: date) -> None:
        """O1: three points of advice, with their hours."""
        hours = {"weekly": [{"days": ["Mo", "Tu", "We", "Th"], "opens": "09:00", "closes": "16:00"}]}
        for code, address in ((VAASA, "Rantakatu 16"), (NARPES, "Kyrkvägen 2"), (KOKKOLA, "Isokatu 3")):
            point = {"name": three("Neuvontapiste", "Rådgivningen", "Advice point"), "address": address, "hours": hours}
            made = await self.ask(ADVISER, "intake", code, "service-points", point, f"point {code}")
            self._ids[f"point {code}"] = made["id"]

    async def guidance(self, _: date) -> bool:
        """O1: visits of nobody in particular, every fourth week; whether it was one."""
        if self._weeks % 4 != 2:
            return False
        turn = self._weeks // 4

        async def advise(code: str, number: int, languages: Sequence[str], themes: Sequence[Sequence[str]]) -> None:
            at = turn * 5 + number
            visit: dict[str, Any] = {
                "themes": list(themes[at % len(themes)]),
                "language": languages[at % len(languages)],
                "channel": PHONE_LINE[number % len(PHONE_LINE)] if code != NARPES else "visit",
                "minutes": 5 + 5 * (at % 4),
            }
            if at % 6 == 0:
                visit |= {"outcome": "referred", "onward": {"kind": "third"}}
            if code == NARPES or visit["channel"] == "visit":
                visit["point"] = self._ids[f"point {code}"]
            await self.ask(ADVISER, "intake", code, "guidance", visit, f"visit {code} {turn} {number}")

        themes = [[theme] for theme in ASKED]
        await self.together(
            [advise(code, n, SPOKEN, themes) for code in (VAASA, KOKKOLA) for n in range(5)]
            + [advise(NARPES, n, COAST_SPOKEN, COAST_ASKED) for n in range(4)]
        )
        return True

    async def bulletin_comes_out(self, day: date) -> None:
        """O4: three audiences, three languages, and who has seen it."""
        drafted = {
            "audiences": ["immigrants", "network", "staff"],
            "topic": "housing",
            "title": three("Asuntoneuvonta muuttaa", "Boenderådgivningen flyttar", "Housing advice moves"),
            "text": three("Olemme kirjastossa.", "Vi finns på biblioteket.", "We are in the library."),
        }
        made = await self.ask(ADVISER, "activities", KOKKOLA, "bulletins", drafted, "bulletin")
        at = f"bulletins/{made['id']}"
        recipients = [{"audience": "immigrants", "people": 60}, {"audience": "staff", "people": 9}]
        out = {"valid_to": (day + 90 * DAY).isoformat(), "recipients": recipients}
        await self.ask(ADVISER, "activities", KOKKOLA, f"{at}/publish", out, "bulletin out")
        shown = {"audience": "immigrants", "people": 41}
        await self.ask(ADVISER, "activities", KOKKOLA, f"{at}/shown", shown, "bulletin shown")

    # --- how it is asked ----------------------------------------------------------------------------------------------

    @property
    def _moved(self) -> list[str]:
        moved: list[str] = self._ids["clients"][:MOVED]
        return moved

    async def _worker(self, service: str, code: str, path: str, body: Said, which: str = "") -> dict[str, Any]:
        """As the municipality's caseworker. A path is asked once a week, unless `which` tells the commands apart."""
        return await self.ask(CASEWORKER.format(code), service, code, path, body, f"{self._weeks} {path} {which}")


NETWORKS: Final = (
    (
        LAPPAJARVI,
        "monitoring",
        {"fi": "MaaKodon seurantaryhmä", "sv": "MaaKotos uppföljningsgrupp"},
        (KAUHAVA, EVIJARVI),
    ),
    (SEINAJOKI, "stakeholder", {"fi": "INVOLVIM-sidosryhmä", "sv": "INVOLVIMs intressentgrupp"}, (KAUHAVA,)),
    (KOKKOLA, "cooperation", {"fi": "Osana-verkosto", "sv": "Nätverket Osana"}, ()),
)
MEMBERS: Final = (("Martat", "third_sector"), ("Yrittäjät", "entrepreneur"), ("Kaupunki", "municipality"))
MISSED: Final = 32
FUNDAO: Final = {"country": "PT", "region": "Fundão", "organisation": "Município do Fundão"}
HERE: Final = {"country": "FI", "region": "Etelä-Pohjanmaa", "organisation": "Seinäjoen kaupunki"}

# In which week after the demo's beginning what is told.
CHAPTERS: Final[Mapping[int, Sequence[Callable[[Pilots, date], Awaitable[None]]]]] = {
    1: (Pilots.points_open, Pilots.centre_opens),
    2: (Pilots.an_area_receives,),
    4: (Pilots.clients_are_mapped,),
    6: (Pilots.network_meets, Pilots.employer_tells),
    10: (Pilots.notice_is_prepared, Pilots.practice_is_described),
    12: (Pilots.strategy_begins,),
    16: (Pilots.some_move_in,),
    18: (Pilots.they_have_a_home, Pilots.bulletin_comes_out),
    19: (Pilots.network_meets,),
    20: (Pilots.they_begin,),
    24: (Pilots.barriers_are_reported,),
    32: (Pilots.network_meets,),
    36: (Pilots.policy_is_decided,),
    40: (Pilots.programme_is_renewed,),
    45: (Pilots.network_meets,),
    46: (Pilots.language_is_tested_again,),
}


def three(fi: str, sv: str | None = None, en: str | None = None) -> dict[str, str]:
    """A published text in the three languages; a name is the same in each."""
    return {"fi": fi, "sv": sv or fi, "en": en or fi}


def quarter(day: date) -> str:
    """The quarter of a day, as "2026Q3"."""
    return f"{day.year}Q{(day.month + 2) // 3}"
