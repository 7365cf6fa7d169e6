"""A visit: recorded in one command, of nobody unless a case is named; and the codes that visitors hold."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from services.intake.guidance.domain import INITIAL, GiveGuidance, GuideClient, Visit, decide, evolve
from shared.events import Personal
from shared.events.intake.guidance import (
    ClientGuided,
    GuidanceChannel,
    GuidanceDetails,
    GuidanceGiven,
    GuidanceOutcome,
    Onward,
    OnwardKind,
)
from shared.events.model import why_clear
from shared.privacy.blind import Blind
from shared.privacy.visitors import ALPHABET, new_code, read_code, visitor_of
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

TODAY = date(2026, 3, 2)
VISIT, PERSON, VISITOR = UUID(int=1), UUID(int=2), UUID(int=3)
BLIND = Blind(b"v" * 32)
given = Spec(INITIAL, decide, evolve).given


def details(**other: object) -> GuidanceDetails:
    said = {
        "themes": ("housing", "work"),
        "channel": GuidanceChannel.PHONE,
        "language": "rus",
        "outcome": GuidanceOutcome.ANSWERED,
        "minutes": 10,
    }
    return GuidanceDetails(**{**said, **other})


def visit(on: date = TODAY, **other: object) -> Visit:
    return Visit(VISIT, "272", on, details(**other), frozenset({"housing", "work"}), TODAY)


anonymous = GuidanceGiven(visit=VISIT, municipality="272", given_on=TODAY, details=details(), visitor=None)


def test_a_visit_of_nobody_is_recorded() -> None:
    given().when(GiveGuidance(visit())).produces(anonymous)


def test_visits_are_linked_where_the_visitor_wishes_it() -> None:
    given().when(GiveGuidance(visit(), VISITOR)).produces(anonymous.model_copy(update={"visitor": VISITOR}))


def test_a_clients_visit_stands_in_a_box() -> None:
    given().when(GuideClient(visit(), PERSON)).produces(
        ClientGuided(visit=VISIT, municipality="272", given_on=TODAY, details=Personal(PERSON, details()))
    )


def test_a_visit_is_recorded_once() -> None:
    given(anonymous).when(GiveGuidance(visit())).stays_quiet()
    given(anonymous).when(GuideClient(visit(), PERSON)).stays_quiet()


def test_a_visit_has_a_day_that_has_come_and_themes_of_the_region() -> None:
    given().when(GiveGuidance(visit(TODAY + timedelta(days=1)))).refuses("guidance.day_in_the_future", "given_on")
    given().when(GiveGuidance(visit(themes=()))).refuses("guidance.no_theme", "themes")
    given().when(GiveGuidance(visit(themes=("housing", "tax")))).refuses(
        "guidance.theme_unknown", "themes", theme="tax"
    )
    given().when(GuideClient(visit(themes=()), PERSON)).refuses("guidance.no_theme", "themes")


def test_who_is_referred_on_is_referred_somewhere_and_nobody_else_is() -> None:
    onward = Onward(kind=OnwardKind.THIRD_SECTOR)
    given().when(GiveGuidance(visit(outcome=GuidanceOutcome.REFERRED))).refuses(
        "guidance.onward_goes_with_referred", "onward"
    )
    given().when(GiveGuidance(visit(onward=onward))).refuses("guidance.onward_goes_with_referred", "onward")
    referred = details(outcome=GuidanceOutcome.REFERRED, onward=onward)
    given().when(GiveGuidance(visit(outcome=GuidanceOutcome.REFERRED, onward=onward))).produces(
        anonymous.model_copy(update={"details": referred})
    )


def test_a_visit_of_nobody_has_no_field_that_could_say_who_came() -> None:
    assert set(GuidanceGiven.model_fields) == {"visit", "municipality", "given_on", "details", "visitor"}
    assert set(GuidanceDetails.model_fields) == {
        "point", "themes", "channel", "language", "outcome", "minutes", "onward",
    }  # fmt: skip
    assert all(why_clear(field) for field in GuidanceGiven.model_fields.values())


def test_no_fact_follows_a_visit() -> None:
    state = evolve(INITIAL, recorded(anonymous))
    with pytest.raises(ValueError, match="cannot follow Noted"):
        evolve(state, recorded(anonymous, 2))


# --- codes ------------------------------------------------------------------------------------------------------------


@draw(st.uuids())
def test_a_code_is_the_same_for_the_same_command_and_is_read_however_it_is_typed(command: UUID) -> None:
    code = new_code(BLIND, str(command))
    assert code == new_code(BLIND, str(command))
    assert (len(code), code.count("-")) == (14, 2)
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    assert visitor_of(BLIND, code) == visitor_of(BLIND, str(read_code(code.replace("-", ""))))


@draw(st.uuids(), st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_sign_mistyped_is_no_code(command: UUID, at: int, sign: str) -> None:
    signs = new_code(BLIND, str(command)).replace("-", "")
    typed = signs[:at] + sign + signs[at + 1 :]
    assert (read_code(typed) is None) is (typed != signs)


@pytest.mark.parametrize("typed", ["", "0", "0000-0000-000", "0000-0000-00000", "UUUU-UUUU-UUUU", "äää0-0000-0000"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_codes_and_what_they_lead_to_differ_by_command_and_by_deployment() -> None:
    codes = {new_code(BLIND, str(number)) for number in range(500)}
    assert len(codes) == 500
    code = codes.pop()
    assert visitor_of(BLIND, code) != visitor_of(Blind(b"w" * 32), code)
    assert code.replace("-", "").encode() not in visitor_of(BLIND, code).bytes
