"""A wrong command line, or a machine that is not ready: one message in the terminal's language, and no traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.ports import free_port
from shared.regions.texts import Language, text
from tests.demo.running import ROOT, RunningDemo, environment

pytestmark = pytest.mark.integration
LOCALES: dict[str, Language] = {"fi_FI.UTF-8": "fi", "sv_SE.UTF-8": "sv", "en_GB.UTF-8": "en"}
PLACES = ("name", "command", "variable", "file", "why", "roles", "code", "max", "service", "broker", "what", "consumer",
          "mib", "column", "columns")  # fmt: skip
NOWHERE = {"KOTOPOLKU_HOME": "/nonexistent"}
HEADER = "Kuntakoodi;Sukunimi;Etunimet;Syntymäaika;Tulon syy;Muuttopäivä\r\n"


@dataclass(frozen=True)
class Wrong:
    """A command line, the code of the text that must come, or none where the exit code is all that counts."""

    arguments: tuple[str, ...]
    says: str | None
    codes: tuple[int, ...] = (2,)
    variables: dict[str, str] = field(default_factory=dict)


def workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return made.getvalue()


FILES: dict[str, bytes] = {
    "workbook.csv": workbook(),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "document.pdf.csv": b"%PDF-1.7\n" + bytes(500),
    "random.csv": bytes(range(256)) * 100,
    "empty.csv": b"",
    "blank.csv": b"\xef\xbb\xbf\r\n\r\n  \r\n",
    "nuls.csv": bytes(5_000),
    "other.csv": b"Tuote;Hinta\r\nKahvi;3\r\n",
    "twice.csv": (HEADER.replace("Etunimet", "Sukunimi") + "\r\n").encode(),
    "endless.csv": b"a" * 3_000_000,
    "json.csv": b'{"family_name": "A"}',
    "large.csv": HEADER.encode() + b"x" * (21 * 1024 * 1024),
}
# What each of them is answered with; None: some text of a sheet that is none.
SAYS: dict[str, str | None] = {
    "workbook.csv": "sheet.is_workbook", "old.xls": "sheet.is_workbook", "document.pdf.csv": "sheet.is_pdf",
    "random.csv": None, "empty.csv": "sheet.empty", "blank.csv": "sheet.empty", "nuls.csv": None, "other.csv": None,
    "twice.csv": None, "endless.csv": None, "json.csv": None, "large.csv": "sheet.too_large",
}  # fmt: skip


def wrong_lines(folder: Path, home: Path, dead: Path) -> list[Wrong]:
    here, away = {"KOTOPOLKU_HOME": str(home)}, {"KOTOPOLKU_HOME": str(dead)}
    case = "00000000-0000-4000-8000-000000000000"
    invalid, missing, unset = "console.argument_invalid", "console.argument_missing", "console.setting_missing"

    def arrivals(name: str) -> tuple[str, ...]:
        return (
            "import",
            "arrivals",
            str(folder / name),
            "--actor",
            "demo-import",
            "--refused",
            str(folder / "refused"),
        )

    return [
        *(Wrong(arrivals(name), says, variables=here) for name, says in SAYS.items()),
        Wrong(arrivals("nosuch.csv"), "import.file_missing", variables=here),
        Wrong(("import", "arrivals", str(folder)), "import.file_is_folder", variables=here),
        Wrong(("import", "arrivals"), missing, variables=here),
        Wrong(("import", "nosuch"), "console.usage", variables=here),
        Wrong(("token", "x", "--role", "king"), "token.role_unknown", variables=here),
        Wrong(("token", "x", "--municipality", "41"), "token.municipality_outside", variables=here),
        Wrong(("token", "x", "--municipality", "abc"), "token.municipality_outside", variables=here),
        Wrong(("token", "x", "--municipality", "{410}"), "token.municipality_outside", variables=here),
        Wrong(("token", "Matti Meikäläinen"), "token.actor_form", variables=here),
        Wrong(("token", ""), "token.actor_form", variables=here),
        Wrong(("token", "x" * 200), "token.actor_form", variables=here),
        Wrong(("token", "x", "--organisation", ""), "token.organisation_form", variables=here),
        Wrong(("token", "x", "--organisation", "a\nb"), "token.organisation_form", variables=here),
        Wrong(("token", "x", "--organisation", "o" * 5_000), "token.organisation_form", variables=here),
        *(Wrong(("token", "x", "--hours", hours), invalid, variables=here) for hours in ("0", "-1", "25", "x", "inf")),
        Wrong(("token", "x", "--hours", "nan"), None, variables=here),
        Wrong(("token",), missing, variables=here),
        Wrong(("as-of", "nosuch"), invalid, variables=here),
        Wrong(("as-of",), missing, variables=here),
        Wrong(("as-of", case), "as_of.nothing", (1,), variables=here),
        *(Wrong(("as-of", case, "--known-at", at), "as_of.no_instant", variables=here)
          for at in ("x", "31.2.2026", "2026-02-31T00:00:00Z", "2026-01-01T00:00:00", "")),
        *(Wrong(("as-of", case, "--about", day), "as_of.no_instant", variables=here) for day in ("x", "2026-02-31")),
        Wrong(("as-of", case, "--known-at", "9" * 40), "as_of.nothing", (1,), variables=here),
        Wrong(("rebuild", "NOSUCH"), "rebuild.unknown", variables=here),
        Wrong(("rebuild", "--processes", "0"), invalid, variables=here),
        Wrong(("check", "NOSUCH"), "rebuild.unknown", variables=here),
        Wrong(("parked", "show", case), "parked.nowhere", variables=here),
        Wrong(("parked", "show", "nosuch"), invalid, variables=here),
        Wrong(("parked", "retry", case), "parked.nowhere", variables=here),
        Wrong(("parked", "discard", case, "--reason", "x"), "parked.nowhere", variables=here),
        Wrong(("parked", "discard", case), missing, variables=here),
        Wrong(("parked", "list", "--consumer", "nosuch"), "parked.unknown_consumer", variables=here),
        Wrong(("serve", "nosuch"), "console.service_unknown", variables=here),
        Wrong(("relay", "nosuch"), "console.service_unknown", variables=here),
        Wrong(("demo", "--broker", "nosuch"), "console.broker_unknown", variables=here),
        Wrong(("demo", "--arrivals", str(folder / "nosuch.csv")), invalid, variables=here),
        Wrong(("asyncapi", "--output", str(folder / "no" / "such")), "console.file_unusable"),
        Wrong(("nosuch",), "console.usage"),
        Wrong(("verify", "--nosuch"), "console.usage"),
        Wrong(("--nosuch",), "console.usage"),
        *(Wrong(line, unset, variables=NOWHERE) for line in (
            ("verify",), ("check",), ("rebuild",), ("migrate",), ("token", "x"), ("parked", "list"), ("as-of", case),
            ("relay", "intake"), ("serve", "intake"), ("serve", "reporting"), arrivals("other.csv"),
        )),
        *(Wrong(line, "console.server_away", variables=away) for line in (
            ("verify",), ("check",), ("token", "x"), ("parked", "list"), ("as-of", case), ("migrate",),
        )),
        Wrong(("verify",), "console.setting_invalid", variables={**NOWHERE, "KOTOPOLKU_BROKER": "pigeon"}),
        Wrong(("verify",), "console.setting_invalid", variables={**NOWHERE, "KOTOPOLKU_POOL_SIZE": "many"}),
    ]  # fmt: skip


def outcomes(lines: Iterable[tuple[Wrong, str]]) -> list[tuple[int, str, str]]:
    """What became of each line in its locale."""
    wanted = [(list(line.arguments), {**line.variables, "LANG": locale, "COLUMNS": "200"}) for line, locale in lines]
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.forking"], input=json.dumps(wanted), env=environment(), cwd=ROOT,
        text=True, capture_output=True, timeout=150, check=True,
    )  # fmt: skip
    return [tuple(one) for one in json.loads(done.stdout)]


def outcome(line: Wrong, locale: str) -> tuple[int, str, str]:
    """What became of one line, typed as anybody would."""
    done = subprocess.run(
        [sys.executable, "-m", "services.console.main", *line.arguments],
        env={**environment(), **line.variables, "LANG": locale, "COLUMNS": "200"}, cwd=ROOT, text=True,
        capture_output=True, timeout=150, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def says(code: str, language: Language, said: str) -> bool:
    """Whether `said` is the text of `code`, whatever stands in its placeholders and wherever its lines break."""
    words = "".join(said.split())
    pieces: list[str] = [
        "".join(piece.split()) for piece in _pieces(text(code, language, **dict.fromkeys(PLACES, "\x00")))
    ]
    return all(piece in words for piece in pieces)


def _pieces(words: str) -> list[str]:
    return words.split("\x00")


@pytest.fixture(scope="module")
def dead(demo: RunningDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment whose database is away: the demo's own settings, with a port at which nobody listens."""
    folder = tmp_path_factory.mktemp("dead")
    said = (demo.home / "deployment.env").read_text()
    port = demo.settings.dsn("intake").rsplit(":", 1)[1].partition("/")[0]
    (folder / "deployment.env").write_text(said.replace(f":{port}/", f":{free_port()}/"))
    return folder


