"""Whose token a page is asked for with."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.portal.signin import DemoSignIn, NobodySignedIn, sign_in
from shared.access.tokens import Verifier, make_keys, signing_key
from shared.errors import Problem
from shared.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_keys(tmp_path / "token.key", tmp_path / "token.pub")
    return tmp_path


def test_a_caseworkers_token_names_the_municipality_in_the_actor_and_holds_for_five_minutes(keys: Path) -> None:
    token = DemoSignIn(signing_key(keys / "token.key")).caseworker("545")
    claims = Verifier.from_file(keys / "token.pub").verify(token)
    assert claims.actor == "demo-caseworker-545"
    with pytest.raises(Problem) as refused:
        Verifier.from_file(keys / "token.pub", now=lambda: claims.expires.timestamp() + 6).verify(token)
    assert refused.value.faults[0].code == "access.token_expired"


def test_the_units_token_names_the_unit(keys: Path) -> None:
    token = DemoSignIn(signing_key(keys / "token.key")).unit()
    assert Verifier.from_file(keys / "token.pub").verify(token).actor == "demo-unit"


def test_a_token_is_used_for_four_minutes_and_then_made_anew(keys: Path) -> None:
    now = [1000.0]
    signed_in = DemoSignIn(signing_key(keys / "token.key"), now=lambda: now[0])
    first = signed_in.caseworker("545")
    now[0] += 239
    assert signed_in.caseworker("545") == first
    assert signed_in.caseworker("905") != first
    now[0] += 1
    assert signed_in.caseworker("545") != first


def test_without_a_key_nobody_is_signed_in() -> None:
    signed_in = sign_in(Settings(home=Path("nowhere")))
    assert isinstance(signed_in, NobodySignedIn)
    assert not signed_in.open
    for ask in (lambda: signed_in.caseworker("545"), signed_in.unit):
        with pytest.raises(Problem) as refused:
            ask()
        assert (refused.value.status, refused.value.faults[0].code) == (401, "portal.signin_needed")


def test_a_key_that_cannot_be_used_keeps_the_portal_from_starting(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("{}")
    with pytest.raises(ValueError, match="not a key"):
        sign_in(Settings(token_key_file=tmp_path / "key", simulated_clock=tmp_path / "clock"))


def test_a_key_alone_makes_no_demo(keys: Path) -> None:
    assert not sign_in(Settings(token_key_file=keys / "token.key")).open
    assert sign_in(Settings(token_key_file=keys / "token.key", simulated_clock=keys / "clock")).open
