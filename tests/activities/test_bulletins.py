"""Bulletins, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest

from services.activities.bulletins.domain import (
    INITIAL,
    Command,
    DraftBulletin,
    PublishBulletin,
    SeeBulletin,
    ShowBulletin,
    TranslateBulletin,
    WithdrawBulletin,
    decide,
    evolve,
)
from services.reporting.api.bulletins import audience_seen
from services.reporting.readmodels.bulletins import BULLETINS
from shared.events import Event
from shared.events.activities.bulletins import (
    BulletinAudience,
    BulletinDrafted,
    BulletinPublished,
    BulletinSeen,
    BulletinShown,
    BulletinTranslated,
    BulletinWithdrawn,
    Recipients,
)
from shared.events.activities.texts import PublishedText
from shared.regions.localised import LocalisedText
from tests.activities.folding import fold
from tests.spec import Spec

pytestmark = pytest.mark.unit

KOKKOLA, KANNUS, LAUKAA = "272", "217", "410"
TODAY = date(2026, 3, 2)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
STAFF, IMMIGRANTS, NETWORK = BulletinAudience.STAFF, BulletinAudience.IMMIGRANTS, BulletinAudience.NETWORK
given = Spec(INITIAL, decide, evolve).given

finnish = LocalisedText(fi="Uutinen")
draft = DraftBulletin(KOKKOLA, (KANNUS, KANNUS), (STAFF, IMMIGRANTS, STAFF), "work", finnish, finnish, ("fi", "sv"))
translate = TranslateBulletin(KOKKOLA, "sv", "Nyhet", "Nyhet")
publish = PublishBulletin(KOKKOLA, TODAY, TODAY, {STAFF: 9}, TODAY)
withdraw = WithdrawBulletin(KOKKOLA, TODAY)
see = SeeBulletin(KANNUS, STAFF, "aa", TODAY)
show = ShowBulletin(KANNUS, IMMIGRANTS, 4, TODAY)

drafted = BulletinDrafted(
    municipality=KOKKOLA,
    areas=(KANNUS,),
    audiences=(STAFF, IMMIGRANTS),
    topic="work",
    languages=("fi", "sv"),
    title=PublishedText(fi="Uutinen"),
    text=PublishedText(fi="Uutinen"),
)
translated = BulletinTranslated(language="sv", title="Nyhet", text="Nyhet")
both = PublishedText(fi="Uutinen", sv="Nyhet")
published = BulletinPublished(
    title=both, text=both, valid_from=TODAY, valid_to=TODAY, recipients=(Recipients(audience=STAFF, people=9),)
)
seen = BulletinSeen(audience=STAFF, reader="aa")
shown = BulletinShown(audience=IMMIGRANTS, people=4)
withdrawn = BulletinWithdrawn(withdrawn_on=TODAY)
READY: tuple[Event, ...] = (drafted, translated)
OUT: tuple[Event, ...] = (*READY, published)
GONE: tuple[Event, ...] = (*OUT, withdrawn)


def test_a_bulletin_is_drafted_once() -> None:
    given().when(draft).produces(drafted)
    given(drafted).when(draft).refuses("bulletin.drafted_already")


def test_what_lacks_a_language_is_not_published_and_the_text_is_named() -> None:
    given(drafted).when(publish).refuses("bulletin.language_missing", "title.sv")
    title = translated.model_copy(update={"text": None})
    given(drafted, title).when(publish).refuses("bulletin.language_missing", "text.sv")
    text = translated.model_copy(update={"title": None})
    given(drafted, text).when(publish).refuses("bulletin.language_missing", "title.sv")
    given(drafted, title, text).when(publish).produces(published)
    given(*READY).when(publish).produces(published)
    english = BulletinTranslated(language="en", title="News", text="News")
    in_three = PublishedText(fi="Uutinen", sv="Nyhet", en="News")
    given(*READY, english).when(publish).produces(published.model_copy(update={"title": in_three, "text": in_three}))
    in_finland = drafted.model_copy(update={"languages": ("fi",)})
    only = PublishedText(fi="Uutinen")
    given(in_finland).when(publish).produces(published.model_copy(update={"title": only, "text": only}))


def test_a_translation_says_something_new() -> None:
    given(drafted).when(translate).produces(translated)
    given(*READY).when(translate).stays_quiet()
    given(*READY).when(replace(translate, title=None)).stays_quiet()
    given(*READY).when(replace(translate, text=None)).stays_quiet()
    given(*READY).when(replace(translate, text="Bättre")).produces(translated.model_copy(update={"text": "Bättre"}))
    given(*READY).when(replace(translate, title="Bättre")).produces(translated.model_copy(update={"title": "Bättre"}))
    better = translated.model_copy(update={"text": "Bättre"})
    given(*READY, better).when(replace(translate, title=None, text="Bättre")).stays_quiet()
    given(*READY, better).when(replace(translate, text=None)).stays_quiet()
    given(drafted).when(replace(translate, title=None, text=None)).refuses("bulletin.nothing_said", "text")


def test_it_is_published_for_a_time_that_is_not_over_to_audiences_it_is_for() -> None:
    given(*READY).when(replace(publish, valid_to=YESTERDAY)).refuses("bulletin.ends_before_it_begins", "valid_to")
    over = replace(publish, valid_from=YESTERDAY, valid_to=YESTERDAY)
    given(*READY).when(over).refuses("bulletin.over_already", "valid_to")
    given(*READY).when(replace(publish, recipients={NETWORK: 1})).refuses(
        "bulletin.not_for_this_audience", "recipients.network"
    )
    ahead = replace(publish, valid_from=TOMORROW, valid_to=TOMORROW, recipients={})
    later = {"valid_from": TOMORROW, "valid_to": TOMORROW, "recipients": ()}
    given(*READY).when(ahead).produces(published.model_copy(update=later))


@pytest.mark.parametrize("command", [translate, publish])
def test_what_is_published_is_not_changed(command: Command) -> None:
    given(*OUT).when(command).refuses("bulletin.published_already")
    given(*GONE).when(command).refuses("bulletin.withdrawn")


def test_it_is_withdrawn_once_it_is_published() -> None:
    given(*OUT).when(withdraw).produces(withdrawn)
    given(*GONE).when(withdraw).stays_quiet()
    given(drafted).when(withdraw).refuses("bulletin.not_published")


@pytest.mark.parametrize("command", [translate, publish, withdraw])
def test_another_municipalitys_bulletin_is_not_there(command: Command) -> None:
    given().when(command).refuses("access.not_found")
    for history in ((drafted,), OUT, GONE):
        given(*history).when(replace(command, municipality=LAUKAA)).refuses("access.not_found")


@pytest.mark.parametrize("command", [see, show])
def test_it_is_read_where_and_while_it_is_valid_by_those_it_is_for(command: SeeBulletin | ShowBulletin) -> None:
    for history in ((), (drafted,), GONE):
        given(*history).when(command).refuses("access.not_found")
    given(*OUT).when(replace(command, municipality=KOKKOLA)).refuses("access.not_found")  # it writes, and is no area
    given(*OUT).when(replace(command, today=YESTERDAY)).refuses("bulletin.not_valid_now")
    given(*OUT).when(replace(command, today=TOMORROW)).refuses("bulletin.not_valid_now")
    given(*OUT).when(replace(command, audience=NETWORK)).refuses("bulletin.not_for_this_audience", "audience")


def test_a_reader_is_counted_once_and_people_as_they_are_shown_it() -> None:
    given(*OUT).when(see).produces(seen)
    given(*OUT, seen).when(see).stays_quiet()
    given(*OUT, seen).when(replace(see, reader="bb")).produces(seen.model_copy(update={"reader": "bb"}))
    given(*OUT, shown).when(show).produces(shown)
    with pytest.raises(ValueError, match="cannot follow NotDrafted"):
        given(published).when(see).stays_quiet()


def test_a_draft_is_its_writers_alone_and_says_what_it_lacks() -> None:
    rows = fold(BULLETINS, drafted)
    assert {sub: (row.municipality, row.area, row.state) for sub, row in rows.items()} == {
        KOKKOLA: (KOKKOLA, False, "draft")
    }
    assert orjson.loads(rows[KOKKOLA].missing) == ["title.sv", "text.sv"]
    half = fold(BULLETINS, drafted, translated.model_copy(update={"title": None}))[KOKKOLA]
    assert orjson.loads(half.missing) == ["title.sv"]
    assert fold(BULLETINS, *READY)[KOKKOLA].missing == "[]"
    home = fold(BULLETINS, drafted.model_copy(update={"areas": (KOKKOLA, KANNUS)}), translated, published)
    assert {sub: row.area for sub, row in home.items()} == {KOKKOLA: True, KANNUS: True}


def test_once_published_each_area_has_a_row_with_its_readers() -> None:
    rows = fold(BULLETINS, *OUT, seen, seen.model_copy(update={"reader": "bb"}), shown, shown)
    assert {sub: (row.area, row.state) for sub, row in rows.items()} == {
        KOKKOLA: (False, "published"), KANNUS: (True, "published"),
    }  # fmt: skip
    there = rows[KANNUS]
    assert (there.municipality, there.writer, there.valid_to) == (KANNUS, KOKKOLA, TODAY)
    assert orjson.loads(there.seen) == {"staff": ["aa", "bb"]}
    assert (there.shown, there.recipients) == ('{"immigrants":8}', '{"staff":9}')
    assert orjson.loads(there.title) == {"fi": "Uutinen", "sv": "Nyhet"}
    assert {row.state for row in fold(BULLETINS, *GONE).values()} == {"withdrawn"}


def test_who_has_not_seen_it_is_counted_where_it_is_known_how_many_it_is_for() -> None:
    assert (audience_seen("staff", 9, 2, 3).seen, audience_seen("staff", 9, 2, 3).unseen) == (5, 4)
    assert audience_seen("staff", 4, 2, 3).unseen == 0
    assert audience_seen("staff", None, 2, 3).unseen is None