def test_every_wrong_command_line_is_told_in_the_terminals_language(
    demo: RunningDemo, tmp_path: Path, dead: Path
) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    lines = wrong_lines(tmp_path, demo.home, dead)
    # Each line in one language, and one line of each text in all three.
    chosen = [(line, list(LOCALES)[number % 3]) for number, line in enumerate(lines)]
    first = {line.says: line for line in lines if line.says and not line.says.startswith("sheet.")}
    chosen += [(line, locale) for line in first.values() for locale in LOCALES if (line, locale) not in chosen]
    wrong = []
    for (line, locale), (code, out, errors) in zip(chosen, outcomes(chosen), strict=True):
        what = f"{' '.join(line.arguments)[:80]} in {locale}: {code}"
        if "Traceback" in errors + out:
            wrong.append(f"{what}: a traceback: {errors[-400:]}")
        elif code not in line.codes:
            wrong.append(f"{what} and not {line.codes}: {errors[:200]}")
        elif not errors.strip() or out.strip() or len(errors) > 1_000:
            wrong.append(f"{what}: {out[:100]!r} {errors[:200]!r}")
        elif line.says is not None and not says(line.says, LOCALES[locale], errors):
            wrong.append(f"{what}: not {line.says}: {errors[:200]!r}")
    assert not wrong, "\n".join(wrong)
    assert len(chosen) > 80


