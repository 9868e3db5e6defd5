"""A request for each operation of the OpenAPI document, made from the document's own examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.files.papers import pdf

Schema = Mapping[str, Any]
PREFIX = "/api/v1/"
_FILE = ("matrix.pdf", pdf(), "application/pdf")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation: where it is, which parameters the path names, what else it needs, and its body by example."""

    name: str
    method: str
    path: str
    named: tuple[str, ...] = ()
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    form: bool = False


@dataclass(frozen=True)
class Document:
    """The OpenAPI document, with its references followed; `whole`: bodies hold what may be left out, too."""

    content: Schema
    whole: bool = False

    def operations(self) -> dict[str, Operation]:
        """Every operation under /api/v1 by its operation_id."""
        found = [
            self._operation(method, path, each)
            for path, item in self.content["paths"].items()
            for method, each in item.items()
            if path.startswith(PREFIX)
        ]
        assert len({each.name for each in found}) == len(found), "two routes share an operation_id"
        return {each.name: each for each in found}

    def _operation(self, method: str, path: str, told: Schema) -> Operation:
        needed = [each for each in told.get("parameters", []) if each.get("required")]
        content = told.get("requestBody", {}).get("content", {})
        media, schema = next(iter(content.items()), ("", {}))
        return Operation(
            name=told["operationId"],
            method=method.upper(),
            path=path,
            named=tuple(each["name"] for each in needed if each["in"] == "path"),
            query={each["name"]: self.example(each["schema"]) for each in needed if each["in"] == "query"},
            body=self.example(schema.get("schema", {}), schema) if content else None,
            form=media == "multipart/form-data",
        )

    def example(self, schema: Schema, beside: Schema | None = None) -> Any:
        """A value that fits: a given example, else the required properties by theirs."""
        for given in (beside or {}, schema):
            if "examples" in given:
                listed = given["examples"]
                return listed[0] if isinstance(listed, list) else next(iter(listed.values()))["value"]
            if "example" in given:
                return given["example"]
        if "$ref" in schema:
            return self.example(self._referred(schema["$ref"]))
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in schema:
                return self.example(schema[choice][0])
        return self._plain(schema)

    def _referred(self, reference: str) -> Schema:
        schema: Schema = self.content["components"]["schemas"][reference.rpartition("/")[2]]
        return schema

    def _held(self, schema: Schema) -> Iterator[tuple[str, Schema]]:
        needed = schema.get("required", [])
        for name, each in schema.get("properties", {}).items():
            if name in needed or (self.whole and "examples" in each):
                yield name, each

    def _plain(self, schema: Schema) -> Any:
        for told in ("const", "default"):
            if told in schema:
                return schema[told]
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("format") == "binary" or "contentMediaType" in schema:
            return _FILE
        kind = schema.get("type", "object")
        if kind == "object":
            return {name: self.example(each) for name, each in self._held(schema)}
        if kind == "array":
            return [self.example(schema["items"])] if schema.get("minItems") else []
        return {"string": "x", "integer": schema.get("minimum", 1), "number": 1, "boolean": False}[kind]
