"""Intake over HTTP, on a real database: registered once, suspected, corrected, moved; and whatever nonsense is sent."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.intake.app import SERVICE
from services.intake.duplicates import Index, persons
from shared.clock import SystemClock
from shared.events.intake import DuplicateBasis, DuplicateSuspected, PersonDetails
from shared.ledger import Act, Decider
from tests.intake.conftest import LAUKAA, NARPES, VAASA, Intake
from tests.running import client_of

pytestmark = pytest.mark.integration

ARRIVALS = f"/municipalities/{VAASA}/arrivals"
TODAY = SystemClock().today()
SOON = TODAY + timedelta(days=2)  # whatever midnight comes while the tests run


def arrival(**other: Any) -> dict[str, Any]:
    return {
        "family_name": "Esimerkki",
        "given_names": "Åsa Maria",
        "birth_date": "1.4.1990",
        "reason": "work",
        "arrived_on": "2026-03-01",
        **other,
    }


async def registered(intake: Intake, actor: str = "vaasa", municipality: str = VAASA, **other: Any) -> str:
    answer = await intake.post(actor, f"/municipalities/{municipality}/arrivals", arrival(**other))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


class TestRegistering:
    async def test_an_arrival_is_registered_and_its_stream_is_told(self, intake: Intake) -> None:
        answer = await intake.post("vaasa", ARRIVALS, arrival(notes="Tulkki: ruotsi", channel="sheet"))
        assert answer.status_code == 201
        said = answer.json()
        assert said["outcome"] == "registered"
        assert said["stream"] == f"intake/case/{said['case']}"
        assert (said["version"], said["suspected"], said["warnings"]) == (1, [], [])
        assert await intake.facts(said["case"]) == ["ArrivalRegistered"]

    async def test_the_answer_repeats_nothing_of_the_person(self, intake: Intake) -> None:
        answer = await intake.post("vaasa", ARRIVALS, arrival(identity_code="010490-9004"))
        for personal in ("Esimerkki", "Åsa", "1990", "010490"):
            assert personal not in answer.text

    async def test_the_same_request_again_is_answered_with_its_first_outcome(self, intake: Intake) -> None:
        first = await intake.post("vaasa", ARRIVALS, arrival(), key="row-1")
        again = await intake.post("vaasa", ARRIVALS, arrival(), key="row-1")
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        assert "idempotency-replayed" not in first.headers
        assert await intake.count() == 1

    async def test_a_key_is_good_for_one_request(self, intake: Intake) -> None:
        await intake.post("vaasa", ARRIVALS, arrival(), key="row-1")
        other = await intake.post("vaasa", ARRIVALS, arrival(family_name="Toinen"), key="row-1")
        assert (other.status_code, other.json()["code"]) == (422, "request.idempotency_key_reused")
        assert await intake.count() == 1

    async def test_the_same_person_is_registered_once_and_said_to_be_there(self, intake: Intake) -> None:
        case = await registered(intake)
        written_otherwise = arrival(family_name="  esimerkki ", birth_date="1990-04-01", reason="perhe")
        again = await intake.post("vaasa-2", ARRIVALS, written_otherwise, key="second")
        assert again.status_code == 200
        assert (again.json()["outcome"], again.json()["case"]) == ("already_there", case)
        assert await intake.count() == 1
        replay = await intake.post("vaasa-2", ARRIVALS, written_otherwise, key="second")
        assert (replay.status_code, replay.json()) == (200, again.json())
        assert replay.headers["idempotency-replayed"] == "true"
        reused = await intake.post("vaasa-2", ARRIVALS, arrival(family_name="Uusi"), key="second")
        assert (reused.status_code, reused.json()["code"]) == (422, "request.idempotency_key_reused")

    async def test_sixteen_at_once_register_one_person_once(self, intake: Intake) -> None:
        answers = await asyncio.gather(*(intake.post("vaasa", ARRIVALS, arrival()) for _ in range(16)))
        assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
        assert len({answer.json()["case"] for answer in answers}) == 1
        assert await intake.count() == 1

    async def test_the_same_request_sixteen_times_at_once_has_one_outcome(self, intake: Intake) -> None:
        answers = await asyncio.gather(*(intake.post("vaasa", ARRIVALS, arrival(), key="same") for _ in range(16)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert await intake.count() == 1

    async def test_another_municipality_registers_its_own(self, intake: Intake) -> None:
        here = await registered(intake)
        there = await registered(intake, "laukaa", LAUKAA)
        assert here != there

    async def test_an_adviser_may_and_the_integration_unit_may_not(self, intake: Intake) -> None:
        assert (await intake.post("adviser", ARRIVALS, arrival())).status_code == 201
        refused = await intake.post("unit", ARRIVALS, arrival(family_name="Toinen"))
        assert (refused.status_code, refused.json()["code"]) == (403, "access.denied")


class TestSuspecting:
    async def test_another_spelling_of_the_name_is_registered_and_suspected(self, intake: Intake) -> None:
        first = await registered(intake, family_name="Ševtšuk", given_names="Oleksandr")
        answer = await intake.post("vaasa", ARRIVALS, arrival(family_name="Shevchuk", given_names="Oleksandr"))
        assert (answer.status_code, answer.json()["suspected"]) == (201, [first])
        (suspicion,) = answer.json()["suspicions"]
        assert await intake.suspicions(answer.json()["case"]) == [
            (f"intake/suspicion/{suspicion}", ["DuplicateSuspected"])
        ]

    async def test_a_replay_tells_the_suspicion_again(self, intake: Intake) -> None:
        await registered(intake, family_name="Ševtšuk")
        first = await intake.post("vaasa", ARRIVALS, arrival(family_name="Shevchuk"), key="k")
        again = await intake.post("vaasa", ARRIVALS, arrival(family_name="Shevchuk"), key="k")
        assert again.json() == first.json()
        assert again.json()["suspected"]
        assert again.headers["idempotency-replayed"] == "true"

    async def test_a_replay_tells_what_was_written_before_suspicions_had_streams(
        self, intake: Intake, admin_dsn: str
    ) -> None:
        """As the program before wrote it: in the case's own stream, and the answer's version counted it."""
        first = await registered(intake, family_name="Muu")
        said = arrival()
        answer = await intake.post("vaasa", ARRIVALS, said, key="k")
        case = answer.json()["case"]
        old = DuplicateSuspected(
            other_case=UUID(first), other_municipality=VAASA, basis=DuplicateBasis.NAME_AND_BIRTH_DATE
        )
        saying: Decider[None, None] = Decider(None, lambda *_: [old], lambda state, _: state)
        act = Act(id=uuid4(), now=SystemClock().now())
        await intake.ledger.handle(saying, f"intake/case/{case}", UUID(case), None, act)
        admin = await asyncpg.connect(admin_dsn)
        try:
            await admin.execute(
                "update intake.commands set to_version = 2 where stream = $1 and from_version = 0",
                f"intake/case/{case}",
            )
        finally:
            await admin.close()
        again = await intake.post("vaasa", ARRIVALS, said, key="k")
        assert (again.json()["version"], again.json()["suspected"]) == (2, [first])
        right = {"family_name": "Oikea", "given_names": "Åsa", "birth_date": "1990-04-02"}
        corrected = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", right)
        assert (corrected.status_code, corrected.json()["version"]) == (200, 3)

    async def test_the_same_identity_code_is_suspected_whatever_the_name(self, intake: Intake) -> None:
        first = await registered(intake, identity_code="010490-9004")
        answer = await intake.post("vaasa", ARRIVALS, arrival(family_name="Muu", identity_code="010490-9004"))
        assert answer.json()["suspected"] == [first]

    async def test_the_same_birth_date_alone_is_nobody(self, intake: Intake) -> None:
        await registered(intake)
        answer = await intake.post("vaasa", ARRIVALS, arrival(family_name="Muukalainen", given_names="Karim"))
        assert answer.json()["suspected"] == []

    async def test_outside_of_the_scope_the_answer_is_that_of_no_match_and_the_fact_is_recorded(
        self, intake: Intake
    ) -> None:
        await registered(intake, "laukaa", LAUKAA)
        unseen = await intake.post("vaasa", ARRIVALS, arrival())
        nobody = await intake.post("vaasa", ARRIVALS, arrival(birth_date="2.4.1990"))
        telling = ("outcome", "version", "suspected", "warnings")
        assert [unseen.json()[name] for name in telling] == [nobody.json()[name] for name in telling]
        assert unseen.headers.keys() == nobody.headers.keys()
        ((_, recorded),) = await intake.suspicions(unseen.json()["case"])
        assert recorded == ["DuplicateSuspected"]
        assert await intake.suspicions(nobody.json()["case"]) == []

    async def test_no_receipt_counts_a_suspicion_that_may_not_be_told(self, intake: Intake) -> None:
        """From the arrival to an answered offer, every version is that of a person whom nobody else knows."""
        await registered(intake, "laukaa", LAUKAA)
        right = {"family_name": "Esimerki", "given_names": "Åsa Maria"}
        versions = []
        for born in ("1.4.1990", "2.4.1990"):
            first = await intake.post("vaasa", ARRIVALS, arrival(birth_date=born))
            case = first.json()["case"]
            base = f"/municipalities/{VAASA}/cases/{case}"
            corrected = await intake.post("vaasa", f"{base}/corrections", {**right, "birth_date": born})
            said = {"receiver": NARPES, "expires_on": SOON.isoformat()}
            offer = await intake.post("vaasa", f"{base}/transfers", said)
            decline = f"/municipalities/{NARPES}/transfers/{case}/{offer.json()['offer']}/decline"
            declined = await intake.post("coast", decline, {"reason": "other"})
            versions.append([answer.json()["version"] for answer in (first, corrected, offer, declined)])
            assert await intake.facts(case) == [
                "ArrivalRegistered", "PersonDetailsCorrected", "TransferOffered", "TransferDeclined"
            ]  # fmt: skip
        assert versions == [[1, 2, 3, 4]] * 2

    async def test_a_pair_is_suspected_once_from_whichever_side_it_is_found_again(self, intake: Intake) -> None:
        first = await registered(intake)
        second = await registered(intake, family_name="Esimerkki-Muu", birth_date="2.4.1990")
        right = {"family_name": "Esimerkkki", "given_names": "Åsa Maria", "birth_date": "1990-04-01"}
        answers = await asyncio.gather(
            *(
                intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", {**right, **own})
                for case, own in ((first, {"family_name": "Esimerki"}), (second, {})) * 3
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        raised = [one for case in (first, second) for one in await intake.suspicions(case)]
        assert [names for _, names in raised] == [["DuplicateSuspected"]]

    async def test_a_suspicion_and_its_arrival_are_written_together_or_not_at_all(
        self, intake: Intake, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await registered(intake)
        before = await intake.count()
        seen: list[int] = []

        async def fails(index: Index, connection: Any) -> None:
            seen.append(await connection.fetchval("select count(*) from events"))
            raise ConnectionResetError(str(index.case))

        with monkeypatch.context() as broken:
            broken.setattr(Index, "__call__", fails)
            lost = await intake.post("vaasa", ARRIVALS, arrival(family_name="Esimerkkki"), key="k")
        assert lost.status_code >= 500
        assert seen == [before + 2]
        assert await intake.count() == before
        again = await intake.post("vaasa", ARRIVALS, arrival(family_name="Esimerkkki"), key="k")
        assert again.status_code == 201
        assert await intake.count() == before + 2
        assert "idempotency-replayed" not in again.headers

    async def test_who_works_for_both_is_told(self, intake: Intake) -> None:
        first = await registered(intake, "coast", NARPES)
        answer = await intake.post("coast", ARRIVALS, arrival())
        assert answer.json()["suspected"] == [first]

    async def test_two_spellings_at_the_same_moment_do_not_miss_each_other(self, intake: Intake) -> None:
        names = ["Ševtšuk", "Shevchuk", "Sevtsuk", "Schevtschuk"]
        answers = await asyncio.gather(*(intake.post("vaasa", ARRIVALS, arrival(family_name=name)) for name in names))
        assert [answer.status_code for answer in answers] == [201] * 4
        assert sorted(len(answer.json()["suspected"]) for answer in answers) == [0, 1, 2, 3]

    async def test_neither_do_they_in_two_processes(self, intake: Intake) -> None:
        names = ["Ševtšuk", "Shevchuk", "Sevtsuk", "Schevtschuk"]
        async with client_of(SERVICE, intake.place.settings) as (client, app):
            both = (intake, Intake(client, app, intake.place))
            answers = await asyncio.gather(
                *(both[n % 2].post("vaasa", ARRIVALS, arrival(family_name=name)) for n, name in enumerate(names))
            )
        assert [answer.status_code for answer in answers] == [201] * 4
        assert sorted(len(answer.json()["suspected"]) for answer in answers) == [0, 1, 2, 3]


class TestCorrecting:
    async def test_the_event_names_the_one_it_corrects(self, intake: Intake) -> None:
        case = await registered(intake)
        right = {"family_name": "Oikea", "given_names": "Åsa", "birth_date": "1990-04-02"}
        answer = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", right)
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        details = (await persons(intake.ledger, [UUID(case)]))[UUID(case)].details
        assert isinstance(details, PersonDetails)
        assert details.family_name == "Oikea"
        heads = await intake.ledger.pool.fetch(
            "select convert_from(head, 'UTF8')::jsonb as head from events order by version"
        )
        assert '"corrects"' in heads[1]["head"]

    async def test_what_was_corrected_is_found_by_its_new_details(self, intake: Intake) -> None:
        case = await registered(intake)
        right = {"family_name": "Oikea", "given_names": "Åsa", "birth_date": "1990-04-02"}
        await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", right)
        again = await intake.post("vaasa", ARRIVALS, arrival(**right))
        assert (again.json()["outcome"], again.json()["case"]) == ("already_there", case)
        alike = await intake.post("vaasa", ARRIVALS, arrival(**{**right, "family_name": "Oikkea"}))
        assert alike.json()["suspected"] == [case]

    async def test_two_cases_of_a_municipality_cannot_be_made_the_same(self, intake: Intake) -> None:
        await registered(intake)
        other = await registered(intake, family_name="Muu")
        same = {"family_name": "Esimerkki", "given_names": "Åsa Maria", "birth_date": "1990-04-01"}
        answer = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{other}/corrections", same)
        assert (answer.status_code, answer.json()["code"]) == (409, "case.already_registered")

    async def test_a_foreign_case_is_answered_like_one_that_does_not_exist(self, intake: Intake) -> None:
        case = await registered(intake, "laukaa", LAUKAA)
        right = {"family_name": "Oikea", "given_names": "Åsa", "birth_date": "1990-04-02"}
        foreign = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", right)
        nowhere = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{uuid4()}/corrections", right)
        elsewhere = await intake.post("vaasa", f"/municipalities/{LAUKAA}/cases/{case}/corrections", right)
        for answer in (foreign, nowhere, elsewhere):
            assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")
        assert {**foreign.json(), "trace": None} == {**nowhere.json(), "trace": None}


async def test_many_born_on_one_day_are_registered_side_by_side(intake: Intake) -> None:
    names = [f"{chr(97 + n)}{chr(97 + n * 7 % 26)}{chr(97 + n * 11 % 26)}o" * 2 for n in range(24)]
    answers = await asyncio.gather(
        *(intake.post("vaasa", ARRIVALS, arrival(family_name=name, given_names=name[::-1])) for name in names)
    )
    assert {answer.status_code for answer in answers} == {201}
    assert await intake.count() >= len(names)


class TestDismissing:
    REASON: ClassVar = {"reason": "different_people"}

    async def suspected(self, intake: Intake, there: str = LAUKAA) -> tuple[str, str, str]:
        """Vaasa's case, the other one, and the suspicion between them."""
        other = await registered(intake, "both" if there != NARPES else "coast", there)
        case = await registered(intake, family_name="Esimerkkki")
        ((stream, _),) = await intake.suspicions(case)
        return case, other, stream.rsplit("/", 1)[1]

    def path(self, municipality: str, suspicion: str) -> str:
        return f"/municipalities/{municipality}/suspicions/{suspicion}/dismiss"

    @pytest.mark.parametrize("municipality", [VAASA, LAUKAA])
    async def test_who_works_for_both_municipalities_dismisses_it_from_either(
        self, intake: Intake, municipality: str
    ) -> None:
        case, _, suspicion = await self.suspected(intake)
        answer = await intake.post("both", self.path(municipality, suspicion), self.REASON, key="k")
        assert answer.json() == {"stream": f"intake/suspicion/{suspicion}", "version": 2, "case": case}
        again = await intake.post("both", self.path(municipality, suspicion), self.REASON, key="k")
        assert (again.status_code, again.json()) == (200, answer.json())
        anew = await intake.post("both", self.path(municipality, suspicion), self.REASON)
        assert (anew.status_code, anew.json()["version"]) == (200, 2)
        assert await intake.facts(case) == ["ArrivalRegistered"]

    async def test_inside_one_municipality_its_own_caseworker_does(self, intake: Intake) -> None:
        _, _, suspicion = await self.suspected(intake, VAASA)
        answer = await intake.post("vaasa", self.path(VAASA, suspicion), self.REASON)
        assert answer.status_code == 200

    async def test_to_everybody_else_it_is_a_suspicion_that_does_not_exist(self, intake: Intake) -> None:
        case, _, suspicion = await self.suspected(intake)
        nowhere = await intake.post("vaasa", self.path(VAASA, str(uuid4())), self.REASON)
        for actor, municipality in (("vaasa", VAASA), ("laukaa", LAUKAA), ("coast", NARPES), ("coast", VAASA)):
            answer = await intake.post(actor, self.path(municipality, suspicion), self.REASON)
            assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")
            assert {**answer.json(), "trace": None} == {**nowhere.json(), "trace": None}
        ((_, names),) = await intake.suspicions(case)
        assert names == ["DuplicateSuspected"]

    async def test_it_is_where_the_cases_are_now_that_counts(self, intake: Intake) -> None:
        case, _, suspicion = await self.suspected(intake)
        said = {"receiver": LAUKAA, "expires_on": SOON.isoformat()}
        offer = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/transfers", said)
        accept = f"/municipalities/{LAUKAA}/transfers/{case}/{offer.json()['offer']}/accept"
        assert (await intake.post("laukaa", self.path(LAUKAA, suspicion), self.REASON)).status_code == 404
        assert (await intake.post("laukaa", accept, {})).status_code == 200
        assert (await intake.post("laukaa", self.path(LAUKAA, suspicion), self.REASON)).status_code == 200
        assert (await intake.post("both", self.path(VAASA, suspicion), self.REASON)).status_code == 404

    async def test_what_was_dismissed_is_not_raised_again(self, intake: Intake) -> None:
        case, _, suspicion = await self.suspected(intake)
        await intake.post("both", self.path(VAASA, suspicion), self.REASON)
        right = {"family_name": "Esimerki", "given_names": "Åsa Maria", "birth_date": "1990-04-01"}
        await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", right)
        ((_, names),) = await intake.suspicions(case)
        assert names == ["DuplicateSuspected", "DuplicateDismissed"]

    @pytest.mark.parametrize("said", [{}, {"reason": "because"}, {"reason": None}, {"reason": "other", "more": 1}])
    async def test_a_bad_reason_is_named(self, untouched: Intake, said: dict[str, Any]) -> None:
        answer = await untouched.post("both", self.path(VAASA, str(uuid4())), said)
        assert answer.status_code == 422


