"""What a referral to services may do, with the consents it rests on, and the services that planning knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.planning.client import Client
from services.planning.domain import INITIAL, Command, decide, evolve
from services.planning.referral import known
from services.planning.referral.consents import Consent, EndConsent, NoteConsent
from services.planning.referral.domain import ExpireReferrals
from services.planning.referral.known import (
    ChangeOwner,
    ForgetService,
    Given,
    Gone,
    KnowService,
    NotKnown,
    Provider,
    provider_of,
)
from services.planning.referral.services import (
    AcceptClient,
    Accompany,
    Answer,
    Asked,
    BeginService,
    By,
    CompleteService,
    DeclineClient,
    Offer,
    RevokeReferral,
    SendReferral,
    Underway,
)
from services.planning.standing import NoPlan, State
from services.planning.words import Words
from shared.errors import Refused
from shared.events import Event, FreeText, Personal, Unreadable
from shared.events.intake.consent import ConsentForm, ConsentPurpose, ConsentTerms, Receiver, ReceiverKind
from shared.events.planning.services import (
    AccompaniedBy,
    AccompaniedToService,
    ConsentEnded,
    ConsentNoted,
    Disclosed,
    ProviderAsked,
    ReferralExpired,
    ReferralRevoked,
    Revocation,
    RevocationReason,
    Sector,
    ServiceDecline,
    ServiceDeclineReason,
    ServiceEnd,
    ServiceGone,
    ServiceKnown,
    ServiceOutcome,
    ServiceReferralAccepted,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralSent,
    ServiceReferralStarted,
)
from tests.planning.facts import LAUKAA, NARPES, PERSON, REFERRAL, TODAY, VAASA, given, moved, taken_up
from tests.spec import KEY, Outcome, Spec, folded

pytestmark = pytest.mark.unit

CITY, CLUB, FIRM = UUID(int=60), UUID(int=61), UUID(int=62)
CONSENT, OTHER_CONSENT = UUID(int=70), UUID(int=71)
LAST = TODAY + timedelta(days=30)
DISCLOSES = (Disclosed.NAME, Disclosed.REASON)

city = Provider(CITY, Sector.OFFICIAL, VAASA, "Vaasan kaupunki")
club = Provider(CLUB, Sector.THIRD_SECTOR, VAASA, "Seura", "1234567-1")
firm = Provider(FIRM, Sector.PRIVATE, NARPES, "Firma Oy")
THEIRS = By(VAASA, "Seura")
OURS = By(VAASA)


def terms(receiver: str, purpose: ConsentPurpose = ConsentPurpose.REFERRAL) -> ConsentTerms:
    return ConsentTerms(
        purpose=purpose, receiver=Receiver(kind=ReceiverKind.ORGANISATION, id=receiver), form=ConsentForm.WRITTEN
    )


def noted(receiver: str, consent: UUID = CONSENT) -> ConsentNoted:
    return ConsentNoted(consent=consent, valid_until=LAST, terms=Personal(PERSON, terms(receiver)))


def asked(provider: Provider, consent: UUID | None = None) -> ProviderAsked:
    return ProviderAsked(
        referral=REFERRAL,
        service_id=provider.service,
        sector=provider.sector,
        provider=provider.municipality,
        organisation=provider.organisation,
        business_id=provider.business_id,
        consent=consent,
    )


sent = ServiceReferralSent(
    municipality=VAASA, person_id=PERSON, referral=REFERRAL, expires_on=LAST, discloses=DISCLOSES
)
send = SendReferral(VAASA, REFERRAL, (city,), LAST, DISCLOSES, None, TODAY)
accept = AcceptClient(THEIRS, REFERRAL, None, TODAY)
decline = DeclineClient(THEIRS, REFERRAL, None, ServiceDeclineReason.FULL)
begin = BeginService(THEIRS, REFERRAL, TODAY, TODAY)
complete = CompleteService(THEIRS, REFERRAL, TODAY, ServiceOutcome.COMPLETED, TODAY)
accompany = Accompany(VAASA, REFERRAL, None, TODAY, AccompaniedBy.PEER, TODAY)
revoke = RevokeReferral(VAASA, REFERRAL, RevocationReason.MISTAKE)

accepted = ServiceReferralAccepted(referral=REFERRAL, service_id=CLUB)
started = ServiceReferralStarted(referral=REFERRAL, service_id=CLUB, started_on=TODAY)
completed = ServiceReferralCompleted(
    referral=REFERRAL,
    service_id=CLUB,
    completed_on=TODAY,
    end=Personal(PERSON, ServiceEnd(outcome=ServiceOutcome.COMPLETED)),
)
expired = ReferralExpired(referral=REFERRAL, expired_on=LAST + timedelta(days=1))

ASKED: tuple[Event, ...] = (taken_up, noted("Seura"), sent, asked(club, CONSENT))
TWO: tuple[Event, ...] = (*ASKED, asked(city))


def declined(service: UUID, *, last: bool, why: ServiceDeclineReason = ServiceDeclineReason.FULL) -> Event:
    ground = Personal(PERSON, ServiceDecline(reason=why))
    return ServiceReferralDeclined(referral=REFERRAL, service_id=service, last=last, ground=ground)


def revoked(
    why: RevocationReason, *, told: UUID | None = None, consent: UUID | None = None, both: bool = False
) -> ReferralRevoked:
    return ReferralRevoked(
        referral=REFERRAL,
        consent=consent,
        asked=(CITY, CLUB) if both else (CLUB,),
        disclosed_to=told,
        disclosed=DISCLOSES if told else (),
        revocation=Personal(PERSON, Revocation(reason=why)),
    )


OVER: list[tuple[tuple[Event, ...], str]] = [
    ((accepted, completed), "referral.already_completed"),
    ((declined(CLUB, last=True),), "referral.already_declined"),
    ((revoked(RevocationReason.MISTAKE),), "referral.revoked"),
    ((expired,), "referral.expired"),
]


def facts(outcome: Outcome[Command, State]) -> list[Event]:
    return list(decide(outcome.command, folded(INITIAL, evolve, outcome.history)))


class TestSending:
    def test_to_an_own_official_service_no_consent_is_needed(self) -> None:
        given(taken_up).when(send).produces(sent, asked(city))
        words = Words(UUID(int=9), "Tuki")
        text = Personal(UUID(int=9), FreeText(text="Tuki"), parents=(PERSON,))
        with_it = sent.model_copy(update={"reason": text})
        given(taken_up).when(replace(send, reason=words)).produces(with_it, asked(city))
        given(taken_up).when(replace(send, reason=words)).texts_go_with(PERSON)

    @pytest.mark.parametrize("provider", [club, firm, replace(city, municipality=NARPES)])
    def test_outside_a_consent_is_needed(self, provider: Provider) -> None:
        outside = replace(send, providers=(provider,))
        given(taken_up).when(outside).refuses("referral.consent_missing", "services")
        with pytest.raises(Refused) as refusal:
            given(taken_up).when(outside).produces()
        assert refusal.value.fault.params == {"organisation": provider.organisation}
        named = noted(provider.organisation)
        given(taken_up, named).when(outside).produces(sent, asked(provider, CONSENT))

    @pytest.mark.parametrize("receiver", ["Seura", "1234567-1", str(CLUB)])
    def test_a_consent_names_its_receiver_by_name_by_number_or_by_the_service(self, receiver: str) -> None:
        given(taken_up, noted(receiver)).when(replace(send, providers=(club,))).produces(sent, asked(club, CONSENT))

    def test_a_consent_to_another_receiver_or_purpose_or_one_that_is_over_or_erased_is_none(self) -> None:
        outside = replace(send, providers=(club,))
        given(taken_up, noted("Firma Oy")).when(outside).refuses("referral.consent_missing", "services")
        given(taken_up, noted(VAASA)).when(outside).refuses("referral.consent_missing", "services")
        plan = noted("Seura").model_copy(update={"terms": Personal(PERSON, terms("Seura", ConsentPurpose.PLAN))})
        given(taken_up, plan).when(outside).refuses("referral.consent_missing", "services")
        erased = noted("Seura").model_copy(update={"terms": Personal(PERSON, Unreadable.ERASED)})
        given(taken_up, erased).when(outside).refuses("referral.consent_missing", "services")
        on_its_last_day = replace(outside, today=LAST)
        given(taken_up, noted("Seura")).when(on_its_last_day).produces(sent, asked(club, CONSENT))
        late = replace(outside, today=LAST + timedelta(days=1), expires_on=LAST + timedelta(days=9))
        given(taken_up, noted("Seura")).when(late).refuses("referral.consent_missing", "services")

    def test_it_is_open_for_a_day_at_least_and_made_once_at_a_time(self) -> None:
        yesterday = replace(send, expires_on=TODAY - timedelta(days=1))
        given(taken_up).when(yesterday).refuses("referral.expires_in_the_past", "expires_on")
        given(taken_up, sent, asked(city)).when(send).stays_quiet()
        again = replace(send, referral=UUID(int=99))
        given(taken_up, sent, asked(city)).when(again).refuses("referral.already_open", "services")
        for history, _ in OVER:
            assert facts(given(*ASKED, *history).when(replace(again, providers=(club,))))

    def test_it_may_expire_today_and_not_before(self) -> None:
        today = sent.model_copy(update={"expires_on": TODAY})
        given(taken_up).when(replace(send, expires_on=TODAY)).produces(today, asked(city))

    def test_several_are_asked_each_under_a_consent_of_its_own(self) -> None:
        consents = (taken_up, noted("Seura"), noted("Firma Oy", OTHER_CONSENT))
        to_all = replace(send, providers=(city, club, firm))
        given(*consents).when(to_all).produces(sent, asked(city), asked(club, CONSENT), asked(firm, OTHER_CONSENT))
        given(taken_up, noted("Seura")).when(to_all).refuses("referral.consent_missing", "services")

    def test_an_official_service_elsewhere_is_named_by_its_municipality_and_no_other_service_is(self) -> None:
        there = replace(city, municipality=NARPES)
        named = (taken_up, noted(NARPES))
        given(*named).when(replace(send, providers=(there,))).produces(sent, asked(there, CONSENT))
        given(*named).when(replace(send, providers=(firm,))).refuses("referral.consent_missing", "services")

    def test_a_consent_that_does_not_hold_hides_no_other_that_does(self) -> None:
        outside = replace(send, providers=(club,))
        erased = noted("Seura").model_copy(update={"terms": Personal(PERSON, Unreadable.ERASED)})
        over = noted("Seura").model_copy(update={"valid_until": TODAY - timedelta(days=1)})
        for first in (erased, over, noted("Firma Oy")):
            history = (taken_up, first, noted("Seura", OTHER_CONSENT))
            given(*history).when(outside).produces(sent, asked(club, OTHER_CONSENT))

    def test_what_is_open_at_one_provider_is_no_reason_not_to_ask_another(self) -> None:
        again = replace(send, referral=UUID(int=99), providers=(city,))
        there = sent.model_copy(update={"referral": UUID(int=99)})
        at_the_city = asked(city).model_copy(update={"referral": UUID(int=99)})
        given(*ASKED).when(again).produces(there, at_the_city)
        given(*ASKED).when(replace(again, providers=(city, club))).refuses("referral.already_open", "services")

    def test_another_municipalitys_client_is_not_found(self) -> None:
        given(taken_up, moved).when(send).refuses("access.not_found")
        given().when(send).refuses("access.not_found")


class TestAnswers:
    def test_the_first_to_accept_has_the_client(self) -> None:
        given(*TWO).when(accept).produces(accepted)
        given(*TWO, accepted).when(accept).stays_quiet()
        given(*TWO, accepted).when(replace(accept, by=OURS, service=CITY)).refuses("referral.already_accepted")
        given(*TWO, accepted, started).when(replace(accept, by=OURS, service=CITY)).refuses("referral.already_accepted")

    def test_who_answers_for_several_says_for_which(self) -> None:
        given(*TWO).when(replace(accept, by=OURS)).refuses("referral.say_which_service", "service")
        given(*TWO).when(replace(accept, by=OURS, service=CLUB)).produces(accepted)
        given(*TWO).when(replace(accept, by=OURS, service=FIRM)).refuses("access.not_found")

    @pytest.mark.parametrize("command", [accept, decline, begin, complete])
    def test_who_was_not_asked_is_told_of_no_referral(self, command: Answer) -> None:
        stranger = replace(command, by=By(VAASA, "Muu"))
        given(*ASKED).when(stranger).refuses("access.not_found")
        given(*ASKED).when(replace(command, by=By(LAUKAA))).refuses("access.not_found")
        given(taken_up).when(command).refuses("access.not_found")
        given().when(command).refuses("access.not_found")
        late = "referral.already_accepted" if isinstance(command, AcceptClient | DeclineClient) else "access.not_found"
        given(*TWO, accepted).when(replace(command, by=By(VAASA, "Vaasan kaupunki"))).refuses(late)

    def test_a_municipality_answers_for_its_official_services_only(self) -> None:
        there = replace(city, municipality=NARPES)
        history = (taken_up, sent, asked(there, CONSENT), asked(firm, CONSENT))
        given(*history).when(replace(accept, by=By(NARPES))).produces(
            ServiceReferralAccepted(referral=REFERRAL, service_id=CITY)
        )
        given(*history).when(replace(accept, by=By(NARPES), service=FIRM)).refuses("access.not_found")

    def test_an_answer_comes_in_time(self) -> None:
        given(*ASKED).when(replace(accept, today=LAST)).produces(accepted)
        given(*ASKED).when(replace(accept, today=LAST + timedelta(days=1))).refuses("referral.expired")

    def test_it_is_declined_when_all_have_said_no_or_the_client_has(self) -> None:
        given(*TWO).when(decline).produces(declined(CLUB, last=False))
        history = (*TWO, declined(CLUB, last=False))
        given(*history).when(decline).refuses("referral.already_declined")
        given(*history).when(accept).refuses("referral.already_declined")
        given(*history).when(replace(decline, by=OURS, service=CITY)).produces(declined(CITY, last=True))
        why = ServiceDeclineReason.CLIENT_DECLINED
        given(*TWO).when(replace(decline, reason=why)).produces(declined(CLUB, last=True, why=why))
        given(*ASKED).when(decline).produces(declined(CLUB, last=True))
        given(*ASKED).when(replace(decline, by=OURS)).produces(declined(CLUB, last=True))
        given(*ASKED, accepted).when(decline).produces(declined(CLUB, last=True))
        given(*TWO, accepted).when(replace(decline, by=OURS, service=CITY)).refuses("referral.already_accepted")
        given(*ASKED, accepted, started).when(decline).refuses("referral.already_started")

    def test_it_begins_and_ends_after_it_was_accepted(self) -> None:
        given(*ASKED).when(begin).refuses("referral.not_accepted_yet")
        given(*ASKED).when(complete).refuses("referral.not_accepted_yet")
        given(*ASKED, accepted).when(begin).produces(started)
        given(*ASKED, accepted, started).when(begin).stays_quiet()
        given(*TWO, accepted, started).when(replace(begin, by=OURS)).stays_quiet()
        stranger = replace(begin, by=By(VAASA, "Vaasan kaupunki"))
        given(*TWO, accepted, started).when(stranger).refuses("access.not_found")
        noted_here = (replace(begin, by=OURS), started), (replace(complete, by=OURS), completed)
        for command, fact in noted_here:
            given(*ASKED, accepted).when(command).produces(fact)
            given(*TWO).when(command).refuses("referral.say_which_service", "service")
            given(*ASKED).when(command).refuses("referral.not_accepted_yet")
        given(*ASKED, accepted).when(complete).produces(completed)
        given(*ASKED, accepted, started).when(complete).produces(completed)
        tomorrow = TODAY + timedelta(days=1)
        ahead = replace(begin, started_on=tomorrow)
        given(*ASKED, accepted).when(ahead).refuses("planning.day_in_the_future", "started_on")
        ahead_of = replace(complete, completed_on=tomorrow)
        given(*ASKED, accepted).when(ahead_of).refuses("planning.day_in_the_future", "completed_on")
        before = replace(complete, completed_on=TODAY - timedelta(days=1))
        given(*ASKED, accepted, started).when(before).refuses("referral.completed_before_started", "completed_on")
        given(*ASKED, accepted).when(before).produces(
            completed.model_copy(update={"completed_on": TODAY - timedelta(days=1)})
        )

    @pytest.mark.parametrize(("history", "code"), OVER)
    @pytest.mark.parametrize("command", [accept, decline, begin, complete])
    def test_what_is_over_stays_over(self, history: tuple[Event, ...], code: str, command: AcceptClient) -> None:
        given(*ASKED, *history).when(command).refuses(code)
        given(*ASKED, *history).when(replace(command, by=OURS)).refuses(code)

    @pytest.mark.parametrize(("history", "code"), OVER)
    @pytest.mark.parametrize("command", [accept, decline, begin, complete])
    def test_to_who_was_not_asked_it_is_not_even_over(
        self, history: tuple[Event, ...], code: str, command: AcceptClient
    ) -> None:
        assert code != "access.not_found"
        for stranger in (By(VAASA, "Muu"), By(LAUKAA), By(LAUKAA, "Muu")):
            given(*ASKED, *history).when(replace(command, by=stranger)).refuses("access.not_found")

    def test_a_provider_is_known_by_its_business_id_as_well_as_by_its_name(self) -> None:
        given(*ASKED).when(replace(accept, by=By(VAASA, "1234567-1"))).produces(accepted)

    def test_what_was_asked_of_whom_is_kept_as_long_as_the_referral(self) -> None:
        consents = {CONSENT: Consent(LAST, Personal(PERSON, terms("Seura")))}
        one = Offer(LAST, DISCLOSES, {CLUB: club}, {CLUB: CONSENT})
        given(*ASKED).is_in(NoPlan(Client(VAASA, PERSON, to_services={REFERRAL: Asked(one)}, consents=consents)))
        two = Offer(LAST, DISCLOSES, {CLUB: club, CITY: city}, {CLUB: CONSENT})
        given(*TWO, accepted, started).is_in(
            NoPlan(Client(VAASA, PERSON, to_services={REFERRAL: Underway(two, CLUB, TODAY)}, consents=consents))
        )

    def test_an_answer_that_cannot_be_is_not_folded(self) -> None:
        with pytest.raises(ValueError, match=r"ServiceReferralStarted.* cannot follow Asked"):
            given(*ASKED, started).when(begin).stays_quiet()

    def test_somebody_goes_along_with_the_client(self) -> None:
        went = AccompaniedToService(referral=REFERRAL, service_id=CLUB, accompanied_on=TODAY, by=AccompaniedBy.PEER)
        given(*ASKED).when(accompany).produces(went)
        given(*TWO).when(accompany).refuses("referral.say_which_service", "service")
        given(*TWO).when(replace(accompany, service=CLUB)).produces(went)
        given(*TWO).when(replace(accompany, service=FIRM)).refuses("referral.say_which_service", "service")
        given(*TWO, accepted).when(accompany).produces(went)
        given(*TWO, accepted, started).when(accompany).produces(went)
        given(*TWO, declined(CLUB, last=True)).when(replace(accompany, service=CLUB)).produces(went)
        given(*ASKED, went).when(accept).produces(accepted)
        given(*ASKED, accepted, completed).when(accompany).produces(went)
        to_the_city = went.model_copy(update={"service_id": CITY})
        given(*TWO, accepted, completed).when(replace(accompany, service=CITY)).produces(to_the_city)
        ahead = replace(accompany, accompanied_on=TODAY + timedelta(days=1))
        given(*ASKED).when(ahead).refuses("planning.day_in_the_future", "accompanied_on")
        given(*ASKED).when(replace(accompany, municipality=LAUKAA)).refuses("access.not_found")


class TestRevocation:
    def test_it_is_taken_back_with_what_had_been_disclosed(self) -> None:
        given(*ASKED).when(revoke).produces(revoked(RevocationReason.MISTAKE))
        given(*ASKED, accepted).when(revoke).produces(revoked(RevocationReason.MISTAKE, told=CLUB))
        given(*ASKED, revoked(RevocationReason.MISTAKE)).when(revoke).stays_quiet()
        given(*ASKED).when(replace(revoke, municipality=LAUKAA)).refuses("access.not_found")

    @pytest.mark.parametrize(("history", "code"), [one for one in OVER if one[1] != "referral.revoked"])
    def test_what_is_over_is_not_taken_back(self, history: tuple[Event, ...], code: str) -> None:
        given(*ASKED, *history).when(revoke).refuses(code)

    def test_a_withdrawn_consent_takes_with_it_what_rests_on_it(self) -> None:
        withdrawn = ConsentEnded(consent=CONSENT, withdrawn_on=TODAY)
        command = EndConsent(CONSENT, TODAY)
        why = RevocationReason.CONSENT_WITHDRAWN
        given(*ASKED).when(command).produces(withdrawn, revoked(why, consent=CONSENT))
        given(*ASKED, accepted).when(command).produces(withdrawn, revoked(why, consent=CONSENT, told=CLUB))
        given(*TWO).when(command).produces(withdrawn, revoked(why, consent=CONSENT, both=True))
        by_the_city = ServiceReferralAccepted(referral=REFERRAL, service_id=CITY)
        given(*TWO, by_the_city).when(command).produces(withdrawn)
        given(*ASKED, accepted, completed).when(command).produces(withdrawn)
        given(*ASKED, withdrawn).when(command).stays_quiet()
        given(taken_up).when(command).stays_quiet()
        given().when(command).refuses("planning.case_unknown")

    def test_what_rests_on_another_consent_or_on_none_stays(self) -> None:
        at_the_city = UUID(int=98)
        own = (
            sent.model_copy(update={"referral": at_the_city}),
            asked(city).model_copy(update={"referral": at_the_city}),
        )
        command, why = EndConsent(CONSENT, TODAY), RevocationReason.CONSENT_WITHDRAWN
        withdrawn = ConsentEnded(consent=CONSENT, withdrawn_on=TODAY)
        given(taken_up, noted("Seura"), *own, sent, asked(club, CONSENT)).when(command).produces(
            withdrawn, revoked(why, consent=CONSENT)
        )
        other = EndConsent(OTHER_CONSENT, TODAY)
        history = (*ASKED, noted("Firma Oy", OTHER_CONSENT))
        given(*history).when(other).produces(ConsentEnded(consent=OTHER_CONSENT, withdrawn_on=TODAY))
        given(*history, accepted).when(other).produces(ConsentEnded(consent=OTHER_CONSENT, withdrawn_on=TODAY))

    def test_it_is_taken_back_while_the_client_is_there_too(self) -> None:
        given(*ASKED, accepted, started).when(revoke).produces(revoked(RevocationReason.MISTAKE, told=CLUB))
        command, why = EndConsent(CONSENT, TODAY), RevocationReason.CONSENT_WITHDRAWN
        withdrawn = ConsentEnded(consent=CONSENT, withdrawn_on=TODAY)
        given(*ASKED, accepted, started).when(command).produces(withdrawn, revoked(why, consent=CONSENT, told=CLUB))

    def test_a_consent_is_noted_once(self) -> None:
        note = NoteConsent(CONSENT, LAST, terms("Seura"))
        given(taken_up).when(note).produces(noted("Seura"))
        given(taken_up, noted("Seura")).when(note).stays_quiet()

    def test_what_nobody_answers_expires_the_day_after_its_last(self) -> None:
        given(*ASKED).when(ExpireReferrals(LAST)).stays_quiet()
        given(*ASKED).when(ExpireReferrals(LAST + timedelta(days=1))).produces(expired)
        given(*ASKED, accepted).when(ExpireReferrals(LAST + timedelta(days=1))).stays_quiet()
        given(*ASKED, expired).when(ExpireReferrals(LAST + timedelta(days=1))).stays_quiet()


class TestKnown:
    given = staticmethod(Spec(known.INITIAL, known.decide, known.evolve).given)
    own = Provider(KEY, Sector.PRIVATE, VAASA, "Firma Oy", "1234567-1")
    listed = ServiceKnown(municipality=VAASA, sector=Sector.PRIVATE, organisation="Firma Oy", business_id="1234567-1")
    handed = ServiceKnown(municipality=VAASA, sector=Sector.PRIVATE, organisation="Toinen Oy", business_id=None)
    gone = ServiceGone(ended_on=TODAY)

    def test_a_service_is_known_from_the_directory_with_whoever_gives_it_now(self) -> None:
        self.given().when(KnowService(self.own)).produces(self.listed)
        self.given(self.listed).when(KnowService(self.own)).stays_quiet()
        self.given(self.listed).when(ChangeOwner(VAASA, "Toinen Oy", None)).produces(self.handed)
        self.given(self.listed, self.handed).when(ChangeOwner(VAASA, "Toinen Oy", None)).stays_quiet()
        self.given(self.listed, self.handed).when(KnowService(self.own)).produces(self.listed)
        self.given().when(ChangeOwner(VAASA, "Toinen Oy", None)).stays_quiet()
        elsewhere = self.listed.model_copy(update={"municipality": NARPES, "organisation": "Toinen Oy"})
        self.given(self.listed).when(ChangeOwner(NARPES, "Toinen Oy", "1234567-1")).produces(elsewhere)
        self.given(self.listed).is_in(Given(self.own))

    def test_nobody_is_referred_to_what_is_not_there(self) -> None:
        self.given(self.listed).when(ForgetService(TODAY)).produces(self.gone)
        self.given(self.listed, self.gone).when(ForgetService(TODAY)).stays_quiet()
        self.given(self.listed, self.gone).when(KnowService(self.own)).stays_quiet()
        assert provider_of(Given(self.own)) == self.own
        for service, code in ((NotKnown(), "referral.service_unknown"), (Gone(), "referral.service_ended")):
            with pytest.raises(Refused) as refusal:
                provider_of(service)
            assert (refusal.value.fault.code, refusal.value.fault.field) == (code, "services")
        with pytest.raises(ValueError, match="cannot follow NotKnown"):
            self.given(self.gone).is_in(Gone())
