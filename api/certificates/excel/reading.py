"""A table of certificates: one row a line of goods, the certificate's own boxes on its first row or on each of them.

Rows of one certificate have the same 序号; where that column is missing or empty, a row whose own boxes are empty or
the same as those before belongs to the certificate before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from api.certificates.certificate import Authority, Category, Draft
from api.certificates.excel import columns, values
from api.certificates.excel.columns import Column, Path
from api.certificates.excel.values import Misread
from api.certificates.forms import BasicForm, GoodsForm
from api.certificates.importing.found import Found, Unusable
from api.faults import sentence_of
from kit.refusals import Kind, Refusal

_LOOKED_AT: Final = 20  # rows in which the heading may stand: titles and notes come before it
_KNOWN_AT_LEAST: Final = 2
_AUTHORITIES: Final[Mapping[str, Authority]] = {
    "海关": "customs",
    "贸促会": "ccpit",
    "customs": "customs",
    "ccpit": "ccpit",
}
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: certificates and rows that make none, in their order, and headings that name nothing."""

    found: Sequence[Found | Unusable]
    ignored: Sequence[str]


@dataclass(slots=True)
class _Heading:
    keys: Mapping[int, str]
    boxes: Mapping[int, Column]
    ignored: Sequence[str]


@dataclass(slots=True)
class _Group:
    """The rows of one certificate: its keys, what its boxes hold, and what is wrong with it."""

    first: int
    last: int
    keys: dict[str, str]
    head: dict[Path, str]
    labels: dict[Path, str] = field(default_factory=dict)
    lines: list[dict[Path, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"第{self.first}行" if self.first == self.last else f"第{self.first}至{self.last}行"


def read(rows: Sequence[Row], authority: Authority = "ccpit") -> Table:
    """Return the certificates of a table; `authority` is taken where its column is missing. Raises no_heading."""
    at, heading = _heading_of(rows)
    groups = _grouped(heading, enumerate(rows[at + 1 :], at + 2))
    return Table([_found(group, authority) for group in groups], heading.ignored)


def goods_of(rows: Sequence[Row]) -> list[GoodsForm]:
    """Return the goods of a table, whatever else it holds; raises no_heading, and goods_unreadable with every fault."""
    at, heading = _heading_of(rows)
    forms, faults = [], []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        group = _Group(number, number, {}, {})
        _read_into(group, heading, row, number)
        if group.wrong:
            faults += group.wrong
        elif group.lines:
            forms.append(_form(GoodsForm, group.lines[0]))
    if faults:
        told = [{"field": "", "label": "", "sentence": each} for each in faults]
        raise Refusal(Kind.INVALID, "goods_unreadable", faults[0], faults=told)
    return forms


def _heading_of(rows: Sequence[Row]) -> tuple[int, _Heading]:
    for at, row in enumerate(rows[:_LOOKED_AT]):
        keys = {n: key for n, each in enumerate(row) if (key := columns.key_of(each))}
        boxes = {n: box for n, each in enumerate(row) if n not in keys and each.strip() and (box := columns.find(each))}
        if len(keys) + len(boxes) >= _KNOWN_AT_LEAST and boxes:
            ignored = [each for n, each in enumerate(row) if each.strip() and n not in keys and n not in boxes]
            return at, _Heading(keys, boxes, ignored)
    raise Refusal(Kind.INVALID, "no_heading", "表格里没有找到标题行，请使用下载的模板填写，或保留模板的列名。")


def _grouped(heading: _Heading, rows: Iterator[tuple[int, Row]]) -> list[_Group]:
    groups: list[_Group] = []
    by_place: dict[str, _Group] = {}
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        keys = {key: _cell(row, n) for n, key in heading.keys.items()}
        new = _Group(number, number, keys, {})
        _read_into(new, heading, row, number)
        place = keys.get(columns.PLACE, "")
        before = by_place.get(place) if place else _continued(groups, new)
        if before is None:
            groups.append(new)
        else:
            _join(before, new)
        if place:
            by_place.setdefault(place, new)
    return groups


def _continued(groups: Sequence[_Group], new: _Group) -> _Group | None:
    """Return the certificate before, if a row without 序号 says nothing of its own or the same as that one."""
    if not groups or not new.lines:
        return None
    before = groups[-1]
    same = all(before.head.get(path) == value for path, value in new.head.items())
    return before if same and all(before.keys.get(key) == value for key, value in new.keys.items() if value) else None


def _join(before: _Group, new: _Group) -> None:
    for path, value in new.head.items():
        if before.head.setdefault(path, value) != value:
            before.wrong.append(f"第{new.first}行的“{new.labels[path]}”与第{before.first}行不一致")
    before.labels |= new.labels
    before.lines += new.lines
    before.wrong += new.wrong
    before.last = new.first


def _read_into(group: _Group, heading: _Heading, row: Row, number: int) -> None:
    line: dict[Path, str] = {}
    for n, column in heading.boxes.items():
        try:
            value = values.value_of(column, _cell(row, n))
        except Misread as fault:
            group.wrong.append(f"第{number}行的{fault}")
            continue
        if value:
            (line if column.is_goods else group.head)[column.path] = value
            group.labels[column.path] = column.label
    if line:
        group.lines.append(line)


def _cell(row: Row, n: int) -> str:
    return row[n].strip() if n < len(row) else ""


def _found(group: _Group, authority: Authority) -> Found | Unusable:
    told = group.keys.get(columns.AUTHORITY, "")
    issuer = _AUTHORITIES.get(told.casefold()) if told else authority
    if issuer is None:
        group.wrong.append(f"受理机构“{told}”不正确，应为海关或贸促会")
    if group.wrong or issuer is None:
        return Unusable(group.place, [f"{each}。" for each in group.wrong])
    try:
        draft = Draft(
            authority=issuer,
            type_code=_type_code(group.keys.get(columns.TYPE, "")),
            form=_form(BasicForm, group.head),
            goods=[_form(GoodsForm, line) for line in group.lines],
            category=_category(group.keys.get(columns.CATEGORY, "")),
            number=group.keys.get(columns.NUMBER, ""),
        )
    except ValidationError as error:
        return Unusable(
            group.place, [f"{columns.label_of(each['loc'])}：{sentence_of(each)}。" for each in error.errors()]
        )
    except Misread as fault:
        return Unusable(group.place, [f"{fault}。"])
    return Found(group.place, draft)


def _type_code(text: str) -> str:
    """Return the letters of `S`, `中国-瑞士自贸协定 (S)` and `中国-瑞士自贸协定（S）` alike."""
    return text.replace("（", "(").replace("）", ")").rstrip(")").rpartition("(")[2].strip().upper()


def _category(text: str) -> Category:
    for each in Category:
        if text in {"", each.label, each.value}:
            return each if text else Category.NEW
    raise Misread(f"证书类别“{text}”不正确，应为{'、'.join(each.label for each in Category)}")


def _form(form: Any, told: Mapping[Path, str]) -> Any:
    """Return a form from its boxes; entries of lists close ranks."""
    tree: dict[str | int, Any] = {}
    for path, value in told.items():
        branch = tree
        for step in path[1:-1]:
            branch = branch.setdefault(step, {})
        branch[path[-1]] = value
    return form.model_validate(_listed(tree))


def _listed(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    if tree and all(isinstance(step, int) for step in tree):
        return [_listed(tree[step]) for step in sorted(tree)]
    return {step: _listed(branch) for step, branch in tree.items()}
