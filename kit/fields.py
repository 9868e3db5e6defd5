"""Columns of models that lie sealed in the database and open in the hand (P-4, ADR 0033)."""

from collections.abc import Collection
from typing import Any, Final

from tortoise import fields
from tortoise.models import Model

from kit import database, sealing


class SealedText(fields.TextField):
    """A text under seal; one that an earlier version kept open is read too."""

    def __init__(self, purpose: str, **kwargs: Any) -> None:
        """`purpose` tells this kind of value from others: what is sealed for one opens for no other."""
        super().__init__(**kwargs)
        self.purpose = purpose

    def to_db_value(self, value: str | None, instance: type[Model] | Model) -> str | None:  # noqa: ARG002 — as called
        """Return the text as the column keeps it."""
        self.validate(value)
        return value and sealing.seal(value, self.purpose)

    def to_python_value(self, value: Any) -> Any:
        """Return the text as it was; raises sealing.Unopenable."""
        return sealing.open_text(value, self.purpose) if isinstance(value, str) else value

    def anew(self, kept: str) -> str | None:
        """Return a kept text under the present key, None where it is; raises sealing.Unopenable."""
        return sealing.text_anew(kept, self.purpose)


class SealedForm(fields.JSONField[dict[str, str]]):
    """A form of which some boxes lie under seal."""

    def __init__(self, boxes: Collection[str], purpose: str, **kwargs: Any) -> None:
        """`boxes` are the names of what must not be read in the database."""
        super().__init__(**kwargs)
        self.boxes, self.purpose = boxes, purpose

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:
        """Return the form as the column keeps it."""
        kept = sealing.seal_boxes(value, self.boxes, self.purpose) if isinstance(value, dict) else value
        return super().to_db_value(kept, instance)

    def to_python_value(self, value: Any) -> Any:
        """Return the form as it was filled in; raises sealing.Unopenable."""
        form = super().to_python_value(value)
        return sealing.open_boxes(form, self.purpose) if isinstance(form, dict) else form

    def anew(self, kept: Any) -> database.Json | None:
        """Return a kept form under the present key, None where it is; raises sealing.Unopenable."""
        form = sealing.boxes_anew(database.as_json(kept), self.boxes, self.purpose)
        return None if form is None else database.Json(form)


class SealedJson(fields.JSONField[Any]):
    """A value that lies under seal as a whole."""

    def __init__(self, purpose: str, **kwargs: Any) -> None:
        """`purpose` tells this kind of value from others: what is sealed for one opens for no other."""
        super().__init__(**kwargs)
        self.purpose = purpose

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:
        """Return the value as the column keeps it."""
        return super().to_db_value(sealing.seal_json(value, self.purpose), instance)

    def to_python_value(self, value: Any) -> Any:
        """Return the value as it was; raises sealing.Unopenable."""
        return sealing.open_json(super().to_python_value(value), self.purpose)

    def anew(self, kept: Any) -> database.Json | None:
        """Return a kept value under the present key, None where it is; raises sealing.Unopenable."""
        value = sealing.json_anew(database.as_json(kept), self.purpose)
        return None if value is None else database.Json(value)


Sealed = SealedText | SealedForm | SealedJson
SEALED: Final = (SealedText, SealedForm, SealedJson)
