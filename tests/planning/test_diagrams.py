"""The state diagrams are what the code says."""

from __future__ import annotations

import pytest

from services.console.diagrams import PAGE, Code, Step, diagrams, drawn, page

pytestmark = pytest.mark.unit

DOOR = '''
def decide(command: DoorCommand, door):
    match command:
        case Open():
            return _open(command, door)

def _open(command: Open, door):
    return [Opened()]

def _slam(command: Slam, door):
    return [_shut()]

def _shut():
    return Shut(loud=True)

def evolve(door, recorded):
    """The door after a fact."""
    match recorded.event, door:
        case Opened() as fact, Closed(hinge) if hinge.oiled:
            return Ajar(hinge) if fact.slowly else Wide(hinge)
        case Shut(), Ajar() | Wide():
            return Closed(door.hinge)
        case Painted() as fact, Closed() | Wide():
            return replace(door, colour=fact.colour)
    raise ValueError
'''


def test_a_status_goes_where_the_code_returns_it() -> None:
    (door,) = diagrams(Code(DOOR), "doors/domain.py", {})
    assert door.first is None  # every status is reached from another
    assert door.steps == (
        Step("Closed", "Opened", "Ajar"),
        Step("Closed", "Opened", "Wide"),
        Step("Ajar", "Shut", "Closed"),
        Step("Wide", "Shut", "Closed"),
        Step("Closed", "Painted", "Closed"),
        Step("Wide", "Painted", "Wide"),
    )


def test_an_arrow_says_which_command_decides_it() -> None:
    (door,) = diagrams(Code(DOOR), "doors/domain.py", {})
    assert door.commands == {"Opened": ("Open",), "Shut": ("Slam",)}
    said = drawn(door)
    assert "    Closed --> Wide: Open → Opened\n" in said
    assert "| Painted | Closed, Wide |" in said


HINGE = """
from doors import oiling
from doors.oiling import squeak

def decide(command, hinge):
    match command, hinge:
        case Oil() | Grease(), Dry():
            return [oiling.oiled(hinge)]
        case oiling.Wait() as wait, _:
            return oiling.decide(wait, hinge)
        case Push(), Dry():
            return squeak(hinge)

def evolve(hinge, recorded):
    match recorded.event, hinge:
        case Oiled(), Dry():
            return Smooth()
        case Rusted(), Smooth():
            return Dry()
        case Squeaked(), Dry():
            return hinge
"""
OILING = """
def oiled(hinge):
    return Oiled(hinge)

def squeak(hinge):
    return [Squeaked()]

def decide(command, hinge):
    match command:
        case Wait():
            return [Rusted()]
"""


def test_what_a_domain_hands_on_is_decided_there() -> None:
    (hinge,) = diagrams(Code(HINGE), "doors/hinge.py", {"doors.oiling": Code(OILING)})
    assert hinge.commands == {"Oiled": ("Oil", "Grease"), "Squeaked": ("Push",), "Rusted": ("Wait",)}


def test_a_match_over_commands_is_no_picture() -> None:
    assert [one.function for one in diagrams(Code(HINGE), "doors/hinge.py", {})] == ["evolve"]


def test_the_page_is_what_make_diagrams_would_write() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make diagrams`"


@pytest.mark.parametrize("service", ["intake", "assessment", "planning", "activities"])
def test_every_decider_has_its_picture(service: str) -> None:
    said = page()
    assert f"`services/{service}/domain.py`, `evolve`" in said


def test_a_decider_beside_the_domain_has_one_too() -> None:
    assert "`services/intake/suspicion.py`, `evolve`" in page()
