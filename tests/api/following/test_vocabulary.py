"""The words of 状态推送 are the manuals' (features.md PUSH-01…29, X-12)."""

import pytest

from api.following.vocabulary import (
    CHANNEL_HINTS,
    CHANNEL_LABELS,
    CHANNELS,
    CONTENT_LABELS,
    EMPTY,
    HINT,
    LEVEL_HINTS,
    LEVEL_LABELS,
    TREE,
    content_label,
    nodes,
    widest,
)


@pytest.mark.feature("PUSH-03", "PUSH-07", "PUSH-08")
def test_the_channels() -> None:
    assert [CHANNEL_LABELS[each] for each in CHANNELS] == ["短信", "微信公众号", "Telegram"]
    assert CHANNEL_HINTS["wechat"] == "请先关注微信公众号, 使用用户绑定功能, 绑定后可通过微信公众号接收推送信息。"


@pytest.mark.feature("PUSH-13", "PUSH-14", "PUSH-15", "PUSH-16", "PUSH-27")
def test_the_ways_of_following() -> None:
    assert [(LEVEL_LABELS[each], LEVEL_HINTS[each]) for each in LEVEL_LABELS] == [
        ("按业务单据号订阅", "按照录入的具体业务单据编号订阅回执信息"),
        ("按企业订阅", "订阅企业的所有业务单据回执信息"),
        ("按个人订阅", "订阅本人录入的所有业务单据回执信息"),
    ]
    assert (HINT, EMPTY) == ("系统提供原产地证状态订阅功能", "未查询到数据")


@pytest.mark.feature("PUSH-18", "PUSH-19", "PUSH-20", "PUSH-21", "PUSH-22")
def test_the_tree_of_contents() -> None:
    """进出口订阅 ▸ 原产地证订阅 (▸ 海关 / 贸促会) ▸ 许可证订阅; who has a number field takes a document's number."""
    assert [(each.option, each.number_label) for each in nodes()] == [
        ("进出口订阅", ""),
        ("原产地证订阅", ""),
        ("海关原产地证", "证书号"),
        ("贸促会原产地证", "证书号"),
        ("许可证订阅", "许可证号"),
        ("报关单订阅", "报关单号"),
    ]


def test_every_node_lies_below_its_parent() -> None:
    for node in nodes():
        assert all(part.path.startswith(f"{node.path}/") for part in node.parts)
    assert [each.path for each in nodes()] == [path for path in CONTENT_LABELS if path]
    assert TREE.path == "trade"


def test_a_content_that_left_the_tree_keeps_the_name_of_what_held_it() -> None:
    assert content_label("trade/licence/import") == "许可证"
    assert content_label("goods") == "全部"


def test_the_widest_of_several() -> None:
    assert widest(["trade/origin", "trade/licence", "trade/origin/ccpit", "trade/licence"]) == [
        "trade/origin",
        "trade/licence",
    ]
    assert widest(["trade/licence", ""]) == [""]
