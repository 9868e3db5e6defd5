"""The list of features, and the table of the tests that prove them."""

from collections import Counter
from pathlib import Path

import pytest

from tests import features
from tests.feature_marks import Mark, marks_in

SOURCE = """
import pytest

pytestmark = pytest.mark.feature("PUSH-01")
CASES = [pytest.param(1, marks=pytest.mark.feature("PUSH-02")), 2]

@pytest.mark.feature("PUSH-13", "PUSH-14")
async def test_one(): ...

@pytest.mark.feature("PUSH-15")
class TestTwo:
    @pytest.mark.feature("SUPP-13")
    def test_three(self): ...
"""


def written(folder: Path, source: str) -> Path:
    (folder / "push").mkdir()
    (folder / "push" / "test_it.py").write_text(source, encoding="utf-8")
    return folder


def test_the_list_has_422_features_each_named_once() -> None:
    ids = Counter(feature.id for feature in features.known())
    assert len(ids) == 422
    assert max(ids.values()) == 1


def test_the_list_is_sorted_within_its_areas_and_each_area_stands_in_one_piece() -> None:
    known = features.known()
    areas = list(dict.fromkeys(feature.area for feature in known))
    assert known == sorted(known, key=lambda feature: (areas.index(feature.area), feature.id))
    assert all(feature.id.rpartition("-")[0] == feature.area for feature in known)


def test_each_feature_has_a_short_caption_of_one_line() -> None:
    long = [f for f in features.known() if not 0 < len(f.caption.strip()) <= 80 or f.caption != f.caption.strip()]
    assert long == []


def test_every_mark_in_these_tests_names_a_feature_of_the_list() -> None:
    assert features.strangers(features.known(), marks_in(features.TESTS)) == []


def test_marks_are_found_on_functions_classes_modules_and_parameters(tmp_path: Path) -> None:
    assert [(mark.feature, mark.test) for mark in marks_in(written(tmp_path, SOURCE))] == [
        ("PUSH-01", "push/test_it.py"),
        ("PUSH-02", "push/test_it.py"),
        ("PUSH-13", "push/test_it.py::test_one"),
        ("PUSH-14", "push/test_it.py::test_one"),
        ("PUSH-15", "push/test_it.py::TestTwo"),
        ("SUPP-13", "push/test_it.py::TestTwo::test_three"),
    ]


def test_a_test_that_names_a_feature_twice_counts_once() -> None:
    feature = features.Feature("PUSH-01", "PUSH", "a page")
    twice = [Mark("PUSH-01", "test_it.py::test_one", 1), Mark("PUSH-01", "test_it.py::test_one", 2)]
    assert features.coverage([feature], twice) == {feature: ["test_it.py::test_one"]}


def test_the_report_shows_the_tests_of_one_area_and_counts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert features.main(["--area", "push"], tests=written(tmp_path, SOURCE)) == 0
    table = capsys.readouterr().out
    assert "## PUSH: 5 of 29\n" in table
    assert "| PUSH-13 | Follow one document by its number | `push/test_it.py::test_one` |" in table
    assert "SUPP" not in table


def test_missing_leaves_out_what_a_test_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    features.main(["--area", "push", "--missing"], tests=written(tmp_path, SOURCE))
    table = capsys.readouterr().out
    assert "## PUSH: 5 of 29\n" in table
    assert "| PUSH-13 |" not in table
    assert "| PUSH-16 |" in table


@pytest.mark.parametrize("named", ['"PUSH-99"', "*MANY"], ids=["unknown", "not written out"])
def test_a_mark_that_names_no_feature_is_told_and_fails_the_run(
    named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, f"@pytest.mark.feature({named})\ndef test_one(): ...\n")
    assert features.main([], tests=folder) == 1
    assert f"push/test_it.py::test_one (line 1): {named.strip(chr(34))} is no feature" in capsys.readouterr().err


def test_write_puts_the_whole_table_on_a_page_that_says_it_is_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "features.md"
    monkeypatch.setattr(features, "PAGE", page)
    features.main(["--write", "--area", "PUSH"], tests=tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "do not edit" in text
    assert text.count("\n## ") == 13
    assert "**0 of 422**" in text
