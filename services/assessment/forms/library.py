"""The models that come with Kotopolku, one TOML file for each version, read and checked when a process starts.

Every problem of every file is told at once, with its file and key, so that whoever edits one sees all that is wrong.
A model as a package (for use elsewhere) is its content, its format and the checksum of its canonical JSON.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import ValidationError

from services.assessment.forms.filling import problems, untranslated
from shared.events.assessment.models import Model
from shared.regions.profiles import Profiles
from shared.regions.texts import LANGUAGES

FOLDER: Final = Path(__file__).parents[1] / "models"
FORMAT: Final = "kotopolku-assessment-model/1"


class ModelError(ValueError):
    """A model cannot be used; the message has a line for each problem: file, key, reason."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Library:
    """Models by code and version."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._models = {(model.code, model.version): model for model in models}

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models[key] for key in sorted(self._models))

    def find(self, code: str, version: int) -> Model | None:
        """A model's version, if there is one."""
        return self._models.get((code, version))


def canonical(model: Model) -> bytes:
    """A model as JSON in UTF-8, its keys in order, nothing empty in it: equal models give equal bytes."""
    return orjson.dumps(model.model_dump(mode="json", exclude_none=True), option=orjson.OPT_SORT_KEYS)


def digest(model: Model) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(model)).hexdigest()


def package(model: Model) -> dict[str, Any]:
    """A model as it is handed on: another Kotopolku, or anybody, can check that it is whole."""
    return {
        "format": FORMAT,
        "checksum": f"sha256:{digest(model)}",
        "model": model.model_dump(mode="json", exclude_none=True),
    }


def load(folder: Path = FOLDER) -> Library:
    """Every `*.toml` of `folder`, read and checked; each must be said in Finnish, Swedish and English.

    Raises:
        ModelError: nothing to read, or something wrong; it names every file and key at once.
    """
    read: dict[str, Model] = {}
    wrong: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            read[path.name] = _read(path)
        except ModelError as found:
            wrong.extend(found.problems)
    if not read and not wrong:
        raise ModelError([f"{folder.name}: *.toml: no model in this folder"])
    first: dict[tuple[str, int], str] = {}
    for file, model in read.items():
        if (other := first.setdefault((model.code, model.version), file)) != file:
            wrong.append(f"{file}: version: {other} is {model.code} {model.version} already")
        wrong.extend(f"{file}: {key}: {reason}" for key, reason in problems(model))
        wrong.extend(
            f"{file}: {key}.{language}: the text is missing"
            for language, keys in untranslated(model, LANGUAGES).items()
            for key in keys
        )
    if wrong:
        raise ModelError(wrong)
    return Library(read.values())


@cache
def library() -> Library:
    """The models of this checkout.

    Raises:
        ModelError: see `load`.
    """
    return load()


def ensure_models(profiles: Profiles) -> None:
    """Refuse profiles that offer a model which there is no file of.

    Raises:
        ModelError: names each profile's region and key.
    """
    wrong = [
        f"region {profile.code}: assessment_models[{index}]: there is no model {offered.code} version {offered.version}"
        for profile in profiles
        for index, offered in enumerate(profile.assessment_models)
        if library().find(offered.code, offered.version) is None
    ]
    if wrong:
        raise ModelError(wrong)


def _read(path: Path) -> Model:
    try:
        written = tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ModelError([f"{path.name}: byte {error.start}: not UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ModelError([f"{path.name}: TOML: {error}"]) from error
    return parsed(written, path.name)


def parsed(written: Mapping[str, Any], named: str) -> Model:
    """A model from what a file or a package says.

    Raises:
        ModelError: it does not fit; `named` and the key stand in each line.
    """
    try:
        return Model.model_validate_json(orjson.dumps(written), strict=True)
    except ValidationError as error:
        raise ModelError(
            f"{named}: {_key(one['loc'])}: {one['msg']}" for one in error.errors(include_url=False)
        ) from error


def _key(path: tuple[int | str, ...]) -> str:
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return said.removeprefix(".")