def test_the_command_itself_as_it_is_typed_says_what_is_missing() -> None:
    code, out, errors = outcome(Wrong(("verify",), None, variables=NOWHERE), "sv_SE.UTF-8")
    assert (code, out) == (2, "")
    assert says("console.setting_missing", "sv", errors), errors
    assert "/nonexistent" in errors


def test_the_state_of_a_broker_that_is_not_there_is_told(tmp_path: Path) -> None:
    line = Wrong(("kafka", "status", "--folder", str(tmp_path / "kafka")), None)
    for (code, out, errors), language in zip(
        outcomes([(line, locale) for locale in LOCALES]), LOCALES.values(), strict=True
    ):
        assert (code, errors) == (3, "")
        assert says("kafka.not_running", language, out)


@dataclass(frozen=True)
class DirtyRow:
    """A row of a sheet, changed from a good one, and what becomes of it."""

    changed: dict[str, str]
    becomes: str = "refused"


GOOD_ROW = {
    "Kuntakoodi": "410", "Sukunimi": "Likainen", "Etunimet": "Taulukko", "Henkilötunnus": "", "Syntymäaika": "1.2.1980",
    "Äidinkieli": "ara", "Kansalaisuus": "SY", "Tulon syy": "perhe", "Muuttopäivä": "1.3.2026", "Puhelin": "",
    "Lisätiedot": "",
}  # fmt: skip
DIRTY = [
    DirtyRow({}, "registered"),
    DirtyRow({}, "already_there"),
    DirtyRow({"Sukunimi": "LIKAINEN", "Etunimet": " taulukko "}, "already_there"),
    DirtyRow({"Sukunimi": "Likainenn"}, "suspected"),
    DirtyRow({"Kuntakoodi": "52", "Sukunimi": "Nolla", "Syntymäaika": "3.3.1981"}, "warned"),
    DirtyRow({"Sukunimi": "Iso", "Syntymäaika": "1982-04-05", "Muuttopäivä": "2026-02-28"}, "registered"),
    DirtyRow(
        {"Sukunimi": "Kaava", "Syntymäaika": "4.4.1983", "Lisätiedot": '=HYPERLINK("http://x","y")'}, "registered"
    ),
    DirtyRow({"Sukunimi": "Rivi", "Syntymäaika": "5.5.1984", "Lisätiedot": "eka\r\ntoka"}, "registered"),
    DirtyRow({"Sukunimi": "Lainaus", "Syntymäaika": "6.6.1985", "Lisätiedot": 'hän sanoi "hei"; lähti'}, "registered"),
    DirtyRow({"Sukunimi": "Tyhjä", "Syntymäaika": "7.7.1986", "Äidinkieli": "", "Kansalaisuus": ""}, "registered"),
    DirtyRow({"Sukunimi": ""}),
    DirtyRow({"Sukunimi": "x" * 1_000_000}),
    DirtyRow({"Sukunimi": "A\x00B"}),
    DirtyRow({"Sukunimi": "A\x1bB"}),
    DirtyRow({"Kuntakoodi": "999"}),
    DirtyRow({"Kuntakoodi": "Laukaa"}),
    DirtyRow({"Syntymäaika": "31.2.1980"}),
    DirtyRow({"Syntymäaika": "1.1.1800"}),
    DirtyRow({"Syntymäaika": "9999-99-99"}),
    DirtyRow({"Henkilötunnus": "010280-999X"}),
    DirtyRow({"Henkilötunnus": "٠١٠٢٨٠-٩٩٩٩"}),
    DirtyRow({"Tulon syy": "huvi"}),
    DirtyRow({"Muuttopäivä": "1.1.2091"}),
    DirtyRow({"Muuttopäivä": ""}),
    DirtyRow({"Äidinkieli": "zzz"}),
    DirtyRow({"Kansalaisuus": "QQ"}),
    DirtyRow({"Puhelin": "soita äidille"}),
]
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda sheet: sheet.encode(),
    "utf-16": lambda sheet: sheet.encode("utf-16"),
}


