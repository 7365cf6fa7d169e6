"""The style sheet: readable in both schemes, by computed contrast, and alone."""

from __future__ import annotations

import re
from typing import Final

import pytest

from services.portal.assets import read_assets

pytestmark = pytest.mark.unit

CSS: Final = read_assets()["portal.css"].content.decode()
TEXT: Final = (
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink-quiet", "ground"),
    ("ink-quiet", "surface"),
    ("accent-ink", "accent"),
    ("link", "ground"),
    ("link", "surface"),
    ("late", "surface"),
    ("late", "late-ground"),
    ("soon", "soon-ground"),
    ("good", "good-ground"),
    ("calm", "calm-ground"),
    ("ink", "calm-ground"),  # a row under the pointer
)
MARKS: Final = (("control", "surface"), ("focus", "ground"), ("focus", "surface"), ("accent-ink", "accent"))


def _colours(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[0]))
    dark = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[1]))
    return light if scheme == "light" else {**light, **dark}


def _luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out(scheme: str, ink: str, ground: str) -> None:
    colours = _colours(scheme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_controls_and_focus_stand_out(scheme: str, mark: str, ground: str) -> None:
    colours = _colours(scheme)
    assert contrast(colours[mark], colours[ground]) >= 3


def test_it_loads_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "//" not in CSS


def test_every_colour_it_names_is_defined() -> None:
    assert set(re.findall(r"var\(--([a-z-]+)\)", CSS)) <= _colours("light").keys() | {"radius"}


def test_paper_and_forced_colours_are_thought_of() -> None:
    for query in ("@media print", "forced-colors: active", "prefers-color-scheme: dark", "prefers-reduced-motion"):
        assert query in CSS
    assert ":focus-visible" in CSS
