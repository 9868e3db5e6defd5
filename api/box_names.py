"""What each box of the OpenAPI document is called in Chinese, where its own place does not say it: `box_names.tsv`.

A line names a box wherever it occurs, or, as `Schema.box` or `operation.parameter`, at one place.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

_TABLE: Final = Path(__file__).with_suffix(".tsv")
NAMES: Final[Mapping[str, str]] = dict(
    csv.reader(_TABLE.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def fill_in(document: dict[str, Any]) -> None:
    """Describe every box of an OpenAPI document that has no Chinese beside it yet."""
    for place, told in silent(document):
        called = NAMES.get(place) or NAMES.get(place.rpartition(".")[2])
        if called:
            told["description"] = called


def silent(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the boxes and parameters that nothing explains to who reads Chinese, by their places."""
    for place, told, beside in _boxes(document):
        said = (told.get("title"), told.get("description"), beside.get("title"), beside.get("description"))
        if not any(_HAN.search(each) for each in said if each):
            yield place, told


def _boxes(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        short = name.rpartition("__")[2]  # FastAPI puts the module before a name that two slices use
        for box, told in schema.get("properties", {}).items():
            yield f"{short}.{box}", told, {}
    for item in document["paths"].values():
        for operation in item.values():
            for told in operation.get("parameters", ()):
                yield f"{operation['operationId']}.{told['name']}", told, told["schema"]
