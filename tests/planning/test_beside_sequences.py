"""Whatever is asked, in whatever order, of what planning keeps beside a case: barriers, documents, orientation."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.planning.app import SERVICE
from services.planning.barrier import domain as barriers
from services.planning.barrier import report
from services.planning.document import domain as documents
from services.planning.orientation import domain as orientation
from services.planning.referral import known
from services.planning.words import Words
from shared.errors import Refused
from shared.events.planning.barriers import (
    BarrierAnswered,
    BarrierCounted,
    BarrierDecision,
    BarrierEscalated,
    BarrierLevel,
    BarrierReported,
    Solution,
)
from shared.events.planning.documents import DocumentText, PlanDocumentIssued
from shared.events.planning.orientation import OrientationFulfilled, OrientationGiven
from shared.events.planning.services import Sector, ServiceGone
from shared.regions.localised import LocalisedText
from tests.planning.facts import LAUKAA, TODAY, VAASA
from tests.planning.test_orientation import SEVENTY, THEMES
from tests.sequences import Driven, whatever
from tests.spec import KEY

pytestmark = pytest.mark.unit

BARRIER = Driven("planning", "barrier", SERVICE.deciders["barrier"])
REPORT = Driven("planning", "report", SERVICE.deciders["report"])
DOCUMENT = Driven("planning", "document", SERVICE.deciders["document"])
ORIENTATION = Driven("planning", "orientation", SERVICE.deciders["orientation"])
KNOWN = Driven("planning", "service", SERVICE.deciders["service"])

places = st.sampled_from([VAASA, VAASA, LAUKAA])
ids = st.sampled_from([UUID(int=1), UUID(int=2)])
person = st.just(UUID(int=9))
days = st.sampled_from([-1, 0, 0, 1]).map(lambda number: TODAY + timedelta(days=number))
said = st.sampled_from([LocalisedText(fi="a", sv="b"), LocalisedText(fi="a")])
required = st.just(("fi", "sv"))

reported = whatever(
    barriers.Command,
    (
        barriers.CountReports,
        st.just(BarrierLevel.MUNICIPALITY),
        st.just(VAASA),
        st.just("work"),
        st.dictionaries(places, st.integers(1, 5), min_size=1),
    ),
    (barriers.EscalateBarrier, st.sampled_from(BarrierLevel), ids, st.sampled_from(Solution), said, required),
    (barriers.AnswerBarrier, st.sampled_from(BarrierDecision), said, required),
)


@pytest.mark.decider("planning", "barrier")
@given(reported)
def test_every_report_counts_and_a_barrier_is_raised_once_and_answered_once(asked: list[Any]) -> None:
    counted: Counter[str] = Counter()
    ends: Counter[type] = Counter()
    for step in BARRIER.lives(asked):
        for fact in step.facts:
            if isinstance(fact, BarrierCounted):
                counted[fact.source] += fact.reports
            if isinstance(fact, BarrierEscalated | BarrierAnswered):
                assert counted
                ends[type(fact)] += 1
        if counted:
            assert barriers.tally_of(step.after).reports == counted
    assert all(times == 1 for times in ends.values())


said_of_case = whatever(
    report.ReportBarrier,
    (
        report.ReportBarrier,
        places,
        person,
        ids,
        ids,
        st.just("work"),
        st.sampled_from(Solution),
        st.none() | st.builds(Words, ids, st.just("Oma ääni")),
    ),
    most=4,
)


@pytest.mark.decider("planning", "report")
@given(said_of_case)
def test_a_report_is_made_once(asked: list[Any]) -> None:
    assert [type(fact) for fact in REPORT.facts(asked)] == [BarrierReported]


issued = whatever(
    documents.IssueDocument,
    (
        documents.IssueDocument,
        places,
        person,
        ids,
        st.integers(1, 3),
        st.just(DocumentText(fi="a", sv="b", fi_digest="c", sv_digest="d")),
    ),
    most=10,
)


@pytest.mark.decider("planning", "document")
@given(issued)
def test_versions_of_a_document_are_numbered_and_two_in_a_row_are_of_different_facts(asked: list[Any]) -> None:
    facts = [fact for fact in DOCUMENT.facts(asked) if isinstance(fact, PlanDocumentIssued)]
    assert [fact.number for fact in facts] == list(range(1, len(facts) + 1))
    assert all(one.of_version != other.of_version for one, other in pairwise(facts))


given_hours = whatever(
    orientation.GiveOrientation,
    (
        orientation.GiveOrientation,
        places,
        st.sampled_from([*sorted(THEMES), "cooking"]),
        st.sampled_from([60, 600, 3000]),
        days,
        st.just("ara"),
        st.just(THEMES),
        st.just(SEVENTY),
        st.just(TODAY),
    ),
)


@pytest.mark.decider("planning", "orientation")
@given(given_hours)
def test_the_decree_is_fulfilled_once_with_all_its_hours_and_something_of_each_theme(asked: list[Any]) -> None:
    minutes: Counter[str] = Counter()
    fulfilled = 0
    for fact in ORIENTATION.facts(asked):
        if isinstance(fact, OrientationGiven):
            assert fact.given_on <= TODAY
            minutes[fact.theme] += fact.minutes
        if isinstance(fact, OrientationFulfilled):
            fulfilled += 1
            assert fact.minutes == minutes.total() >= SEVENTY.amount * 60
            assert minutes.keys() == THEMES
    assert fulfilled == (minutes.total() >= SEVENTY.amount * 60 and minutes.keys() == THEMES)


names = st.sampled_from(["Seura", "Firma"])
directory = whatever(
    known.Command,
    (known.KnowService, st.builds(known.Provider, st.just(KEY), st.sampled_from(Sector), places, names)),
    (known.ChangeOwner, places, names, st.sampled_from([None, "1234567-8"])),
    (known.ForgetService, days),
    most=12,
)


@pytest.mark.decider("planning", "service")
@given(directory)
def test_nobody_is_referred_to_a_service_that_is_given_no_longer(asked: list[Any]) -> None:
    gone = False
    for step in KNOWN.lives(asked):
        for fact in step.facts:
            assert not gone
            gone = isinstance(fact, ServiceGone)
        if gone:
            with pytest.raises(Refused, match="service_ended"):
                known.provider_of(step.after)
