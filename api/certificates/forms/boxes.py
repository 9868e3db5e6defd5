"""What a box of the form is: its label on the page, its element in the customs' message, and how much it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, GetJsonSchemaHandler, field_validator
from pydantic_core import CoreSchema

from api.wire import Body

CEILING: Final = 8_000  # characters that any box of a draft takes; what the message holds is said by the check


@dataclass(frozen=True, slots=True)
class Box:
    """One box. `element` is its name in the published message (formats.md §1.2), empty where the message has none.

    `most` is how many characters the message holds: a draft may be longer, a declared certificate may not.
    """

    label: str
    element: str = ""
    most: int = CEILING
    example: str = ""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Show the label and the limit in the OpenAPI document."""
        shown = dict(handler(core))
        shown |= {"title": self.label, "maxLength": CEILING, "description": f"{self.label}，申报时最多{self.most}字"}
        return shown | ({"examples": [self.example]} if self.example else {})


class Form(Body):
    """The base of every form: all boxes may be empty, so that a draft can be kept at any moment."""

    @field_validator("*")
    @classmethod
    def _fits_a_draft(cls, value: Any) -> Any:
        if isinstance(value, str) and len(value) > CEILING:
            raise ValueError(f"最多{CEILING}个字")
        return value


@cache
def boxes(form: type[BaseModel]) -> Mapping[str, Box]:
    """Return the boxes of a form by field name, in the order of the message."""
    found = {}
    for name, field in form.model_fields.items():
        box = next((each for each in field.metadata if isinstance(each, Box)), None)
        if box is not None:
            found[name] = box
    return found
