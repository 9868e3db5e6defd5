"""What is wrong with a field of a request is said in Chinese, with its limits, whatever kind of fault it is."""

import ast
import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import core_schema

from api.faults import sentence_of
from api.main import create_app


class Kind(Enum):
    ONE = "one"
    TWO = "two"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=2, max_length=4)] = "文字"
    code: Annotated[str, Field(pattern="^[A-Z]+$")] = "A"
    whole: Annotated[int, Field(ge=1, le=9)] = 1
    amount: Annotated[Decimal, Field(gt=0, max_digits=5, decimal_places=2)] = Decimal(1)
    kind: Kind = Kind.ONE
    word: Literal["left", "right"] = "left"
    yes: bool = True
    day: date = date(2026, 11, 21)
    moment: datetime | None = None
    aware: AwareDatetime | None = None
    clock: time = time(9)
    id: UUID | None = None
    parts: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    own: str = ""

    @field_validator("own")
    @classmethod
    def _own(cls, value: str) -> str:
        if value == "ours":
            raise ValueError("请填写正确的编号")
        if value:
            raise ValueError("in English")
        return value


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "一", "至少2个字"),
        ("text", "一二三四五", "最多4个字"),
        ("text", 3, "应为文字"),
        ("code", "a", "格式不正确"),
        ("whole", 0, "不能小于1"),
        ("whole", 10, "不能大于9"),
        ("whole", "x", "应为整数"),
        ("amount", 0, "应大于0"),
        ("amount", "1.234", "最多2位小数"),
        ("kind", "three", "不在可选的值之内：one、two"),
        ("word", "up", "不在可选的值之内：left、right"),
        ("yes", "perhaps", "应为是或否（true、false）"),
        ("day", "yesterday", "应为日期，如 2026-11-21"),
        ("moment", "soon", "应为时间，如 2026-11-21T09:00:00+08:00"),
        ("aware", "2026-11-21T09:00:00", "时间应带时区"),
        ("clock", "noon", "应为时刻，如 09:00"),
        ("id", "7", "不是正确的编号（UUID）"),
        ("parts", [], "至少1项"),
        ("parts", [1, 2, 3], "最多2项"),
        ("parts", 1, "应为列表"),
        ("own", "ours", "请填写正确的编号"),
        ("own", "theirs", "格式不正确"),
        ("more", 1, "没有这一项"),
    ],
)
def test_a_fault_says_what_to_do(field: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError) as found:
        Form.model_validate({field: value})
    assert [sentence_of(dict(each)) for each in found.value.errors()] == [said]


def test_every_kind_of_fault_is_said_in_chinese() -> None:
    """Kinds that no form of ours can raise today included: nobody is ever shown pydantic's own words."""
    limits = dict.fromkeys(("min_length", "max_length", "gt", "ge", "lt", "le", "max_digits"), 1)
    context = limits | dict.fromkeys(("decimal_places", "whole_digits", "expected", "expected_tags"), 1)
    for kind in get_args(core_schema.ErrorType):
        assert re.search(r"[\u4e00-\u9fff]", sentence_of({"type": kind, "ctx": context})), kind


def test_every_refusal_of_a_field_says_in_chinese_what_to_do() -> None:
    """A check in English would reach the user as a bare 格式不正确."""
    said = [
        ast.unparse(raised.exc)
        for path in Path("api").rglob("*.py")
        if path.stem in {"schemas", "wire", "paging"} or "schemas" in path.stem or path.parent.name == "forms"
        for raised in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(raised, ast.Raise) and raised.exc and ast.unparse(raised.exc).startswith("ValueError")
    ]
    assert len(said) >= 8
    assert [each for each in said if not re.search(r"[\u4e00-\u9fff]", each)] == []


def test_every_shape_that_is_asked_for_has_its_words() -> None:
    """A new `pattern` in a schema needs a sentence that shows how the field is to be written."""
    patterns = set(re.findall(r'"pattern":\s*"((?:[^"\\]|\\.)*)"', json.dumps(create_app().openapi())))
    shapes = {str(json.loads(f'"{each}"')) for each in patterns if "(?!" not in each}  # pydantic's own, of decimals
    assert len(shapes) >= 8
    wrong = {"type": "string_pattern_mismatch"}
    assert {each for each in shapes if sentence_of(wrong | {"ctx": {"pattern": each}}) == "格式不正确"} == set()
