"""The municipalities of the deployment and of the country."""

from __future__ import annotations

import pytest

from shared.regions.municipalities import MunicipalityUnknownError, deployed, finnish, municipality

pytestmark = pytest.mark.unit


def test_the_deployment_has_the_municipalities_of_four_regions() -> None:
    by_region = {
        region: sum(each.region == region for each in deployed().values()) for region in ("13", "14", "15", "16")
    }
    assert by_region == {"13": 8, "14": 4, "15": 14, "16": 8}


def test_every_finnish_municipality_can_be_the_target_of_a_move() -> None:
    assert len(finnish()) == 309
    assert deployed().items() <= finnish().items()
    assert municipality("091").name("sv") == "Helsingfors"


def test_all_of_ostrobothnia_but_laihia_and_kokkola_are_bilingual() -> None:
    finnish_only = {each.code for each in deployed().values() if each.region == "15" and not each.bilingual}
    assert finnish_only == {"399"}
    assert {each.code for each in deployed().values() if each.region != "15" and each.bilingual} == {"272"}


def test_a_municipality_goes_by_its_name_in_the_readers_language() -> None:
    narpes, vaasa = municipality("545"), municipality("905")
    assert [narpes.name("fi"), narpes.name("sv"), narpes.name("en")] == ["Närpiö", "Närpes", "Närpes"]
    assert [vaasa.name("fi"), vaasa.name("sv"), vaasa.name("en")] == ["Vaasa", "Vasa", "Vaasa"]


def test_a_code_that_no_municipality_has_is_an_error_that_names_it() -> None:
    with pytest.raises(MunicipalityUnknownError, match="'999'"):
        municipality("999")