class TestMoving:
    async def offered(self, intake: Intake, case: str, receiver: str = LAUKAA, **other: Any) -> dict[str, Any]:
        said = {"receiver": receiver, "expires_on": (TODAY + timedelta(days=14)).isoformat(), **other}
        answer = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/transfers", said)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def test_an_accepted_case_is_the_receivers(self, intake: Intake) -> None:
        case = await registered(intake)
        offer = (await self.offered(intake, case, note="Muuttaa työn perässä."))["offer"]
        accepted = await intake.post("laukaa", f"/municipalities/{LAUKAA}/transfers/{case}/{offer}/accept", {})
        assert (accepted.status_code, accepted.json()["version"]) == (200, 3)
        right = {"family_name": "Oikea", "given_names": "Åsa", "birth_date": "1990-04-02"}
        sender = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", right)
        receiver = await intake.post("laukaa", f"/municipalities/{LAUKAA}/cases/{case}/corrections", right)
        assert (sender.status_code, receiver.status_code) == (404, 200)

    async def test_the_receiver_does_not_register_the_person_again(self, intake: Intake) -> None:
        case = await registered(intake)
        offer = (await self.offered(intake, case))["offer"]
        await intake.post("laukaa", f"/municipalities/{LAUKAA}/transfers/{case}/{offer}/accept", {})
        there = await intake.post("laukaa", f"/municipalities/{LAUKAA}/arrivals", arrival())
        alike = await intake.post("laukaa", f"/municipalities/{LAUKAA}/arrivals", arrival(family_name="Esimerkkki"))
        assert (there.json()["outcome"], there.json()["case"]) == ("already_there", case)
        assert alike.json()["suspected"] == [case]

    async def test_a_person_whom_the_receiver_knows_may_move_all_the_same(self, intake: Intake) -> None:
        case = await registered(intake)
        await registered(intake, "laukaa", LAUKAA)
        offer = (await self.offered(intake, case))["offer"]
        accepted = await intake.post("laukaa", f"/municipalities/{LAUKAA}/transfers/{case}/{offer}/accept", {})
        assert accepted.status_code == 200

    async def test_a_declined_case_stays(self, intake: Intake) -> None:
        case = await registered(intake)
        offer = (await self.offered(intake, case))["offer"]
        path = f"/municipalities/{LAUKAA}/transfers/{case}/{offer}/decline"
        declined = await intake.post("laukaa", path, {"reason": "no_capacity"})
        assert declined.status_code == 200
        assert await intake.facts(case) == ["ArrivalRegistered", "TransferOffered", "TransferDeclined"]
        await self.offered(intake, case, NARPES)

    async def test_only_the_receiver_answers(self, intake: Intake) -> None:
        case = await registered(intake)
        offer = (await self.offered(intake, case))["offer"]
        for actor, municipality in (("vaasa", VAASA), ("coast", NARPES)):
            for verb, said in (("accept", {}), ("decline", {"reason": "other"})):
                path = f"/municipalities/{municipality}/transfers/{case}/{offer}/{verb}"
                assert (await intake.post(actor, path, said)).status_code == 404

    async def test_an_offer_is_accepted_once_by_however_many(self, intake: Intake) -> None:
        case = await registered(intake)
        offer = (await self.offered(intake, case))["offer"]
        path = f"/municipalities/{LAUKAA}/transfers/{case}/{offer}/accept"
        answers = await asyncio.gather(*(intake.post("laukaa", path, {}) for _ in range(8)))
        assert {answer.status_code for answer in answers} == {200}
        assert (await intake.facts(case)).count("TransferAccepted") == 1

    @pytest.mark.parametrize(
        ("receiver", "code"),
        [(VAASA, "transfer.to_itself"), ("091", "transfer.outside_deployment"), ("999", "transfer.outside_deployment")],
    )
    async def test_a_wrong_receiver_is_refused_in_the_callers_language(
        self, intake: Intake, receiver: str, code: str
    ) -> None:
        case = await registered(intake)
        texts = set()
        for language in ("fi", "sv", "en"):
            answer = await intake.post(
                "vaasa",
                f"/municipalities/{VAASA}/cases/{case}/transfers",
                {"receiver": receiver, "expires_on": SOON.isoformat()},
                language=language,
            )
            assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, code, "receiver")
            texts.add(answer.json()["detail"])
        assert len(texts) == 3

    async def test_a_second_open_offer_is_refused(self, intake: Intake) -> None:
        case = await registered(intake)
        await self.offered(intake, case)
        said = {"receiver": NARPES, "expires_on": SOON.isoformat()}
        answer = await intake.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/transfers", said)
        assert (answer.status_code, answer.json()["code"]) == (409, "transfer.already_offered")


