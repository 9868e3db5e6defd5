"""The scenarios of the long run, by name, with the databases that each is meant for."""

from dataclasses import dataclass

from tests.faults import codes, nemesis, outgoing
from tests.faults.nemesis import Act
from tests.faults.scene import LEASE

BOTH, POSTGRES = ("sqlite", "postgres"), ("postgres",)
FAILPOINTS = {
    "ingest.after_inbox": (2, 9, 25),
    "ingest.after_commit_before_ack": (2, 9, 25),
    "ingest.before_commit": (1, 4, 9),
    "fanout.after_claim": (1, 4, 9),
    "fanout.before_commit": (1, 4, 9),
    "relay.after_claim": (1, 7, 20),
    "send.before_write": (1, 7, 30),
    "send.after_write_before_reply": (1, 7, 30),
    "send.after_reply_before_mark": (1, 7, 30),
    "mark.before_commit": (1, 7, 20),
    "token.after_fetch_before_store": (1, 1, 1),
    "sched.after_lease_before_run": (1, 1, 2),  # the clock comes round every five seconds
}


@dataclass(frozen=True)
class Scenario:
    """One line of the table; `lease` None leaves the product's own sixty seconds."""

    name: str
    engines: tuple[str, ...]
    act: Act
    lease: float | None = LEASE


def every(kills: int) -> list[Scenario]:
    """List all scenarios; `kills` is how many random ones each database gets."""
    stages: dict[str, dict[str, tuple[int, ...]]] = {name.partition(".")[0]: {} for name in FAILPOINTS}
    for name, passes in FAILPOINTS.items():
        stages[name.partition(".")[0]][name] = passes
    named = [
        Scenario(f"K1 {stage}.*: {len(points)} failpoints", BOTH, nemesis.failing_at(points))
        for stage, points in stages.items()
    ]
    return [*named, *_processes(kills), *_servers(), *_providers()]


def _processes(kills: int) -> list[Scenario]:
    return [
        Scenario("K1 sms.after_quota_before_send", BOTH, codes.asking_for_codes),
        Scenario("K1 outgoing.*: messages sent", BOTH, outgoing.sending_messages),
        Scenario("K6 migrate.mid", BOTH, nemesis.migrating_twice),
        Scenario(f"K2 {kills} random kill -9", BOTH, nemesis.killing(kills)),
        Scenario("K3 one of 3 workers killed", POSTGRES, nemesis.one_of_three(10)),
        Scenario("K3 the same, lease of 60 s", POSTGRES, nemesis.one_of_three(3), lease=None),
        Scenario("K4 SIGSTOP longer than lease", POSTGRES, nemesis.pausing(4)),
        Scenario("K5 SIGTERM under load", BOTH, nemesis.ending(10)),
    ]


def _servers() -> list[Scenario]:
    return [
        Scenario("Q1 Redis killed, empty again", BOTH, nemesis.losing_redis(20)),
        Scenario("D1 PostgreSQL stopped at once", POSTGRES, nemesis.losing_postgres(10)),
    ]


def _providers() -> list[Scenario]:
    moody = nemesis.moody
    return [
        Scenario("N1 silent providers, 30 s", BOTH, moody(30, silent_rate=1.0), lease=None),
        Scenario("N2 5 % of answers lost", BOTH, moody(20, lost_rate=0.05), lease=None),
        Scenario("N2 50 % of answers lost", BOTH, moody(20, lost_rate=0.5), lease=None),
        Scenario("N3 resets, 502 and HTML", BOTH, moody(15, reset_rate=0.1, bad_gateway_rate=0.1, html_rate=0.05)),
        Scenario("N3 provider busy, 30 %", BOTH, moody(15, busy_rate=0.3)),
        Scenario("N6 tokens die, 3 workers", POSTGRES, nemesis.dying_tokens(100, 25)),
        Scenario("N7 storms of 45009, 429, 503", BOTH, moody(20, storm_rate=0.02, storm_seconds=3.0)),
        Scenario("N8 reports thrice, reordered", BOTH, nemesis.chattering_reports(12)),
    ]
