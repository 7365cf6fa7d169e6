"""What the two municipalities of a move see: the offer and its answer, the preview before, the residual after it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.readmodels.previews import PREVIEWS, PreviewRow
from services.reporting.readmodels.transfers import TRANSFERS, TransferRow
from shared.events import Event
from shared.events.assessment import AssessmentCompleted, AssessmentRequired, AssessmentStarted, AssessmentWaived
from shared.events.intake import DeclineReason, TransferAccepted, TransferDeclined, TransferOffered
from shared.events.intake.standing import TransferExpired, TransferWithdrawn, WithdrawalReason
from shared.events.planning import PlanAgreed
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import ARRIVED, LAUKAA, OFFER, RECORDED, VAASA, arrived, corrected, moved

pytestmark = pytest.mark.unit

EXPIRES = date(2026, 3, 16)
MOVES = date(2026, 4, 15)
PAIR = {"offer": OFFER, "sender": VAASA, "receiver": LAUKAA}
offered = told(TransferOffered, expires_on=EXPIRES, **PAIR)
declined = told(TransferDeclined, reason=DeclineReason.NO_CAPACITY, **PAIR)
expired = told(TransferExpired, **PAIR)
withdrawn = told(TransferWithdrawn, reason=WithdrawalReason.STAYS, **PAIR)

SENDER, RECEIVER = f"{OFFER}/sender", f"{OFFER}/receiver"
SENT = TransferRow(VAASA, "sender", OFFER, VAASA, LAUKAA, "offered", RECORDED, EXPIRES)


def both(row: TransferRow) -> dict[str, TransferRow]:
    """An offer's two rows: the same, but for whose they are."""
    return {SENDER: row, RECEIVER: row._replace(municipality=LAUKAA, side="receiver")}


class TestTransfers:
    def test_an_offer_is_its_senders_and_its_receivers(self) -> None:
        assert rows_of(TRANSFERS, offered) == both(SENT)

    @pytest.mark.parametrize(
        ("answer", "row"),
        [
            (moved, SENT._replace(state="accepted", answered_on=RECORDED, moves_on=MOVES)),
            (declined, SENT._replace(state="declined", answered_on=RECORDED, reason="no_capacity")),
            (expired, SENT._replace(state="expired")),
            (withdrawn, SENT._replace(state="withdrawn", answered_on=RECORDED, reason="stays")),
        ],
        ids=["accepted", "declined", "expired", "withdrawn"],
    )
    def test_both_see_how_it_ended(self, answer: Event, row: TransferRow) -> None:
        assert rows_of(TRANSFERS, offered, answer) == both(row)

    def test_an_answer_is_to_its_own_offer(self) -> None:
        other = UUID(int=3)
        rows = rows_of(TRANSFERS, offered, told(TransferExpired, offer=other, sender=VAASA, receiver=LAUKAA))
        assert {sub: rows[sub] for sub in (SENDER, RECEIVER)} == both(SENT)
        assert rows[f"{other}/sender"] == TransferRow(VAASA, "sender", other, VAASA, LAUKAA, "expired")

    def test_who_goes_along_with_another_case_was_never_offered(self) -> None:
        assert rows_of(TRANSFERS, moved) == {}

    def test_an_offer_that_expired_was_not_answered(self) -> None:
        assert rows_of(TRANSFERS, offered, declined, expired)[SENDER].answered_on is None


HERE = PreviewRow(
    arrived_on=ARRIVED,
    held_from=ARRIVED,
    person=b"ArrivalRegistered.person",
    background=b"ArrivalRegistered.background",
)
PREVIEW = HERE._replace(
    municipality=LAUKAA,
    side="preview",
    offer=OFFER,
    other=VAASA,
    note=b"TransferOffered.note",
    offered_on=RECORDED,
    expires_on=EXPIRES,
    held_from=None,
)


class TestPreviews:
    def test_a_receiver_sees_the_little_that_it_needs_to_answer(self) -> None:
        assert rows_of(PREVIEWS, arrived) == {"": HERE}
        assert rows_of(PREVIEWS, arrived, offered) == {"": HERE, f"{OFFER}/preview": PREVIEW}

    def test_a_name_corrected_before_the_offer_is_the_right_one_in_it(self) -> None:
        right = b"PersonDetailsCorrected.person"
        rows = rows_of(PREVIEWS, arrived, corrected, offered)
        assert rows == {"": HERE._replace(person=right), f"{OFFER}/preview": PREVIEW._replace(person=right)}
        assert rows_of(PREVIEWS, corrected) == {"": PreviewRow(person=right)}

    @pytest.mark.parametrize(
        ("step", "got_to"),
        [
            (told(AssessmentRequired), {"assessment": "required"}),
            (told(AssessmentStarted), {"assessment": "started"}),
            (told(AssessmentCompleted), {"assessment": "done"}),
            (told(AssessmentWaived), {"assessment": "waived"}),
            (told(PlanAgreed), {"planned": True}),
        ],
        ids=["required", "started", "completed", "waived", "planned"],
    )
    def test_how_far_the_case_has_got_is_seen_also_while_the_offer_is_open(
        self, step: Event, got_to: dict[str, Any]
    ) -> None:
        there = {"": HERE._replace(**got_to), f"{OFFER}/preview": PREVIEW._replace(**got_to)}
        assert rows_of(PREVIEWS, arrived, step, offered) == there
        assert rows_of(PREVIEWS, arrived, offered, step) == there
        assert rows_of(PREVIEWS, step) == {"": PreviewRow(**got_to)}

    @pytest.mark.parametrize("end", [declined, expired, withdrawn], ids=["declined", "expired", "withdrawn"])
    def test_what_was_shown_is_gone_when_the_offer_comes_to_nothing(self, end: Event) -> None:
        assert rows_of(PREVIEWS, arrived, offered, end) == {"": HERE}

    def test_after_a_move_the_sender_keeps_a_name_and_two_days(self) -> None:
        later = told(AssessmentStarted)
        rows = rows_of(PREVIEWS, arrived, told(PlanAgreed), told(AssessmentRequired), offered, moved, later)
        assert rows == {
            "": HERE._replace(assessment="started", planned=True, held_from=MOVES),
            f"{OFFER}/residual": PreviewRow(
                VAASA,
                "residual",
                OFFER,
                LAUKAA,
                ARRIVED,
                person=b"ArrivalRegistered.person",
                offered_on=RECORDED,
                held_from=ARRIVED,
                moves_on=MOVES,
            ),
        }

    def test_who_goes_along_with_another_case_is_counted_from_the_day_of_the_move(self) -> None:
        assert rows_of(PREVIEWS, arrived, moved) == {"": HERE._replace(held_from=MOVES)}
        assert rows_of(PREVIEWS, told(TransferAccepted, moves_on=MOVES)) == {"": PreviewRow(held_from=MOVES)}

    def test_an_offer_told_before_the_case_shows_nothing_of_it(self) -> None:
        empty = PREVIEW._replace(arrived_on=None, person=None, background=None)
        assert rows_of(PREVIEWS, offered) == {f"{OFFER}/preview": empty}
        nameless = PreviewRow(VAASA, "residual", OFFER, LAUKAA, offered_on=RECORDED, moves_on=MOVES)
        assert rows_of(PREVIEWS, offered, moved) == {
            "": PreviewRow(held_from=MOVES),
            f"{OFFER}/residual": nameless,
        }
