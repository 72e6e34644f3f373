"""The OpenAPI document, drawn from what the views declare and do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import Serializer

from articles.api.deprecations import deprecation_of
from articles.api.documents import Json
from articles.api.errors import KINDS, MEDIA_TYPE
from articles.api.examples import EXAMPLES, problem_example
from articles.api.exchange import LimitProblem, Problem, ResetProblem, WithdrawnProblem
from articles.api.parameters import Parameter

# What may befall any request.
ALWAYS = (
    "unauthorized",
    "method-not-allowed",
    "not-acceptable",
    "precondition-failed",
    "uri-too-long",
    "too-many-requests",
    "internal-error",
)
SHAPES: dict[str, type[Serializer[Any]]] = {
    "withdrawn": WithdrawnProblem,
    "cursor-reset": ResetProblem,
    "too-many-requests": LimitProblem,
}
REQUEST_ID_HEADER = {"description": "这次请求的编号。", "schema": {"type": "string"}}
LIMITS = {
    "RateLimit-Policy": {"description": "限额：q 是次数，w 是秒数。", "schema": {"type": "string"}},
    "RateLimit": {"description": "还剩多少：r 是次数，t 是过几秒重新计数。", "schema": {"type": "string"}},
}
VALIDATORS = {
    "ETag": {"description": "内容的强校验值。", "schema": {"type": "string"}},
    "Last-Modified": {"description": "最近更新的时间；说不准的地址没有。", "schema": {"type": "string"}},
    "Cache-Control": {"description": "public, max-age=60；带密钥时为 private。", "schema": {"type": "string"}},
    "X-Request-ID": REQUEST_ID_HEADER,
    **LIMITS,
}
MORE_HEADERS: dict[str, Json] = {
    "unauthorized": {"WWW-Authenticate": {"description": "怎样出示密钥。", "schema": {"type": "string"}}},
    "method-not-allowed": {"Allow": {"description": "可用的方法。", "schema": {"type": "string"}}},
    "too-many-requests": {"Retry-After": {"description": "过几秒再试。", "schema": {"type": "string"}}},
}
KEY_SCHEME = "key"
KEYS = {"type": "http", "scheme": "bearer", "description": "合作方的密钥：Authorization: Bearer KEY。"}
# What is sent to us: needed means needed, and nothing else is taken.
TAKEN = ("NewWebhook", "ChangedWebhook", "ReplaySince", "CopiesAsked", "CopyAsked")
UNFIT_FOR_FIELDS = (
    "Problem",
    "WithdrawnProblem",
    "ResetProblem",
    "LimitProblem",
    "ProblemEntry",
    "CopiesAsked",
    "CopyAsked",
)


@dataclass(frozen=True, slots=True)
class Write:
    """One way of writing: what is sent (None: nothing), what comes back, and what may go wrong."""

    operation: str
    summary: str
    body: type[Serializer[Any]] | None
    item: type[Serializer[Any]] | None
    status: int
    problems: tuple[str, ...]


class NewsroomSchema(AutoSchema):
    """Reads parameters, problems and shapes off the class attributes of ``PublicView``."""

    view: Any

    @property
    def write(self) -> Write | None:
        found: Write | None = self.view.writes.get(self.method)
        return found

    def get_operation_id(self) -> str:
        return self.write.operation if self.write else str(self.view.operation)

    def get_summary(self) -> str:
        return self.write.summary if self.write else str(self.view.summary)

    def get_description(self) -> str:  # type: ignore[override]
        return ""

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_auth(self) -> list[Json]:
        """A key is always welcome, and needed where the view names a scope."""
        return [{KEY_SCHEME: []}] if self.view.scope else [{}, {KEY_SCHEME: []}]

    def _get_request_body(self, direction: str = "request") -> Json | None:
        body = self.write.body if self.write else self.view.body
        if body is None:
            return None
        content: Json = {"schema": self.resolve_serializer(body, "request").ref}
        if example := EXAMPLES.get(f"{self.get_operation_id()}_asked"):
            content["examples"] = {"example": {"value": example}}
        return {"required": True, "content": {"application/json": content}}

    def _get_parameters(self) -> list[Json]:
        path = [parameter_object(each, "path") for each in self.view.path_parameters]
        if self.write:
            return path
        return path + [parameter_object(each, "query") for each in self.view.all_parameters()]

    def _get_response_bodies(self, direction: str = "response") -> Json:
        responses: Json = {str(self.write.status): self._written(self.write)} if self.write else self._read()
        always = ALWAYS if self.method == "GET" else tuple(code for code in ALWAYS if code != "precondition-failed")
        for code in (*(self.write or self.view).problems, *always):
            shape = SHAPES.get(code, Problem)
            content = {"schema": self._reference(shape), "examples": {code: {"value": problem_example(code)}}}
            responses[str(KINDS[code].status)] = {
                "description": f"{KINDS[code].title}。{KINDS[code].meaning}",
                "headers": {"X-Request-ID": REQUEST_ID_HEADER, **LIMITS, **MORE_HEADERS.get(code, {})},
                "content": {MEDIA_TYPE: content},
            }
        return responses

    def is_deprecated(self) -> bool:
        return deprecation_of(self.view.operation) is not None

    def _read(self) -> Json:
        responses: Json = {"200": self._success()}
        if self.method == "GET":
            responses["304"] = {"description": "没有变化（条件请求）。", "headers": VALIDATORS}
        if "range-not-satisfiable" in self.view.problems:
            responses["206"] = {**self._success(), "description": "所要的一段（Range）。"}
        return responses

    def _success(self) -> Json:
        if self.view.item is None:
            schema: Json = self.view.shape
        else:
            schema = self._reference(self.view.item)
        if hasattr(self.view, "orderings"):
            schema = list_schema(schema, {name: self._extra(each) for name, each in self.view.list_extras.items()})
        content: Json = {"schema": schema}
        if example := EXAMPLES.get(self.view.operation):
            content["examples"] = {"example": {"value": example}}
        return {
            "description": (self.view.item.__doc__ if self.view.item else self.view.summary).strip(),
            "headers": VALIDATORS,
            "content": {self.view.media_type: content},
        }

    def _extra(self, schema: Any) -> Any:
        """A schema in which serializers stand for references to them."""
        if isinstance(schema, dict):
            return {name: self._extra(each) for name, each in schema.items()}
        return self._reference(schema) if isinstance(schema, type) else schema

    def _written(self, write: Write) -> Json:
        described: Json = {"description": write.summary, "headers": {"X-Request-ID": REQUEST_ID_HEADER, **LIMITS}}
        if write.item is not None:
            content: Json = {"schema": self._reference(write.item)}
            if example := EXAMPLES.get(write.operation):
                content["examples"] = {"example": {"value": example}}
            described["content"] = {"application/json": content}
        return described

    def _reference(self, shape: type[Serializer[Any]]) -> Json:
        reference: Json = self.resolve_serializer(shape, "response").ref
        return reference


def parameter_object(parameter: Parameter, where: str) -> Json:
    document: Json = {
        "name": parameter.name,
        "in": where,
        "description": parameter.description,
        "schema": parameter.schema,
        "required": where == "path" or parameter.required,
    }
    if parameter.schema.get("type") == "array":
        document |= {"style": "form", "explode": False}
    if parameter.example is not None:
        document["example"] = example_of(parameter.example, parameter.schema["type"])
    return document


def example_of(text: str, kind: str) -> Any:
    """An example as the schema's type, as which the document gives it."""
    match kind:
        case "integer":
            return int(text)
        case "array":
            return text.split(",")
    return text


def list_schema(item: Json, extras: Json) -> Json:
    address = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "required": ["results", "next", "previous"],
        "properties": {
            "results": {"type": "array", "items": item},
            "next": address | {"description": "下一页的地址。"},
            "previous": address | {"description": "上一页的地址。"},
            "count": {"type": "integer", "description": "总数，只在 count=true 时有。"},
            **extras,
        },
    }


def leave_fields_optional(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """A hook of drf-spectacular: with ``fields=`` any part of a record may be missing, of a problem none.

    It also describes the keys.
    """
    for name, component in result["components"]["schemas"].items():
        if name not in UNFIT_FOR_FIELDS and name not in TAKEN:
            component.pop("required", None)
        if name in TAKEN:
            component["additionalProperties"] = False
    result["components"]["securitySchemes"] = {KEY_SCHEME: KEYS}
    return result
