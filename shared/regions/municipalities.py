"""The municipalities of the deployment, and every other Finnish one, as targets of moves.

Sources: `data/municipalities.csv` (the four regions, with languages, majority first) and
`data/finland-municipalities.csv` (all 309 of 2021, so without later mergers). The first is the truth where both speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from shared.regions.codes import NationalLanguage
from shared.regions.files import TableError, rows
from shared.regions.texts import Language

_OURS: Final = "municipalities.csv"
_ALL: Final = "finland-municipalities.csv"


class MunicipalityUnknownError(LookupError):
    """No Finnish municipality has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no municipality has the code {code!r}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: three-digit `code`, two-digit `region` of Statistics Finland.

    `languages` (majority first) and `pilot` are known for the deployment's own; else they are empty and None.
    """

    code: str
    name_fi: str
    name_sv: str
    region: str
    languages: tuple[NationalLanguage, ...] = ()
    pilot: str | None = None

    @property
    def bilingual(self) -> bool:
        """Whether both Finnish and Swedish are its languages today; for another day: `Profiles.languages_of`."""
        return len(self.languages) == 2

    def name(self, language: Language) -> str:
        """The name in `language`. In English a municipality goes by its majority's name ("Närpes", "Vaasa")."""
        if language == "sv" or (language == "en" and self.languages[:1] == ("sv",)):
            return self.name_sv
        return self.name_fi


def _own_languages(line: int, words: str) -> tuple[NationalLanguage, ...]:
    match words.split():
        case ["fi"]:
            return ("fi",)
        case ["sv"]:
            return ("sv",)
        case ["fi", "sv"]:
            return ("fi", "sv")
        case ["sv", "fi"]:
            return ("sv", "fi")
    raise TableError(_OURS, line, f"languages: {words!r} is none of fi, sv, fi sv, sv fi")


@cache
def deployed() -> dict[str, Municipality]:
    """Code → municipality, for those of the four regions, by code."""
    found = [
        Municipality(
            code=row["code"],
            name_fi=row["name_fi"],
            name_sv=row["name_sv"],
            region=row["region"],
            languages=_own_languages(line, row["languages"]),
            pilot=row["pilot"] or None,
        )
        for line, row in rows(_OURS, ("code", "name_fi", "name_sv", "region", "languages", "pilot"))
    ]
    return {each.code: each for each in sorted(found, key=lambda each: each.code)}


@cache
def finnish() -> dict[str, Municipality]:
    """Code → municipality, for every Finnish one: the possible targets of a move out of the deployment, by code."""
    columns = ("code", "name_fi", "name_sv", "region", "region_fi", "region_sv", "population_about_2021")
    everywhere = {
        row["code"]: Municipality(row["code"], row["name_fi"], row["name_sv"], row["region"])
        for _, row in rows(_ALL, columns)
    }
    return dict(sorted((everywhere | deployed()).items()))


def municipality(code: str) -> Municipality:
    """The Finnish municipality with this code, in the deployment or not.

    Raises:
        MunicipalityUnknownError: there is none.
    """
    try:
        return finnish()[code]
    except KeyError:
        raise MunicipalityUnknownError(code) from None


def regions() -> frozenset[str]:
    """The two-digit codes of the regions that the deployment's table has municipalities of."""
    return frozenset(each.region for each in deployed().values())
