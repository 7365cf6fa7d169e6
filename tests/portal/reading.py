"""Pages as a reader gets them: the texts, with the language each is marked with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from shared.regions.texts import LANGUAGES, Language, catalogue

EMPTY = frozenset({"meta", "link", "img", "input", "br", "hr"})
SAID_BY = ("aria-label", "data-label", "title", "alt", "placeholder")


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    language: str
    text: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Every element in order with its text; fails on tags that do not match."""

    def __init__(self, html: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.feed(html.decode())
        self.close()
        assert not self._open, [tag.name for tag in self._open]

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        inherited = self._open[-1].language if self._open else ""
        tag = Tag(name, attributes, attributes.get("lang", inherited))
        self.tags.append(tag)
        if name not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, name: str) -> None:
        assert self._open, f"</{name}> closes nothing"
        tag = self._open.pop()
        assert tag.name == name, f"<{tag.name}> is closed by </{name}>"
        if self._open:
            self._open[-1].text.append("".join(tag.text))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text.append(data)

    def all(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name == name]

    def text(self, name: str) -> str:
        """The text of the first element called `name`, blanks as one."""
        return " ".join("".join(self.all(name)[0].text).split())


class _Chunks(HTMLParser):
    def __init__(self, html: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._languages = [""]
        self.feed(html.decode())
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        language = said.get("lang") or self._languages[-1]
        self.found += [(language, " ".join((said[key] or "").split())) for key in SAID_BY if said.get(key)]
        if name not in EMPTY:
            self._languages.append(language)

    def handle_endtag(self, name: str) -> None:
        self._languages.pop()

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.found.append((self._languages[-1], words))


def said(html: bytes) -> Iterator[tuple[str, str]]:
    """(language, words) of each piece of text and of each attribute that is read out, in order."""
    yield from _Chunks(html).found


@cache
def _forms(language: Language) -> tuple[dict[str, str], list[tuple[str, re.Pattern[str]]]]:
    """What the language's texts look like on a page: as they stand, and those with something filled in."""
    plain: dict[str, str] = {}
    filled: list[tuple[str, re.Pattern[str]]] = []
    for code, forms in catalogue(language).forms.items():
        for form in forms:
            words = " ".join(form.split())
            if "{" not in words:
                plain[words] = code
            elif any(sign.isalpha() for sign in re.sub(r"\{\w+\}", "", words)):
                filled.append((code, re.compile(re.sub(r"\\\{\w+\\\}", ".+?", re.escape(words)))))
    return plain, filled


@cache
def _code(words: str, language: Language) -> str | None:
    """The code of the text of `language` that `words` are, if they are one."""
    plain, filled = _forms(language)
    return plain.get(words) or next((code for code, pattern in filled if pattern.fullmatch(words)), None)


def strangers(html: bytes, language: Language) -> list[str]:
    """The texts of a page in `language` that only another language's catalogue has; marked ones are no strangers."""
    return [
        words
        for marked, words in said(html)
        if marked == language
        and any(_code(words, other) for other in LANGUAGES if other != language)
        and not _code(words, language)
    ]
