"""Every command of the features' table is shown by a transcript, on both channels; and the documentation says which."""

import pytest

from bot.grammar import BY_WORD
from tests.bot import script, surfaces
from tests.bot.surfaces import COMMANDS, PAGE, doors, shown_by
from tests.bot.test_transcripts import TELEGRAM, WECHAT

VERBS = [verb for verbs in COMMANDS.values() for verb in verbs]


@pytest.mark.parametrize("verb", VERBS)
def test_a_command_is_shown_on_both_channels(verb: str) -> None:
    assert verb in BY_WORD
    seen = {door for part in shown_by(verb) for door in doors(part).split(", ")}
    assert seen == {"WeChat", "Telegram"}


def test_the_doors_are_those_of_the_tests() -> None:
    parts = [part for path in script.FILES for part in script.parts(path)]
    assert {part.part for part in parts if "WeChat" in doors(part)} == {part.part for part in WECHAT}
    assert {part.part for part in parts if "Telegram" in doors(part)} == {part.part for part in TELEGRAM}


def test_there_are_more_than_150_turns() -> None:
    assert script.turns() >= 150


def test_the_documentation_names_them() -> None:
    assert surfaces.table() in PAGE.read_text("utf-8")
