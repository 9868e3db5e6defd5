"""Lists: asked for by `page` and `size`, answered with `total` (contract: HTTP)."""

from collections.abc import Sequence
from typing import Annotated, Final, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kit.refusals import Kind, Refusal

T = TypeVar("T")
LARGEST: Final = 100
COUNTED: Final = 1_000  # rows that are counted and can be reached: as many as the list of a small enterprise is long
LAST_PAGE: Final = COUNTED  # of pages with one row each


class Paging(BaseModel):
    """Which part of a list is wanted; take it as `Annotated[Paging, Query()]`."""

    model_config = ConfigDict(extra="forbid")

    page: Annotated[
        int,
        Field(ge=1, le=LAST_PAGE, description="第几页，从 1 开始；只翻到前1000条，再往后请加上查询条件", examples=[1]),
    ] = 1
    size: Annotated[int, Field(ge=1, le=LARGEST, description="每页条数", examples=[20])] = 20

    @model_validator(mode="after")
    def _within_reach(self) -> Self:
        require_reach(self.page, self.size)
        return self

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.size


def require_reach(page: int, size: int) -> None:
    """Raise too_deep for a page that begins behind the rows that are counted: it costs all that is before it."""
    if (page - 1) * size >= COUNTED:
        sentence = f"清单只能翻到前{COUNTED}条，请加上查询条件缩小范围后再查。"
        raise Refusal(Kind.INVALID, "too_deep", sentence, reach=COUNTED)


class AtLeast(int):
    """The length of a list that was counted so far and goes on; as text, 超过1000."""

    def __str__(self) -> str:
        """Return the number as people read it, and as f-strings show it."""
        return f"超过{int(self)}"


def counted(found: int, most: int = COUNTED) -> int:
    """Return what a count that stops behind `most` says of a list's length."""
    return AtLeast(most) if found > most else found


class Page(BaseModel, Generic[T]):
    """One page of a list, and how long the whole list is."""

    items: list[T]
    page: int = Field(examples=[1])
    size: int = Field(examples=[20])
    total: int = Field(description="共有多少条；很长的清单只数到一千", examples=[1])
    total_is_more: bool = Field(False, description="超过 total 条：没有再往下数")


def page_of(items: Sequence[T], paging: Paging, total: int) -> Page[T]:
    """Return the page that holds these items of a list of `total`."""
    more = isinstance(total, AtLeast)
    return Page(items=list(items), page=paging.page, size=paging.size, total=int(total), total_is_more=more)
