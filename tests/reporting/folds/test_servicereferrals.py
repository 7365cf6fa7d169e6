"""A referral to services of the directory: the client's municipality sees it whole, a provider what is its to see."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.readmodels.servicereferrals import SERVICE_REFERRALS, ServiceReferralRow
from shared.events import Event
from shared.events.planning.services import (
    AccompaniedToService,
    Disclosed,
    ProviderAsked,
    ReferralExpired,
    ReferralRevoked,
    Sector,
    ServiceReferralAccepted,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralSent,
    ServiceReferralStarted,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import (
    LAUKAA,
    NARPES,
    RECORDED,
    VAASA,
    arrived,
    arrived_unreadably,
    corrected,
    moved,
)

pytestmark = pytest.mark.unit

REFERRAL, CLUB, CITY, CONSENT = UUID(int=4), UUID(int=61), UUID(int=60), UUID(int=70)
DAY, EXPIRES = date(2026, 5, 1), date(2026, 4, 1)
ALL = (Disclosed.NAME, Disclosed.LANGUAGE, Disclosed.REASON)
OWN, CLUBS, CITYS = f"{REFERRAL}", f"{REFERRAL}/{CLUB}", f"{REFERRAL}/{CITY}"
NAME = b"ArrivalRegistered.person"


def sent(*discloses: Disclosed) -> ServiceReferralSent:
    return told(ServiceReferralSent, referral=REFERRAL, expires_on=EXPIRES, discloses=discloses)


def asked(service: UUID, provider: str) -> ProviderAsked:
    return told(
        ProviderAsked,
        referral=REFERRAL,
        service_id=service,
        sector=Sector.PRIVATE,
        provider=provider,
        organisation="Seura",
        business_id="1234567-1",
        consent=CONSENT,
    )


def declined(service: UUID, *, last: bool) -> ServiceReferralDeclined:
    return told(ServiceReferralDeclined, referral=REFERRAL, service_id=service, last=last)


accepted = told(ServiceReferralAccepted, referral=REFERRAL, service_id=CLUB)
CASE = ServiceReferralRow(VAASA, language="som", person=NAME)
SENT = ServiceReferralRow(
    VAASA,
    "referral",
    REFERRAL,
    discloses="name,language,reason",
    sent_on=RECORDED,
    expires_on=EXPIRES,
    reason=b"ServiceReferralSent.reason",
)
ASKED = SENT._replace(
    side="asked",
    service_id=CLUB,
    sector="private",
    provider=NARPES,
    organisation="Seura",
    business_id="1234567-1",
    consent=CONSENT,
    reason=None,
)
INBOX = ASKED._replace(municipality=NARPES, side="inbox", language="som", reason=b"ServiceReferralSent.reason")
ASKED_CITY = ASKED._replace(service_id=CITY, provider=LAUKAA)
INBOX_CITY = INBOX._replace(service_id=CITY, provider=LAUKAA, municipality=LAUKAA)
EMPTIED: dict[str, Any] = {"reason": None, "person": None, "language": None}


def rows(*events: Event, discloses: tuple[Disclosed, ...] = ALL) -> dict[str, ServiceReferralRow]:
    """After a referral that two providers were asked for."""
    return rows_of(SERVICE_REFERRALS, arrived, sent(*discloses), asked(CLUB, NARPES), asked(CITY, LAUKAA), *events)


def those(
    own: ServiceReferralRow,
    club: ServiceReferralRow,
    club_inbox: ServiceReferralRow,
    city: ServiceReferralRow = ASKED_CITY,
    city_inbox: ServiceReferralRow = INBOX_CITY,
) -> dict[str, ServiceReferralRow]:
    return {
        "": CASE,
        OWN: own,
        CLUBS: club,
        f"{CLUBS}/inbox": club_inbox,
        CITYS: city,
        f"{CITYS}/inbox": city_inbox,
    }


class TestAsking:
    def test_each_provider_is_told_why_and_in_which_language_and_not_who(self) -> None:
        assert rows() == those(SENT, ASKED, INBOX)

    def test_a_provider_is_told_no_more_than_the_referral_discloses(self) -> None:
        only_reason = rows(discloses=(Disclosed.REASON,))[f"{CLUBS}/inbox"]
        assert only_reason == INBOX._replace(discloses="reason", language=None)
        only_language = rows(discloses=(Disclosed.LANGUAGE,))[f"{CLUBS}/inbox"]
        assert only_language == INBOX._replace(discloses="language", reason=None)
        nothing = rows(discloses=())[f"{CLUBS}/inbox"]
        assert nothing == INBOX._replace(discloses="", language=None, reason=None)

    def test_of_a_case_that_has_not_come_there_is_nothing_to_tell(self) -> None:
        before = rows_of(SERVICE_REFERRALS, sent(*ALL), asked(CLUB, NARPES), accepted)
        assert before[f"{CLUBS}/inbox"] == INBOX._replace(
            state="accepted", answered_on=RECORDED, disclosed_to=CLUB, language=None
        )
        assert before[OWN].municipality == ""

    def test_the_language_of_who_was_erased_is_not_known(self) -> None:
        assert rows_of(SERVICE_REFERRALS, arrived_unreadably) == {"": CASE._replace(language=None)}


class TestAnswers:
    def test_who_accepts_is_told_who_it_is_and_the_others_see_nothing_more(self) -> None:
        now: dict[str, Any] = {"state": "accepted", "answered_on": RECORDED, "disclosed_to": CLUB}
        gone: dict[str, Any] = {"state": "superseded", "ended_on": RECORDED}
        assert rows(accepted) == those(
            SENT._replace(**now),
            ASKED._replace(**now),
            INBOX._replace(**now, person=NAME),
            ASKED_CITY._replace(**gone),
            INBOX_CITY._replace(**gone, **EMPTIED),
        )

    @pytest.mark.parametrize(
        ("discloses", "person"),
        [((Disclosed.CONTACT,), NAME), ((Disclosed.NAME,), NAME), ((Disclosed.LANGUAGE,), None), ((), None)],
    )
    def test_the_name_is_told_where_the_name_or_the_contact_is_disclosed(
        self, discloses: tuple[Disclosed, ...], person: bytes | None
    ) -> None:
        assert rows(accepted, discloses=discloses)[f"{CLUBS}/inbox"].person == person

    def test_one_no_leaves_the_referral_with_the_other(self) -> None:
        no: dict[str, Any] = {"state": "declined", "answered_on": RECORDED}
        assert rows(declined(CLUB, last=False)) == those(
            SENT,
            ASKED._replace(**no, ground=b"ServiceReferralDeclined.ground"),
            INBOX._replace(**no, **EMPTIED),
        )

    def test_the_last_no_ends_the_referral(self) -> None:
        no: dict[str, Any] = {"state": "declined", "answered_on": RECORDED}
        ground = b"ServiceReferralDeclined.ground"
        over = SENT._replace(**no, ended_on=RECORDED, ground=ground)
        club, inbox = ASKED._replace(**no, ground=ground), INBOX._replace(**no, **EMPTIED)
        assert rows(declined(CITY, last=False), declined(CLUB, last=True)) == those(
            over,
            club,
            inbox,
            ASKED_CITY._replace(**no, ground=ground),
            INBOX_CITY._replace(**no, **EMPTIED),
        )

    def test_a_no_of_the_clients_ends_it_for_those_who_have_not_answered(self) -> None:
        gone: dict[str, Any] = {"state": "superseded", "ended_on": RECORDED}
        after = rows(declined(CLUB, last=True))
        assert after[CITYS] == ASKED_CITY._replace(**gone)
        assert after[f"{CITYS}/inbox"] == INBOX_CITY._replace(**gone, **EMPTIED)
        assert after[OWN].state == "declined"


class TestAfterwards:
    NOW: dict[str, Any] = {"state": "accepted", "answered_on": RECORDED, "disclosed_to": CLUB}  # noqa: RUF012 - nobody changes it

    @pytest.mark.parametrize(
        ("event", "said"),
        [
            (
                told(ServiceReferralStarted, referral=REFERRAL, service_id=CLUB, started_on=DAY),
                {"state": "started", "started_on": DAY},
            ),
            (
                told(ServiceReferralCompleted, referral=REFERRAL, service_id=CLUB, completed_on=DAY),
                {"state": "completed", "ended_on": DAY, "ground": b"ServiceReferralCompleted.end"},
            ),
            (
                told(AccompaniedToService, referral=REFERRAL, service_id=CLUB, accompanied_on=DAY),
                {"accompanied_on": DAY},
            ),
        ],
        ids=["started", "completed", "accompanied"],
    )
    def test_the_municipality_and_the_provider_follow_it_to_its_end(self, event: Event, said: dict[str, Any]) -> None:
        before, after = rows(accepted), rows(accepted, event)
        for sub in (OWN, CLUBS, f"{CLUBS}/inbox"):
            assert after[sub] == before[sub]._replace(**said)
        for sub in ("", CITYS, f"{CITYS}/inbox"):
            assert after[sub] == before[sub]

    def test_what_was_revoked_is_gone_from_every_inbox_and_stays_known_to_the_sender(self) -> None:
        revoked = told(ReferralRevoked, referral=REFERRAL, consent=CONSENT, disclosed_to=CLUB)
        gone: dict[str, Any] = {"state": "revoked", "ended_on": RECORDED}
        assert rows(revoked) == those(
            SENT._replace(**gone, consent=CONSENT, disclosed_to=CLUB, ground=b"ReferralRevoked.revocation"),
            ASKED._replace(**gone),
            INBOX._replace(**gone, **EMPTIED),
            ASKED_CITY._replace(**gone),
            INBOX_CITY._replace(**gone, **EMPTIED),
        )

    def test_a_provider_that_had_said_no_is_told_of_no_revocation(self) -> None:
        revoked = told(ReferralRevoked, referral=REFERRAL)
        before, after = rows(declined(CITY, last=False)), rows(declined(CITY, last=False), revoked)
        assert {sub: after[sub] for sub in (CITYS, f"{CITYS}/inbox")} == {
            sub: before[sub] for sub in (CITYS, f"{CITYS}/inbox")
        }

    def test_who_had_accepted_sees_nothing_after_it_was_revoked(self) -> None:
        inbox = rows(accepted, told(ReferralRevoked, referral=REFERRAL))[f"{CLUBS}/inbox"]
        assert inbox == INBOX._replace(**self.NOW, **EMPTIED)._replace(state="revoked", ended_on=RECORDED)

    def test_what_nobody_answered_in_time_has_expired_on_its_day(self) -> None:
        gone: dict[str, Any] = {"state": "expired", "ended_on": date(2026, 4, 2)}
        assert rows(told(ReferralExpired, referral=REFERRAL, expired_on=date(2026, 4, 2))) == those(
            SENT._replace(**gone),
            ASKED._replace(**gone),
            INBOX._replace(**gone, **EMPTIED),
            ASKED_CITY._replace(**gone),
            INBOX_CITY._replace(**gone, **EMPTIED),
        )


class TestTheCase:
    def test_all_but_the_inboxes_follow_the_case(self) -> None:
        after = rows(moved)
        assert {sub: row.municipality for sub, row in after.items()} == {
            "": LAUKAA,
            OWN: LAUKAA,
            CLUBS: LAUKAA,
            CITYS: LAUKAA,
            f"{CLUBS}/inbox": NARPES,
            f"{CITYS}/inbox": LAUKAA,
        }
        assert after[""] == CASE._replace(municipality=LAUKAA)
        assert rows_of(SERVICE_REFERRALS, moved) == {"": ServiceReferralRow(LAUKAA)}

    def test_an_inbox_stays_its_providers_when_the_case_comes_to_where_it_was_sent_from(self) -> None:
        late = rows_of(SERVICE_REFERRALS, sent(*ALL), asked(CLUB, NARPES), arrived)
        assert (late[OWN].municipality, late[f"{CLUBS}/inbox"].municipality) == (VAASA, NARPES)

    def test_who_has_been_told_the_name_is_told_the_right_one(self) -> None:
        right = b"PersonDetailsCorrected.person"
        after = rows(accepted, corrected)
        assert {sub: row.person for sub, row in after.items() if row.person} == {"": right, f"{CLUBS}/inbox": right}
        assert after[""] == CASE._replace(person=right)
        assert rows_of(SERVICE_REFERRALS, corrected) == {"": ServiceReferralRow(person=right)}

    def test_another_referral_of_the_case_is_left_as_it_was(self) -> None:
        other = UUID(int=5)
        more = [
            told(ServiceReferralSent, referral=other, expires_on=EXPIRES, discloses=ALL),
            told(ProviderAsked, referral=other, service_id=CLUB),
        ]
        before = rows(*more)
        for event in (accepted, declined(CLUB, last=True), told(ReferralRevoked, referral=REFERRAL)):
            after = rows(*more, event)
            assert {sub: row for sub, row in after.items() if row.referral == other} == {
                sub: row for sub, row in before.items() if row.referral == other
            }