def sheet_of(rows: list[DirtyRow], mark: str) -> str:
    """A sheet as a spreadsheet program writes it; every family name ends with `mark`, so that it is a new person's."""

    def line(cells: Iterable[str]) -> str:
        return ";".join('"' + cell.replace('"', '""') + '"' if any(c in cell for c in '";\r\n') else cell
                        for cell in cells) + "\r\n"  # fmt: skip

    def marked(row: dict[str, str]) -> dict[str, str]:
        return {**row, "Etunimet": f"{row['Etunimet'].rstrip()} {mark}"} if row["Etunimet"] else row

    return line(GOOD_ROW) + "".join(line(marked({**GOOD_ROW, **row.changed}).values()) for row in rows)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_dirty_sheet_gives_the_right_figures_and_its_bad_rows_back(
    demo: RunningDemo, tmp_path: Path, encoding: str
) -> None:
    mark = "".join(chr(ord("a") + ord(letter) % 26) for letter in f"{encoding}{tmp_path}"[-40:])[:60]
    file, refused = tmp_path / "dirty.csv", tmp_path / "refused.csv"
    sheet = sheet_of(DIRTY, mark)
    if encoding == "utf-16":  # born twenty years earlier: nobody is the other sheet's duplicate
        sheet = sheet.replace(".198", ".196").replace("1982-", "1962-")
    file.write_bytes(ENCODINGS[encoding](sheet))
    becomes = [row.becomes for row in DIRTY]
    new = sum(one in ("registered", "suspected", "warned") for one in becomes)
    line = Wrong(("import", "arrivals", str(file), "--actor", "demo-import", "--refused", str(refused), "--json"), None,
                 variables={"KOTOPOLKU_HOME": str(demo.home)})  # fmt: skip
    first, out, errors = outcome(line, "sv_SE.UTF-8")
    second, again, _ = outcome(line, "sv_SE.UTF-8")
    assert (first, second, "Traceback" in errors) == (3, 3, False), errors
    said = json.loads(out.splitlines()[-1])
    assert {name: said[name] for name in said if name not in ("file", "refused_file")} == {
        "rows": len(DIRTY), "registered": new, "already_there": becomes.count("already_there"),
        "refused": becomes.count("refused"), "suspected_duplicates": becomes.count("suspected"),
        "warnings": becomes.count("warned"),
    }  # fmt: skip
    repeated = json.loads(again.splitlines()[-1])
    assert (repeated["registered"], repeated["refused"]) == (0, becomes.count("refused"))
    assert repeated["already_there"] == new + becomes.count("already_there")
    returned = refused.read_bytes().decode(encoding)
    assert returned.count("\r\n") == becomes.count("refused") + 1
    assert "x" * 1_000_000 in returned


def test_a_sheet_with_a_header_and_no_row_is_an_import_of_nobody(demo: RunningDemo, tmp_path: Path) -> None:
    file = tmp_path / "header.csv"
    file.write_text(HEADER, encoding="utf-8-sig", newline="")
    line = Wrong(("import", "arrivals", str(file), "--actor", "demo-import", "--json"), None,
                 variables={"KOTOPOLKU_HOME": str(demo.home)})  # fmt: skip
    code, out, errors = outcome(line, "fi_FI.UTF-8")
    assert "Traceback" not in errors
    assert code == 0, errors
    assert json.loads(out.splitlines()[-1])["rows"] == 0
