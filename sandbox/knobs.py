"""The knobs: how moody each neighbour is. Rates are 0..1, times are seconds; the defaults are a good day."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

Json = dict[str, Any]


@dataclass
class Network:
    """What may happen to any HTTP call on the way to a provider and back."""

    latency: float = 0.0
    jitter: float = 0.0
    silent: bool = False
    silent_rate: float = 0.0
    reset_rate: float = 0.0
    bad_gateway_rate: float = 0.0
    html_rate: float = 0.0
    slow_answer: float = 0.0
    lost_rate: float = 0.0
    busy_rate: float = 0.0
    storm_rate: float = 0.0
    storm_seconds: float = 30.0
    burst: int = 1


@dataclass
class Reporting(Network):
    """How delivery reports come back: late, twice, in the wrong order or never."""

    report_delay: float = 0.4
    report_jitter: float = 0.8
    report_copies: int = 1
    report_lost_rate: float = 0.0
    report_reordered: bool = False
    report_retries: int = 3
    report_retry_delay: float = 2.0
    failed_rate: float = 0.0


@dataclass
class Wechat(Reporting):
    """The platform's API side."""

    invalidate_every: int = 0
    ip_allowlist: list[str] = field(default_factory=list)
    duplicate_seconds: float = 0.0
    frequency_seconds: float = 0.0
    user_block_rate: float = 0.0
    freq_limit_rate: float = 0.0


@dataclass
class Push:
    """The platform's calls to the app: five seconds, then again."""

    timeout: float = 5.0
    resends: int = 3
    identical: bool = False
    copies: int = 1
    concurrent: bool = False
    delay: float = 0.0
    jitter: float = 0.0
    clock_skew: float = 0.0


@dataclass
class Cloud(Reporting):
    """A cloud SMS provider with limits per number (natural minutes, hours and days of UTC+8)."""

    code_per_minute: int = 1
    code_per_hour: int = 5
    code_per_day: int = 10
    notice_per_day: int = 50
    clock_skew: float = 0.0


@dataclass
class Telegram(Network):
    """The Bot API.

    The next `refusals` calls of the method `refusal_of` (any, where it is empty) are refused with `refusal`: a code and
    what is said, such as "400 message to edit not found".
    """

    chat_interval: float = 0.0
    query_life: float = 30.0
    refusal: str = ""
    refusal_of: str = ""
    refusals: int = 0
    webhook_retries: int = 5
    webhook_retry_delay: float = 1.0
    update_copies: int = 1


@dataclass
class Authority:
    """Customs and CCPIT.

    `by_rules` off leaves every answer to a human, `pace` are the seconds between two answers, `word` is judged as if
    every letter said it.
    """

    delay: float = 0.0
    jitter: float = 0.0
    copies: int = 1
    by_rules: bool = True
    silent: bool = False
    client_runs: bool = True
    pace: float = 3.0
    word: str = ""


@dataclass
class Knobs:
    """All of them, by service, as `GET /sandbox/faults` shows them."""

    wechat: Wechat = field(default_factory=Wechat)
    push: Push = field(default_factory=Push)
    kannel: Reporting = field(default_factory=Reporting)
    aliyun: Cloud = field(default_factory=Cloud)
    tencent: Cloud = field(default_factory=Cloud)
    smpp: Reporting = field(default_factory=Reporting)
    telegram: Telegram = field(default_factory=Telegram)
    authority: Authority = field(default_factory=Authority)
    ccpit: Network = field(default_factory=Network)

    def as_json(self) -> Json:
        """Every knob with its present value."""
        return asdict(self)

    def network(self, service: str) -> Network:
        """Find the HTTP knobs of a service; KeyError for one that has none."""
        knobs = getattr(self, service, None)
        if not isinstance(knobs, Network):
            raise KeyError(service)
        return knobs


def turn(knobs: Knobs, changes: Json) -> None:
    """Set the named knobs, all or none; ValueError says which name or value is wrong."""
    staged = [turned for service, values in changes.items() for turned in _staged(knobs, service, values)]
    for target, name, value in staged:
        setattr(target, name, value)


def _staged(knobs: Knobs, service: str, values: Any) -> list[tuple[object, str, object]]:
    if service not in {f.name for f in fields(Knobs)} or not isinstance(values, dict):
        raise ValueError(f"no such service: {service}")
    target = getattr(knobs, service)
    return [(target, name, _checked(target, service, name, value)) for name, value in values.items()]


def _checked(target: object, service: str, name: str, value: object) -> object:
    known = {f.name for f in fields(target)}  # type: ignore[arg-type]
    if name not in known:
        raise ValueError(f"{service} has no knob {name}; it has {', '.join(sorted(known))}")
    wanted = type(getattr(target, name))
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise ValueError(f"{service}.{name} must be {wanted.__name__}, not {value!r}")
    return value
