"""The table of what can be said: what is understood, what is not, and that every row is whole."""

import pytest

from api.people import Actor
from bot import grammar
from bot.commands import COMMANDS
from bot.grammar import VERBS
from bot.phrases import ALIASES, CANCEL
from bot.reading import Guess, Intent, understand
from kit.ids import new_id


@pytest.mark.parametrize(
    ("said", "verb", "words"),
    [
        ("绑定", "绑定", ()),
        ("绑定 13800138000", "绑定", ("13800138000",)),
        ("绑定13800138000", "绑定", ("13800138000",)),
        ("绑定账号", "绑定", ()),
        ("綁定", "绑定", ()),
        ("13800138000", "绑定", ("13800138000",)),
        ("+86 138-0013-8000", "绑定", ("+86 138-0013-8000",)),
        ("E261026902330183", "查证书", ("E261026902330183",)),
        ("e261026902330183。", "查证书", ("e261026902330183",)),
        ("Ｅ２６１０２６９０２３３０１８３", "查证书", ("E261026902330183",)),
        ("查E261026902330183", "查证书", ("E261026902330183",)),
        ("查询　E261026902330183", "查证书", ("E261026902330183",)),
        ("订阅企业", "订阅", ("企业",)),
        ("訂閱 企业", "订阅", ("企业",)),
        ("按企业订阅", "订阅", ("企业",)),
        ("订阅，E261026902330183，短信", "订阅", ("E261026902330183", "短信")),
        ("取消订阅 1、2；3", "取消订阅", ("1", "2", "3")),
        ("td", "取消订阅", ()),
        ("TD 2", "取消订阅", ("2",)),
        ("？", "帮助", ()),
        ("h", "帮助", ()),
        ("Help!", "帮助", ()),
        ("免打扰22:00-8:00", "免打扰", ("22:00-8:00",)),
        ("H261026902330183", "查证书", ("H261026902330183",)),
    ],
)
def test_it_is_understood(said: str, verb: str, words: tuple[str, ...]) -> None:
    found = understand(said)
    assert isinstance(found, Intent)
    assert (found.verb.name, found.words) == (verb, words)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "。",
        "今天天气",
        "订阅者",
        "我要绑定吗",
        "查无此人",
        "我不要订阅",
        "hello",
        "1",
        "要0重",
        "请",
        "能不能",
        "我要1",
    ],
)
def test_it_is_not_guessed_at(said: str) -> None:
    """B-4: a word that only begins like a verb is no verb."""
    assert isinstance(understand(said), Guess)


def test_no_word_means_two_things() -> None:
    words = [word for verb in VERBS for word in (verb.name, *verb.synonyms)]
    assert len(words) == len(set(words))
    assert not CANCEL & set(words)


def test_every_verb_has_its_function_and_every_function_its_verb() -> None:
    assert set(COMMANDS) == {verb.name for verb in VERBS}


def test_every_alias_is_understood() -> None:
    assert all(isinstance(understand(alias), Intent) for alias in ALIASES)


def test_the_menu_offers_each_digit_once_and_to_strangers_less() -> None:
    digits = [verb.digit for verb in VERBS if verb.digit]
    assert len(digits) == len(set(digits))
    stranger = Actor(person_id=new_id(), enterprise_id=None, role="none", door="wechat", name="王五")
    assert set(grammar.menu(None)) < set(grammar.menu(stranger)) < set(digits)
