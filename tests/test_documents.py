"""The written word: links lead somewhere, decisions have their parts, and the commands named in the documents exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "api").rglob("*.md")])
LINK = re.compile(r"\[[^\]\n]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
ANCHOR = re.compile(r"\]\(#([^)\s]+)\)")
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
PARTS = ["## Context", "## Decision", "## Consequences", "## Alternatives"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_finds_it(page: Path) -> None:
    targets = LINK.findall(page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_within_a_page_finds_its_heading(page: Path) -> None:
    text = page.read_text("utf-8")
    headings = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(ANCHOR.findall(text)) <= headings


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_has_its_four_parts_and_fits_on_a_page(decision: Path) -> None:
    lines = decision.read_text("utf-8").splitlines()
    assert lines[0].startswith(f"# {decision.stem[:4]}: ")
    assert [line for line in lines if line.startswith("## ")] == PARTS
    assert len(lines) <= 90


def test_decisions_are_numbered_without_repeats() -> None:
    numbers = [path.stem[:4] for path in DECISIONS]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_target_of_make_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", page.read_text("utf-8"))) <= targets
