"""The tables that a run prints and docs/benchmarks.md keeps; Markdown, which reads well on a terminal too."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from tests.bench.registry import Kind
from tests.bench.result import Result
from tests.bench.rounds import Outcome

REACH_RATE, REACH_CPU = 8_000, 250


def report(outcomes: Sequence[Outcome]) -> str:
    """Every table and list of a run; what has nothing to say is left out."""
    parts = [throughput(outcomes), reached(outcomes), figures(outcomes), notes(outcomes), absent(outcomes)]
    return "\n\n".join(part for part in parts if part)


def throughput(outcomes: Sequence[Outcome]) -> str:
    """Limit, ours and peers, the quickest first; ratios are to ours, or to the limit while ours is missing."""
    measured = [outcome for outcome in outcomes if outcome.runs and outcome.bench.kind is not Kind.FIGURES]
    if not measured:
        return ""
    base = ours(outcomes) or measured[0]
    ratios = [f"rate ÷ {base.bench.name}", f"CPU ÷ {base.bench.name}"]
    head = ["", "a second", "CPU µs", *ratios, "CPU µs by part", "MiB", "used by others", "every run"]
    ordered = sorted(measured, key=lambda outcome: -outcome.best.rate)
    return _markdown(head, [_row(outcome, base.best) for outcome in ordered])


def reached(outcomes: Sequence[Outcome]) -> str:
    """Whether our pipeline reached what it is built for."""
    pipeline = ours(outcomes)
    if pipeline is None:
        return "Our own pipeline was not measured in this run: there is nothing to compare the peers with."
    best = pipeline.best
    peers = [outcome for outcome in outcomes if outcome.runs and outcome.bench.kind is Kind.PEER]
    behind = [outcome for outcome in peers if outcome.best.rate < best.rate]
    return (
        f"Our pipeline: {best.rate:,.0f} deliveries a second (reach: {REACH_RATE:,}) at {best.cpu_per_item:,.0f} µs"
        f" whole CPU (reach: {REACH_CPU}), ahead of {len(behind)} of the {len(peers)} peers measured."
    )


def figures(outcomes: Sequence[Outcome]) -> str:
    """Latencies, memory and growth, each with its bound."""
    found = [(run.name, figure) for outcome in outcomes for run in outcome.runs[:1] for figure in run.figures]
    rows = [
        [name, figure.what, f"{figure.value:,.4g} {figure.unit}", _bound(figure.bound), "yes" if figure.kept else "NO"]
        for name, figure in found
    ]
    return _markdown(["", "figure", "measured", "at most", "kept"], rows) if rows else ""


def notes(outcomes: Sequence[Outcome]) -> str:
    """How each was run, in its own words."""
    noted = [outcome.best for outcome in outcomes if outcome.runs and outcome.best.note]
    return "\n".join(f"- {run.name}: {run.note}" for run in noted)


def absent(outcomes: Sequence[Outcome]) -> str:
    """What was not measured, and why."""
    lines = [f"- {outcome.bench.name} was not measured: {outcome.missing}" for outcome in outcomes if outcome.missing]
    lines += [f"- {outcome.bench.name} failed: {outcome.failed}" for outcome in outcomes if outcome.failed]
    return "\n".join(lines)


def ours(outcomes: Sequence[Outcome]) -> Outcome | None:
    """Our pipeline's outcome, if it was measured."""
    return next((outcome for outcome in outcomes if outcome.bench.kind is Kind.OURS and outcome.runs), None)


def _row(outcome: Outcome, base: Result) -> list[str]:
    run = outcome.best
    return [
        f"**{run.name}**" if outcome.bench.kind is Kind.OURS else run.name,
        f"{run.rate:,.0f}",
        f"{run.cpu_per_item:,.0f}",
        f"{run.rate / base.rate:.2f}",
        f"{run.cpu_per_item / base.cpu_per_item:.2f}",
        _parts(run),
        f"{sum(run.resident.values()) / 2**20:,.0f}",
        f"{run.elsewhere:.0%}",
        ", ".join(f"{each.rate:,.0f} at {each.cpu_per_item:,.0f}" for each in outcome.runs),
    ]


def _parts(run: Result) -> str:
    counted = [f"{part} {run.each(spent):,.0f}" for part, spent in run.cpu.items()]
    beside = [f"{part} {run.each(spent):,.0f}" for part, spent in run.aside.items()]
    return ", ".join(counted) + (f" ({', '.join(beside)})" if beside else "")


def _bound(bound: float | None) -> str:
    return "–" if bound is None else f"{bound:,.4g}"


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(_width(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(_line(cells, widths) for cells in [head, rule, *rows])


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
    return f"| {' | '.join(padded)} |"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
