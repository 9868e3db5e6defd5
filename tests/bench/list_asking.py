"""Every list as something that can be asked: the paged operations over the whole app, the chat's by their functions."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from itertools import product
from string import Formatter

import httpx

from api import documents, overview
from api.main import create_app
from api.paging import COUNTED, Paging
from api.people import Actor
from tests.api.asking import Document, Operation, Schema
from tests.bench import list_cases
from tests.bench.list_cases import ALMOST_ALL, FEW, NONE
from tests.bench.variety import LONG_AGO, SOMEBODY

Ask = Callable[[], Awaitable[object]]
DEEP = (5, COUNTED // Paging().size)  # a page that a small enterprise has as well, and the last that can be asked for
_CERTIFICATES = ("customs_certificate", "ccpit_certificate")
_TIMES = {
    ALMOST_ALL: (datetime(2002, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)),
    FEW: (LONG_AGO, datetime(2001, 12, 31, tzinfo=UTC)),
    NONE: (datetime(2003, 1, 1, tzinfo=UTC), datetime(2003, 12, 31, tzinfo=UTC)),
}


def asked(client: httpx.AsyncClient, boss: Actor) -> dict[str, Ask]:
    """Return every list with every condition by its name, as an enterprise's 管理员 asks for it."""
    lists = paged()
    found: dict[str, Ask] = {
        case.name: partial(_get, client, lists[case.operation], case.parameters) for case in list_cases.cases()
    }
    for case, page in product([each for each in list_cases.cases() if not each.condition], DEEP):
        deep = {**case.parameters, "page": str(page)}
        found[f"{case.operation} page {page}"] = partial(_get, client, lists[case.operation], deep)
    return found | dict(_functions(boss))


def conditions_of(operation: str) -> set[str]:
    """Return the parameters of a paged operation that narrow it."""
    for item in _content()["paths"].values():
        for told in item.values():
            if told["operationId"] == operation:
                return {each["name"] for each in told["parameters"]} - {"page", "size"}
    raise KeyError(operation)


def paged() -> dict[str, Operation]:
    """Return every paged operation of the OpenAPI document by its name."""
    content = _content()
    names = {
        told["operationId"]
        for item in content["paths"].values()
        for told in item.values()
        if {"page", "size"} <= {each["name"] for each in told.get("parameters", [])}
    }
    return {name: each for name, each in Document(content).operations().items() if name in names}


@cache
def _content() -> Schema:
    return create_app().openapi()  # takes seconds


async def _get(client: httpx.AsyncClient, operation: Operation, parameters: Mapping[str, str]) -> httpx.Response:
    in_path = {name for _, name, _, _ in Formatter().parse(operation.path) if name}
    query = {**operation.query, **{name: value for name, value in parameters.items() if name not in in_path}}
    answer = await client.get(operation.path.format(**parameters), params=query)
    assert answer.status_code == 200, f"{operation.name} {dict(parameters)}: {answer.status_code} {answer.text}"
    return answer


def _functions(boss: Actor) -> Iterator[tuple[str, Ask]]:
    """Yield what the chat asks of all documents at once, and the search by any number."""
    remembered = {
        "states": {
            ALMOST_ALL: {"statuses": ("draft",)},
            FEW: {"statuses": ("returned",)},
            NONE: {"statuses": ("held",)},
        },
        "places": {
            ALMOST_ALL: {"destinations": ("智利", "Chile"), "types": ("F",)},
            FEW: {"destinations": ("rareland",), "types": ("R",)},
            NONE: {"destinations": ("越南",), "types": ("VN",)},
        },
        "types": {ALMOST_ALL: {"types": ("C", "E")}, NONE: {"types": ("S",)}},
        "own": {ALMOST_ALL: {"entered_by": boss.person_id}, FEW: {"entered_by": SOMEBODY}},
        "days": {hits: {"since": since, "until": until} for hits, (since, until) in _TIMES.items()},
    }
    yield "overview", partial(overview.find, boss, overview.Wanted(kinds=_CERTIFICATES))
    for condition, values in remembered.items():
        for hits, value in values.items():
            wanted = overview.Wanted(kinds=_CERTIFICATES, **value)  # type: ignore[arg-type]
            yield f"overview {condition}: {hits}", partial(overview.find, boss, wanted)
    yield "overview counts: a day", partial(overview.counts, boss, *_TIMES[FEW])
    for name in ("print", "backfill"):
        yield f"overview owing {name}", partial(overview.owing, boss, name)
    yield "open work", partial(documents.todo, boss)
    for text in ("E26", "RARE", "QQQQ"):
        yield f"search {text}", partial(documents.search, boss, text)