NONSENSE: list[Any] = [
    None,
    [],
    "text",
    3,
    {},
    {"family_name": 3},
    {"unknown": "field"},
    arrival(family_name=""),
    arrival(family_name="A" * 5000),
    arrival(family_name="A" * 900_000),
    arrival(family_name="\x00"),
    arrival(family_name="\ud800"),
    arrival(given_names="rivi\x1b[31m"),
    arrival(birth_date="31.2.1990"),
    arrival(birth_date="1850-01-01"),
    arrival(birth_date="2999-01-01"),
    arrival(birth_date=19900401),
    arrival(arrived_on="huomenna"),
    arrival(arrived_on="2091-01-01"),
    arrival(arrived_on="99999999999999-01-01"),
    arrival(identity_code="010490-900A"),
    arrival(identity_code="١٢٣٤٥٦-٧٨٩٠"),
    arrival(identity_code="020490-900S"),
    arrival(mother_tongue="klingon"),
    arrival(citizenship="ZZ"),
    arrival(reason="because"),
    arrival(reason=None),
    arrival(phone="ei ole"),
    arrival(phone="+" * 900_000),
    arrival(notes="x" * 5000),
    arrival(channel="fax"),
]


class TestNonsense:
    @pytest.mark.parametrize("said", NONSENSE, ids=lambda said: str(said)[:40].encode("ascii", "replace").decode())
    async def test_bad_input_is_named_and_translated_and_nothing_is_written(self, untouched: Intake, said: Any) -> None:
        raw = json.dumps(said).encode()
        headers = {**untouched.place.headers("vaasa", language="sv"), "content-type": "application/json"}
        answer = await untouched.client.post(ARRIVALS, content=raw, headers=headers)
        assert answer.status_code in {400, 422}, answer.text
        problem = answer.json()
        assert problem["code"] not in problem["detail"]
        assert problem["errors"]
        assert await untouched.count() == 0

    async def test_every_fault_of_an_arrival_is_told_at_once(self, untouched: Intake) -> None:
        answer = await untouched.post("vaasa", ARRIVALS, {"birth_date": "31.2.1990", "phone": "x"})
        assert {fault["field"] for fault in answer.json()["errors"]} == {
            "family_name",
            "given_names",
            "birth_date",
            "reason",
            "arrived_on",
            "phone",
        }

    async def test_a_formula_is_a_name_like_any_other(self, intake: Intake) -> None:
        answer = await intake.post("vaasa", ARRIVALS, arrival(family_name='=HYPERLINK("x")'))
        assert answer.status_code == 201

    @pytest.mark.parametrize("path", ["abc", "9055", "905%00", "%F0%9F%98%80", "000"])
    async def test_a_municipality_that_is_none_is_answered_quietly(self, untouched: Intake, path: str) -> None:
        answer = await untouched.post("vaasa", f"/municipalities/{path}/arrivals", arrival())
        assert answer.status_code in {404, 422}

    async def test_a_municipality_outside_the_deployment_takes_nobody(self, untouched: Intake) -> None:
        answer = await untouched.post("abroad", "/municipalities/091/arrivals", arrival())
        assert (answer.status_code, answer.json()["code"]) == (422, "arrival.municipality_outside_deployment")

    @pytest.mark.parametrize("case", ["x", "1" * 5000, "00000000-0000-0000-0000-00000000000g"])
    async def test_a_case_id_that_is_none_is_answered_quietly(self, untouched: Intake, case: str) -> None:
        answer = await untouched.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/corrections", {})
        assert answer.status_code in {404, 422}

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"receiver": LAUKAA},
            {"receiver": 410, "expires_on": "2026-03-01"},
            {"receiver": "Laukaa", "expires_on": "2026-03-01"},
            {"receiver": LAUKAA, "expires_on": "31.2.2026"},
            {"receiver": LAUKAA, "expires_on": 1},
            {"receiver": LAUKAA, "expires_on": SOON.isoformat(), "note": ""},
            {"receiver": LAUKAA, "expires_on": SOON.isoformat(), "note": "x" * 5000},
        ],
    )
    async def test_a_bad_offer_is_named(self, untouched: Intake, said: dict[str, Any]) -> None:
        answer = await untouched.post("vaasa", f"/municipalities/{VAASA}/cases/{uuid4()}/transfers", said)
        assert answer.status_code == 422, answer.text

    async def test_without_a_key_or_a_token_nothing_happens(self, untouched: Intake) -> None:
        headers = untouched.place.headers("vaasa")
        no_key = {name: value for name, value in headers.items() if name != "idempotency-key"}
        no_token = {name: value for name, value in headers.items() if name != "authorization"}
        assert (await untouched.client.post(ARRIVALS, json=arrival(), headers=no_key)).status_code == 400
        assert (await untouched.client.post(ARRIVALS, json=arrival(), headers=no_token)).status_code == 401
        assert await untouched.count() == 0


async def test_the_description_names_every_endpoint_with_its_answers(untouched: Intake) -> None:
    document = (await untouched.client.get("/openapi.json")).json()
    commands = {path: item["post"] for path, item in document["paths"].items() if "post" in item}
    assert len(commands) > 30
    for command in commands.values():
        assert command["summary"]
        assert {"401", "403", "404", "422"} <= command["responses"].keys()  # which codes: tests/house/test_openapi.py


async def test_no_personal_value_stands_in_clear_in_any_table(intake: Intake) -> None:
    await registered(intake, identity_code="010490-9004", phone="+358401234567", notes="Tulkki tarvitaan heti")
    for table in ("events", "streams", "commands", "claims", "blind_index"):
        rows = await intake.ledger.pool.fetch(f"select * from {table}")
        assert rows
        written = b"".join(
            value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row.values()
        )
        for personal in ("Esimerkki", "Åsa", "1990-04-01", "010490-9004", "401234567", "Tulkki"):
            assert personal.encode() not in written, (table, personal)
