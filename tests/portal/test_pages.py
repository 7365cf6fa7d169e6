"""What every page is, in every state and language: escaped, in one language, with a shape that everybody can use."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from services.portal.rendering import CSP
from shared.regions.texts import LANGUAGES, Language, text
from tests.portal import sample
from tests.portal.reading import Page, said, strangers

pytestmark = pytest.mark.unit

EVERY = [(name, language) for name in sample.PAGES for language in LANGUAGES]
ROLES_OF_TABLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_page_has_no_text_of_another_language(name: str, language: Language) -> None:
    assert strangers(sample.PAGES[name](language), language) == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_only_the_names_of_languages_are_marked_as_another_language(name: str, language: Language) -> None:
    marked = {(spoken, words) for spoken, words in said(sample.PAGES[name](language)) if spoken != language}
    places = {place.name(spoken) for place in sample.PROFILES.municipalities() for spoken in LANGUAGES}
    for spoken, words in marked:
        place, _, rest = words.rpartition(": ")
        assert rest == text("portal.language", spoken)
        assert place in places | {""}


@pytest.mark.parametrize("foreign", ["Ei siirtoja", "22 päivää jäljellä"])
def test_a_text_of_another_language_would_be_found(foreign: str) -> None:
    html = sample.PAGES["transfers-empty"]("sv").replace("Inga överföringar".encode(), foreign.encode())
    assert strangers(html, "sv") == [foreign]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_people_typed_is_escaped(name: str, language: Language) -> None:
    html = sample.PAGES[name](language)
    assert b"<script" not in html
    assert not [
        tag for tag in Page(html).tags if tag.name == "script" or any(key.startswith("on") for key in tag.attributes)
    ]


def test_a_name_is_shown_as_it_was_typed() -> None:
    assert Page(sample.PAGES["case"]("sv")).text("h1") == f"{sample.NASTY}, Thi Minh"


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_page_has_its_language_its_landmarks_one_heading_and_a_way_past_the_menus(
    name: str, language: Language
) -> None:
    page = Page(sample.PAGES[name](language))
    assert page.all("html")[0].attributes["lang"] == language
    assert [len(page.all(landmark)) for landmark in ("header", "main", "footer", "h1", "title")] == [1] * 5
    assert page.all("a")[0].attributes == {"class": "skip", "href": "#content"}
    assert page.all("main")[0].attributes["id"] == "content"
    assert all(nav.attributes.get("aria-label") for nav in page.all("nav"))
    ids = [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    pointed = [tag.attributes[key] for tag in page.tags for key in ("aria-labelledby", "for") if key in tag.attributes]
    assert set(pointed) <= set(ids)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_headings_skip_no_level(name: str, language: Language) -> None:
    levels = [int(tag.name[1]) for tag in Page(sample.PAGES[name](language)).tags if re.fullmatch("h[1-6]", tag.name)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", ["worklist", "case", "transfers", "flows"])
def test_tables_say_what_their_cells_are_also_as_cards(name: str) -> None:
    page = Page(sample.PAGES[name]("fi"))
    assert page.all("table")
    for tag in page.tags:
        if tag.name in ROLES_OF_TABLES:
            assert tag.attributes["role"] == ROLES_OF_TABLES[tag.name]
        if tag.name == "th":
            assert tag.attributes["scope"] in {"col", "row"}
        if tag.name == "td":
            assert tag.attributes["data-label"]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_page_loads_nothing_from_elsewhere_and_has_no_style_of_its_own(name: str, language: Language) -> None:
    page = Page(sample.PAGES[name](language))
    addresses = [tag.attributes[key] for tag in page.tags for key in ("href", "src", "action") if key in tag.attributes]
    assert addresses
    assert all(re.match(r"[/?#](?!/)", address) for address in addresses), addresses
    assert not [tag for tag in page.tags if "style" in tag.attributes or tag.name == "style"]


def test_no_page_may_run_a_script() -> None:
    assert "default-src 'none'" in CSP
    assert "script" not in CSP
    assert "unsafe" not in CSP
    assert (
        sample.templates().page("choose.html", sample.reader("fi", None), regions=()).headers["content-security-policy"]
        == CSP
    )


@pytest.mark.parametrize("name", sample.PAGES)
def test_a_title_names_no_person(name: str) -> None:
    title = Page(sample.PAGES[name]("fi")).text("title")
    assert title.endswith("Kotopolku")
    assert "Thi Minh" not in title


def test_late_is_said_in_words() -> None:
    assert b"F\xc3\xb6rsenad 21 dagar" in sample.PAGES["worklist"]("sv")
    assert "Myöhässä 21 päivää".encode() in sample.PAGES["worklist"]("fi")
    assert "Tehty myöhässä 5.3.2026".encode() in sample.PAGES["case"]("fi")


def test_days_are_written_as_the_language_does() -> None:
    assert [
        f"{day}".encode() in sample.PAGES["worklist"](language)
        for language, day in (("fi", "1.11.2026"), ("sv", "1 nov. 2026"), ("en", "1 Nov 2026"))
    ] == [True] * 3


def test_a_deadline_names_its_law_its_version_and_what_it_was_counted_from() -> None:
    html = sample.PAGES["case"]("sv").decode()
    assert text("rule.project_setting", "sv") in html
    assert "681/2023" in html
    assert "17 §" in html
    assert "anlände: 2 jan. 2026" in " ".join(html.split())


def test_the_timeline_says_when_what_and_in_which_role() -> None:
    html = " ".join(sample.PAGES["case"]("fi").decode().split())
    assert "Saapuminen rekisteröity" in html
    assert "3.1.2026 1.30.00" in html  # recorded at half past eleven at night in UTC, the next day in Finland
    assert "koskee päivää 2.1.2026" in html
    assert "työntekijä" in html
    assert "paper" not in html  # facts that no one reads stay out
    assert html.count(str(sample.CASE)) == html.count(f"/cases/{sample.CASE}") + 1  # and the case's number stands once


def test_the_replay_shows_its_proof_or_says_that_there_is_none() -> None:
    assert b"Historiken har verifierats" in sample.PAGES["replay"]("sv")
    assert ("ab" * 32).encode() in sample.PAGES["replay"]("sv")
    broken = sample.PAGES["replay-broken"]("sv")
    assert b"Historiken kunde inte verifieras" in broken
    assert b"Historiken har verifierats" not in broken


def test_hidden_figures_are_said_to_be_hidden_and_others_are_written_as_numbers() -> None:
    html = sample.PAGES["flows"]("fi").decode()
    assert html.count("ei näytetä</span>") == 4
    assert "1\N{NO-BREAK SPACE}234" in html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("worklist-empty", "saapuminen rekisteröidään"),
        ("worklist-none-match", "Poista valintoja"),
        ("transfers-empty", "kun kunta tarjoaa"),
        ("flows-empty", "kun kunnat tarjoavat"),
        ("replay-unknown", "Valitse myöhempi päivä"),
        ("choose-signed-out", "Kirjautuminen"),
    ],
)
def test_an_empty_page_says_what_to_do(name: str, words: str) -> None:
    assert words.encode() in sample.PAGES[name]("fi")


def test_somebody_whose_details_were_erased_is_still_a_row() -> None:
    assert sample.PAGES["worklist"]("fi").count("Henkilötietoja ei voi näyttää".encode()) == 2


@pytest.mark.parametrize(
    ("code", "order"),
    [(sample.NARPES, ["sv", "fi", "en"]), (sample.VAASA, ["fi", "sv", "en"]), (sample.LAUKAA, ["fi", "sv", "en"])],
)
def test_the_languages_of_the_municipality_come_first_its_majoritys_before_the_other(
    code: str, order: list[str]
) -> None:
    assert [other.language for other in sample.reader("en", code).languages] == order


def test_the_chooser_offers_each_municipality_its_own_languages() -> None:
    page = Page(sample.PAGES["choose"]("fi"))
    offered = {
        code: [
            tag.attributes["lang"]
            for tag in page.all("a")
            if f"/{code}/" in tag.attributes["href"] and "lang" in tag.attributes
        ]
        for code in (sample.NARPES, sample.VAASA, sample.LAUKAA)
    }
    assert offered == {sample.NARPES: ["sv", "fi"], sample.VAASA: ["fi", "sv"], sample.LAUKAA: ["fi"]}
