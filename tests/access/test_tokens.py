"""Tokens: true ones say who somebody is, all others are told apart by what is wrong with them."""

from __future__ import annotations

import base64
import json
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.access.tokens import LEEWAY, Verifier, bearer, issue, make_keys, signing_key
from shared.errors import Problem

pytestmark = pytest.mark.unit
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder / "token.key", folder / "token.pub")
    return folder


@pytest.fixture(scope="module")
def key(keys: Path) -> OKPKey:
    return signing_key(keys / "token.key")


@pytest.fixture(scope="module")
def verifier(keys: Path) -> Verifier:
    return Verifier.from_file(keys / "token.pub")


def refusal(verifier: Verifier, token: str | None) -> tuple[int, str]:
    with pytest.raises(Problem) as refused:
        verifier.verify(token)
    return refused.value.status, refused.value.faults[0].code


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def claims(**changes: object) -> dict[str, object]:
    now = int(time.time())
    made: dict[str, object] = {
        "iss": "kotopolku", "aud": "kotopolku", "sub": "aino", "iat": now, "nbf": now, "exp": now + 60, "jti": "t1",
    }  # fmt: skip
    made.update(changes)
    return {name: value for name, value in made.items() if value is not None}


def test_a_true_token_says_the_actor_and_the_purpose(verifier: Verifier, key: OKPKey) -> None:
    found = verifier.verify(issue(key, "kotopolku:aino", lifetime=HOUR, purpose="case_work"))
    assert (found.actor, found.purpose) == ("kotopolku:aino", "case_work")
    assert found.expires.timestamp() == pytest.approx(time.time() + 3600, abs=5)


def test_the_private_key_is_for_its_owner_only_and_is_not_written_over(keys: Path) -> None:
    assert stat.S_IMODE((keys / "token.key").stat().st_mode) == 0o600
    assert "d" not in json.loads((keys / "token.pub").read_text())["keys"][0]
    with pytest.raises(FileExistsError):
        make_keys(keys / "token.key", keys / "other.pub")


def test_no_token_is_told_as_such(verifier: Verifier) -> None:
    assert refusal(verifier, None) == (401, "access.no_token")
    assert refusal(verifier, "") == (401, "access.no_token")


def test_a_token_ends_with_its_time_give_or_take_two_clocks(keys: Path, key: OKPKey) -> None:
    token = issue(key, "aino", lifetime=timedelta(seconds=60))
    ends = time.time() + 60
    at = {"now": ends}
    late = Verifier.from_file(keys / "token.pub", now=lambda: at["now"])
    assert late.verify(token).actor == "aino"
    at["now"] = ends + LEEWAY + 2
    assert refusal(late, token) == (401, "access.token_expired")
    at["now"] = ends - 60 - LEEWAY - 2
    assert refusal(late, token) == (401, "access.token_invalid")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": None},
        {"iss": "https://elsewhere"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "a\nb"},
        {"sub": "a" * 129},
        {"jti": None},
        {"jti": 5},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 10**400},
        {"nbf": None},
        {"iat": 2**40},
        {"purpose": "Case Work"},
        {"purpose": 1},
    ],
)
def test_a_signed_token_with_other_claims_is_refused(
    verifier: Verifier, key: OKPKey, changes: dict[str, object]
) -> None:
    token = jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims(**changes), key, algorithms=["Ed25519"])
    assert refusal(verifier, token) == (401, "access.token_invalid")


def test_a_token_signed_by_another_key_is_refused(verifier: Verifier, key: OKPKey) -> None:
    other = OKPKey.generate_key("Ed25519", {"kid": key.kid or ""})
    assert refusal(verifier, issue(other, "aino", lifetime=HOUR)) == (401, "access.token_invalid")


@pytest.mark.parametrize("kid", [None, "other", 5, ""])
def test_a_token_must_name_a_key_we_have(verifier: Verifier, key: OKPKey, kid: object) -> None:
    head, body, signature = issue(key, "aino", lifetime=HOUR).split(".")
    assert head
    assert refusal(verifier, f"{part({'alg': 'Ed25519', 'kid': kid})}.{body}.{signature}")[1] == "access.token_invalid"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "EdDSA", "RS256", "", None, 1])
def test_another_algorithm_is_refused(verifier: Verifier, key: OKPKey, algorithm: object) -> None:
    head = part({"alg": algorithm, "kid": key.kid})
    for signature in ("", issue(key, "aino", lifetime=HOUR).split(".")[2]):
        assert refusal(verifier, f"{head}.{part(claims())}.{signature}") == (401, "access.token_invalid")


def test_the_public_key_is_no_shared_secret(verifier: Verifier, keys: Path, key: OKPKey) -> None:
    """The old confusion: an HMAC under the bytes of the public key, which everybody has."""
    public = json.loads((keys / "token.pub").read_text())["keys"][0]["x"]
    secret = OctKey.import_key(public)
    forged = jwt.encode({"alg": "HS256", "kid": key.kid}, claims(), secret, algorithms=["HS256"])
    assert refusal(verifier, forged) == (401, "access.token_invalid")


def test_one_changed_character_breaks_a_token(verifier: Verifier, key: OKPKey) -> None:
    token = issue(key, "aino", lifetime=HOUR)
    for place in range(0, len(token) - 1, 7):  # the very last one has bits that mean nothing
        changed = "A" if token[place] != "A" else "B"
        assert refusal(verifier, token[:place] + changed + token[place + 1 :])[1] == "access.token_invalid"


@given(token=st.one_of(st.text(min_size=1), st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}", fullmatch=True)))
def test_whatever_is_sent_as_a_token_is_answered(verifier: Verifier, token: str) -> None:
    assert refusal(verifier, token) == (401, "access.token_invalid")


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(seconds=-1), timedelta(days=2)])
def test_a_token_is_short_lived(key: OKPKey, lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="day"):
        issue(key, "aino", lifetime=lifetime)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (None, None), ("", None), ("Bearer", None), ("Bearer  ", None), ("Basic abc", None),
        ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER  abc ", "abc"),
    ],
)  # fmt: skip
def test_a_bearer_token_is_found_in_its_header(header: str | None, token: str | None) -> None:
    assert bearer(header) == token
