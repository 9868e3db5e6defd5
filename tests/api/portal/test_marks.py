"""Status is never told by colour alone, and the colour is the same everywhere (ux.md §2, 5)."""

import pytest

import api.startup  # noqa: F401 — makes every kind of document known
from api import documents
from api.portal.marks import mark_of


@pytest.mark.parametrize(
    ("label", "mark"),
    [("审核通过", "good"), ("审核不通过", "bad"), ("退回", "bad"), ("海关接收失败", "bad"), ("海关接收成功", "good"),
     ("审核中", "waiting"), ("待审核", "waiting"), ("海关端生成、发送中", "waiting"), ("已撤回", "undone"),
     ("已作废", "bad"), ("已删单", "bad"), ("暂存", "idle"), ("尚无回执", "idle"), ("已放行", "good")],
)  # fmt: skip
def test_words_have_their_colour(label: str, mark: str) -> None:
    assert mark_of(label) == mark


def test_what_is_urgent_to_a_kind_is_never_shown_as_good() -> None:
    """Whatever breaks quiet hours must not look as if all were well."""
    wrong = [
        (kind.name, lifecycle.status_label(status))
        for kind in documents.kinds()
        for lifecycle in (kind.lifecycle, *kind.axes.values())
        for status in lifecycle.urgent & lifecycle.statuses.keys()
        if mark_of(lifecycle.status_label(status)) == "good"
    ]
    assert wrong == []
