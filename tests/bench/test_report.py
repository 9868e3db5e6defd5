"""What a run says: figures side by side, bounds, and everything that was not measured by name."""

import json
from pathlib import Path

from tests.bench import result, rounds, table
from tests.bench.registry import Bench, Kind
from tests.bench.result import Figure, Result
from tests.bench.rounds import Outcome


def _outcome(kind: Kind, name: str, *runs: Result) -> Outcome:
    return Outcome(Bench(name, f"tests.bench.{name}", kind, 1, 1), list(runs))


def _run(name: str, rate: int, cpu: float) -> Result:
    return Result(name, items=rate, seconds=1.0, cpu={"workers": cpu}, aside={"sink": 0.1}, note="a note")


OURS = _outcome(Kind.OURS, "pipeline", _run("Ours", 10_000, 2.0), _run("Ours", 9_000, 1.0))
PEER = _outcome(Kind.PEER, "peer", _run("Peer", 5_000, 2.0))


def test_ratios_are_to_the_quickest_run_of_our_pipeline() -> None:
    lines = table.throughput([PEER, OURS]).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0][:5] == ["", "a second", "CPU µs", "rate ÷ pipeline", "CPU ÷ pipeline"]
    assert cells[2][:5] == ["**Ours**", "10,000", "200", "1.00", "1.00"]
    assert cells[3][:6] == ["Peer", "5,000", "400", "0.50", "2.00", "workers 400 (sink 20)"]
    assert cells[2][-1] == "10,000 at 200, 9,000 at 111"


def test_what_was_reached_is_said_against_the_peers_that_ran() -> None:
    faster = _outcome(Kind.PEER, "faster", _run("Faster", 20_000, 1.0))
    assert "ahead of 1 of the 2 peers" in table.reached([OURS, PEER, faster])
    assert "not measured" in table.reached([PEER])


def test_a_bound_that_is_not_kept_stands_out() -> None:
    slow = Result("Callback", figures=(Figure("p99", 120, "ms", 100), Figure("p50", 3, "ms")))
    text = table.figures([_outcome(Kind.FIGURES, "callback", slow)])
    assert "NO" in text.splitlines()[2]
    assert "yes" in text.splitlines()[3]


def test_every_bench_without_a_run_is_named_with_its_reason(tmp_path: Path) -> None:
    missing, crashed = _outcome(Kind.PEER, "kannel"), _outcome(Kind.PEER, "celery")
    (tmp_path / "log").write_text("Traceback\nRuntimeError: refused")
    (tmp_path / "result").write_text(json.dumps({"missing": "apt install kannel"}))
    rounds._read(missing, tmp_path / "result", tmp_path / "log", ended=True)
    rounds._read(crashed, tmp_path / "none", tmp_path / "log", ended=True)
    text = table.report([OURS, missing, crashed])
    assert "kannel was not measured: apt install kannel" in text
    assert "celery failed: failed\nTraceback\nRuntimeError: refused" in text


def test_a_result_passes_between_processes_unchanged() -> None:
    run = Result("x", 3, 1.5, {"a": 0.5}, {"sink": 0.1}, {"a": 7}, 0.25, (Figure("p99", 1.5, "ms", 2.0),), "說明")
    assert result.loads(result.dumps(run)) == run
