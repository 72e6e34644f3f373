"""What every endpoint does alike: strict parameters, problems, validators, headers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, ClassVar

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from articles import propagation
from articles.api import deprecations, throttling
from articles.api.authentication import key_of, require
from articles.api.documents import Json, json_response
from articles.api.errors import Problem, answer_to, problem_response, request_id_of
from articles.api.parameters import MAX_ERRORS, Parameter, invalid, read_query
from articles.api.remembered import State
from articles.api.schema import NewsroomSchema, Write
from articles.api.selection import Selection, fields_parameter, include_parameter, read_selection, tree_of
from articles.models import ApiKey, Publication
from articles.models.partner import NO_CONTRACT, Contract
from articles.models.publication import PublicationQuerySet

NOTHING: Mapping[str, int] = {}
SHARED_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, Content-Location, X-Request-ID, Link, Deprecation, Sunset,"
        " RateLimit, RateLimit-Policy, Retry-After"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept, Authorization",
}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Headers": (
        "Accept, Content-Type, If-Match, If-None-Match, If-Modified-Since, If-Range, Range, X-Request-ID"
    ),
    "Access-Control-Max-Age": "86400",
}


class PublicView(APIView):
    """An endpoint, open to all but for ``scope``. Class attributes tell the OpenAPI document what the code below reads."""

    http_method_names = ["get", "head", "options"]
    schema: Any = NewsroomSchema()
    operation: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    tag: ClassVar[str] = ""
    item: ClassVar[Any]  # a serializer; None where ``shape`` is all there is to say
    shape: ClassVar[Json] = {"type": "string"}  # the schema of what has no item
    includes: ClassVar[tuple[str, ...]] = ()
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    path_parameters: ClassVar[tuple[Parameter, ...]] = ()
    problems: ClassVar[tuple[str, ...]] = ()
    body: ClassVar[type[Serializer[Any]] | None] = None  # of a POST
    media_type: ClassVar[str] = "application/json"
    writes: ClassVar[dict[str, Write]] = {}  # what else than reading, by method
    scope: ClassVar[str] = ""  # what a key must have; empty where none is needed
    is_kept: ClassVar[bool] = False  # an anonymous answer stays right until something public changes
    key: ApiKey | None = None
    standing: throttling.Standing | None = None
    mark: str | None = None  # the database's (``articles.marking``), where somebody has looked already
    state: State | None = None  # the same with the moment when the clock changes what is public
    versions: Mapping[str, int] = NOTHING  # of articles that whoever gets this answer has then

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Names the request before anything can fail."""
        super().setup(request, *args, **kwargs)
        self.request_id = request_id_of(request)
        self.now = timezone.now()
        self.mark = getattr(request, "mark", None)
        self.state = getattr(request, "public_state", None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without REST framework's request, which would parse, authenticate and negotiate: that is done strictly, below."""
        try:
            self.initial(request, *args, **kwargs)
            method = (request.method or "").lower()
            known = getattr(self, method, None) if method in self.http_method_names else None
            response = (known or self.http_method_not_allowed)(request, *args, **kwargs)  # type: ignore[arg-type]
        except Exception as error:  # whatever it is: the answer says nothing about it, the log all
            response = answer_to(error, request_id=self.request_id, allowed=self.allowed_methods)
        return self.finalize_response(request, response)

    def negotiate(self, request: HttpRequest) -> None:
        """There is one format. Nothing is read from the query string here: that is done strictly, below."""
        asked = request.META.get("HTTP_ACCEPT", "").strip()
        if asked and asked != "*/*" and not request.accepts(self.media_type.partition(";")[0]):
            raise Problem("not-acceptable")

    def admit(self, request: HttpRequest) -> None:
        """Counts the request against its caller's limit, whatever becomes of it: guessing keys is counted too.

        Raises 429, then 401 and 403.
        """
        refusal: Problem | None = None
        try:
            self.perform_authentication(request)
        except Problem as problem:
            refusal = problem
        self.standing = throttling.standing(request.META.get("REMOTE_ADDR", ""), self.key)
        self.standing.require()
        if refusal:
            raise refusal

    def perform_authentication(self, request: HttpRequest) -> None:
        """A preflight carries no key and tells nothing."""
        if request.method != "OPTIONS":
            # Found out by articles.api.keeping for this request; once, for who waits is to be asked anew.
            if (known := vars(request).pop("caller", None)) is not None:
                self.key, self.contract = known
            else:
                self.key = key_of(request.META.get("HTTP_AUTHORIZATION"), now=self.now)
            if self.scope:
                require(self.key, self.scope)

    @cached_property
    def contract(self) -> Contract:
        """What the caller's contract covers: reprinting, and the feed."""
        return self.key.partner.contract() if self.key else NO_CONTRACT

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.admit(request)
        self.negotiate(request)
        raw = request.META.get("QUERY_STRING", "")
        self.values, errors = (
            read_query(raw, allowed=self.parameter_names(), required=self.required_names())
            if raw and request.method != "OPTIONS"
            else ({}, [])
        )
        if errors:
            raise invalid(self.all_faults(errors))

    def read_values(self) -> Any:
        """Reads what the parameters say, where that can be wrong. Raises 400."""

    def all_faults(self, errors: list[Json]) -> list[Json]:
        """Those of the query string and of the values beside it: whoever mends a request hears of all at once."""
        try:
            self.read_values()
        except Problem as problem:
            known = {error["parameter"] for error in errors}
            errors += [error for error in problem.errors if error["parameter"] not in known]
        return errors[:MAX_ERRORS]

    @classmethod
    def all_parameters(cls) -> list[Parameter]:
        return list(cls.parameters)

    @classmethod
    @cache
    def parameter_names(cls) -> list[str]:
        return [parameter.name for parameter in cls.all_parameters()]

    @classmethod
    @cache
    def required_names(cls) -> list[str]:
        return [parameter.name for parameter in cls.all_parameters() if parameter.required]

    def note_copies(self, versions: Mapping[str, int]) -> None:
        """A partner has fetched these versions whole, or heard that they are gone."""
        self.versions = versions
        if self.key is not None:
            propagation.note_copies(self.key.partner_id, versions)

    def visible(self) -> PublicationQuerySet:
        """What this caller may see at this moment: everything below starts from it."""
        return Publication.objects.visible(self.now)

    def options(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = HttpResponse(status=204, headers=PREFLIGHT_HEADERS)
        response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(self.allowed_methods)
        return response

    def finalize_response(  # type: ignore[override]
        self, request: HttpRequest, response: HttpResponse, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answers a conditional request and adds the headers that every answer carries, 304 and errors too."""
        conditional = self.conditional(request, response)
        if self.key is not None and "Cache-Control" in conditional:
            conditional["Cache-Control"] = conditional["Cache-Control"].replace("public", "private")
        headers = dict(conditional.items()) | SHARED_HEADERS | deprecations.headers_of(self.operation)
        if self.standing is not None:
            headers |= self.standing.headers()
        headers["X-Request-ID"] = self.request_id
        conditional.headers = headers  # type: ignore[assignment]  # names and values are ours: nothing has to be checked
        is_found = "q" in getattr(self, "values", {})  # by an index that may be built anew at any time
        # What a scope opens is looked at each time: an equal contract does not mean equal scopes, nor the same partner.
        conditional.may_be_kept = (  # type: ignore[attr-defined]  # for articles.api.keeping
            self.is_kept and not self.scope and not is_found and conditional.status_code == 200
        )
        conditional.versions = self.versions  # type: ignore[attr-defined]
        return conditional

    def conditional(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 200 or request.method not in ("GET", "HEAD"):
            return response
        modified = response.get("Last-Modified")
        found = get_conditional_response(
            request, response.get("ETag"), parse_http_date(modified) if modified else None, response
        )
        if found is None or found.status_code == 412:
            return self.refused(Problem("precondition-failed"))
        return found

    def refused(self, problem: Problem) -> HttpResponse:
        return problem_response(problem, self.request_id)


class DetailView(PublicView):
    """One record."""

    problems: ClassVar[tuple[str, ...]] = ("invalid-parameters", "not-found")
    is_kept = True

    @classmethod
    def all_parameters(cls) -> list[Parameter]:
        found = [fields_parameter(cls.item)]
        return [*found, include_parameter(cls.includes)] if cls.includes else found

    def read_values(self) -> Any:
        return self.selection

    @cached_property
    def selection(self) -> Selection:
        errors: list[Json] = []
        selection = read_selection(self.values, tree=tree_of(self.item), includes=self.includes, errors=errors)
        if errors:
            raise invalid(errors)
        return selection

    def answer(self, record: Json, **options: Any) -> HttpResponse:
        return json_response(self.selection.pick(record), **options)

    def answer_text(self, text: bytes, **options: Any) -> HttpResponse:
        """The same of a record that is JSON already: it is read only where parts of it are wanted."""
        return (
            json_response(text, **options)
            if self.selection.chosen is None
            else self.answer(orjson.loads(text), **options)
        )
