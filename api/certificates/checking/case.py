"""What every rule of the check looks at, and how it says what it found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.agreements import Country, Rule
from api.agreements.countries import country_at
from api.certificates.certificate import Certificate, Line
from api.certificates.findings import Finding, Severity, graded
from api.certificates.forms import BasicForm, GoodsForm, boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A certificate under examination, with what the house knows around it; `day` is today in Asia/Shanghai.

    `exporters` are the names on file, `attached` the slots that hold files, `filed` the approved products by filing
    number with their HS codes: None where the house cannot tell.
    """

    certificate: Certificate
    rule: Rule | None
    day: date
    signatories: frozenset[str] = frozenset()
    exporters: tuple[str, ...] = ()
    attached: frozenset[str] = frozenset()
    filed: Mapping[str, str] | None = None

    @property
    def form(self) -> BasicForm:
        """Return 基本信息."""
        return self.certificate.form

    @property
    def at_customs(self) -> bool:
        """Tell whether the customs issue it."""
        return self.certificate.authority == "customs"

    @property
    def type_code(self) -> str:
        """Return the type letters."""
        return self.certificate.type_code

    @property
    def goods(self) -> Iterator[Line]:
        """Yield the lines that are goods; a non-goods line (Y) carries a description alone."""
        return (line for line in self.certificate.lines if line.form.goods_item_flag != "Y")

    @property
    def destination(self) -> Country | None:
        """Return the country that the destination's code names, if any."""
        return country_at(self.certificate.authority, self.form.dest_country_code)

    def severity(self, cell: str) -> Severity:
        """Return how grave a breach of the rules table is: what no public text confirms warns and never blocks."""
        return graded(bool(self.rule and self.rule.verified(cell)))

    def source(self, cell: str) -> str:
        """Return where the rules table has a cell from."""
        return self.rule.source(cell) if self.rule else ""


Check = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong, said once for any box."""

    code: str
    sentence: str
    fix: str
    severity: Severity = "error"
    source: str = ""


def in_head(box: str, trouble: Trouble) -> Finding:
    """Return a finding on a box of 基本信息."""
    return _finding(box, _label(BasicForm, box), 0, trouble)


def on_line(no: int, box: str, trouble: Trouble) -> Finding:
    """Return a finding on a box of a goods line."""
    return _finding(box, _label(GoodsForm, box), no, trouble)


def _finding(box: str, label: str, line: int, trouble: Trouble) -> Finding:
    place = f"第{line}项{label}" if line else label
    return Finding(
        code=trouble.code,
        box=box,
        label=label,
        line=line,
        sentence=f"{place}：{trouble.sentence}",
        fix=trouble.fix,
        severity=trouble.severity,
        source=trouble.source,
    )


def _label(form: type[BasicForm | GoodsForm], box: str) -> str:
    known = boxes(form).get(box)
    return known.label if known else form.model_fields[box].title or box
