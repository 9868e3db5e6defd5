"""The templates an account has been granted, as data."""

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Template:
    """A category template: its title and its fields as (label, key); `constants` are the approved const values.

    A `notice` is one of 订阅通知: bizsend takes nothing else, and template/send everything but that.
    """

    id: str
    title: str
    fields: tuple[tuple[str, str], ...]
    constants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notice: bool = False

    @property
    def content(self) -> str:
        """The text that the template list API shows."""
        return "".join(f"{label}:{{{{{key}.DATA}}}}\n" for label, key in self.fields)


def standard_templates() -> dict[str, Template]:
    """Read T0 to T11 and the notices N0, N1 and N7, by template_id."""
    rows = tomllib.loads(files("sandbox.wechat").joinpath("templates.toml").read_text("utf-8"))
    return {key: template_from(key, row) for key, row in rows.items()}


def template_from(template_id: str, row: dict[str, Any]) -> Template:
    """Build a template from its title, fields and optional constants; KeyError or ValueError on a malformed row."""
    fields = tuple((str(label), str(key)) for label, key in row["fields"])
    constants = {key: tuple(values) for key, values in row.get("constants", {}).items()}
    return Template(template_id, str(row["title"]), fields, constants, bool(row.get("notice", False)))
