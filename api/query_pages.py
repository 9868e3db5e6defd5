"""The search area of a query page in the manuals' words: conditions, ranges of days, buttons (HOME-14…16)."""

from typing import Final

from pydantic import BaseModel, Field

EMPTY: Final = "未查询到相关信息!"


class Condition(BaseModel):
    """One condition: `name` is the parameter of the list's address, `label` and `placeholder` stand on the page."""

    name: str = Field(examples=["created_from"])
    label: str = Field(examples=["创建日期"])
    placeholder: str = Field("", examples=["请选择开始日期"])
    options: dict[str, str] = Field(
        default_factory=dict,
        description="可选的值及其名称；没有则自由填写",
        examples=[{"draft": "暂存"}],
    )


class Search(BaseModel):
    """The search area above a list."""

    conditions: list[Condition]
    buttons: list[str] = Field(default=["查询", "重置"], examples=[["查询", "重置"]])
    folding: list[str] = Field(default=["展开搜索框", "收起搜索框"], examples=[["展开搜索框", "收起搜索框"]])
    hint: str = "点击【展开搜索框】，显示查询条件，可输入条件查询"
    empty: str = Field(default=EMPTY, examples=[EMPTY])


def days(begin: str, end: str, label: str) -> list[Condition]:
    """Return the two ends of a range of days; `begin` and `end` are the list's parameters."""
    return [
        Condition(name=begin, label=label, placeholder="请选择开始日期"),
        Condition(name=end, label="至", placeholder="请选择结束日期"),
    ]
