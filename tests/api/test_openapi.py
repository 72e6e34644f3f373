"""The OpenAPI document says what the endpoints do, and its examples are like what they answer."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from jsonschema import Draft202012Validator

from articles.api import urls
from articles.api.errors import KINDS
from articles.api.views.entry import openapi_document
from articles.models import Delivery, Partner, Publication, Webhook
from articles.publishing import withdraw
from articles.webhooks.delivering import deliver_due
from articles.webhooks.registering import register
from articles.webhooks.sending import Answer
from tests import factories

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(openapi_document()))


@pytest.fixture(scope="module")
def operations(document):
    """Those that read."""
    return {
        operation["operationId"]: (path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not is_write(path, method)
    }


@pytest.fixture(scope="module")
def writes(document):
    return {
        operation["operationId"]: (path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if is_write(path, method)
    }


def validator(document, schema):
    """With the document's components in reach."""
    return Draft202012Validator({"components": document["components"], **schema})


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_it_is_whole(document, operations):
    assert document["openapi"] == "3.1.0"
    assert len(operations) >= 31
    for reference in references(document):
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_address_of_the_api_is_described(document):
    described = {re.sub(r"[{][^}]*[}]", "*", path) for path in document["paths"]}
    routed = {"/api/v1/" + re.sub("<[^>]*>", "*", str(each.pattern)) for each in urls.urlpatterns if each.name}
    assert routed - described == {
        f"/api/v1/{name}" for name in ("openapi.json", "docs/", "quickstart/", "newsroom_mirror.py")
    }


def is_write(path, method):
    return method != "get" and not path.endswith("/copies/")


def test_nothing_but_webhooks_is_written(writes):
    for path, operation in writes.values():
        assert path.startswith(("/api/v1/webhooks/", "/api/v1/deliveries/"))
        assert operation["security"] == [{"key": []}]
    assert len(writes) == 7


def test_every_operation_is_described(document, operations, writes):
    for name, (path, operation) in (operations | writes).items():
        assert operation["summary"]
        assert operation["tags"]
        assert {f"{{{p['name']}}}" for p in operation.get("parameters", ()) if p["in"] == "path"} == {
            *re.findall(r"{\w+}", path)
        }
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (name, parameter["name"])
            Draft202012Validator.check_schema(parameter["schema"])
            if "example" in parameter:
                Draft202012Validator(parameter["schema"]).validate(parameter["example"])
        always = {"405", "406", "414", "429", "500"} | ({"200"} if name not in writes else set())
        assert always | ({"304", "412"} if name not in {"copies", *writes} else set()) <= set(operation["responses"]), (
            name
        )
        for status, response in operation["responses"].items():
            assert response["description"], (name, status)
            if int(status) >= 400:
                assert set(response["content"]) == {"application/problem+json"}


def test_examples_fit_their_schemas(document, operations):
    seen = 0
    for _, operation in operations.values():
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    validator(document, content["schema"]).validate(example["value"])
                    seen += 1
    assert seen > 60


def test_each_code_of_a_problem_is_known(operations, writes):
    codes = {
        code
        for _, operation in (operations | writes).values()
        for status, response in operation["responses"].items()
        if int(status) >= 400
        for code in response["content"]["application/problem+json"]["examples"]
    }
    assert codes == set(KINDS) - {"bad-request"}


@pytest.fixture
def addresses(api, keyed, archive):
    api.key = keyed("sync", "export", "history", "hooks").key
    register(Partner.objects.get(), url="https://mirror.example.cn/hook")
    (publication,) = archive(1)
    author, quote = publication.authors.get().public_id, publication.quotes.get().public_id
    article = f"articles/{publication.public_id}/"
    everything = "include=body,statements,pull_quotes,corrections&count=true"
    spoken = factories.make_roundup(release=True, source_name="远山日报").statements.first().public_id
    webhook, delivery = Webhook.objects.get(), Delivery.objects.order_by("pk").first()
    deliver_due(send=lambda *_: Answer(500, "坏了"), clock=lambda: delivery.next_at)
    (part,) = api.json("export/")["parts"]
    return {
        "webhooks": ["webhooks/"], "webhook": [f"webhooks/{webhook.public_id}/"],
        "deliveries": ["deliveries/?count=true"], "delivery": [f"deliveries/msg_{delivery.public_id}/"],
        "versions": [f"{article}versions/?include=article"], "article_ninjs": [f"{article[:-1]}.ninjs.json"],
        "article_jsonld": [f"{article[:-1]}.jsonld"], "article_markdown": [f"{article[:-1]}.md"],
        "article_text": [f"{article[:-1]}.txt"], "statements": ["statements/"], "statement": [f"statements/{spoken}/"],
        "search": ["search/?q=第一段&count=true&facets=column,author,tag,year&include=body"], "status": ["status/"],
        "export": ["export/"], "export_part": [part["url"]],
        "root": [""], "problem": ["problems/not-found/"], "articles": ["articles/", f"articles/?{everything}"],
        "article": [article], "issues": ["issues/"], "issue": ["issues/2025-06-09/"],
        "page": ["issues/2025-06-09/pages/5/"], "columns": ["columns/"], "column": ["columns/gongzuo/"],
        "authors": ["authors/"], "author": [f"authors/{author}/"], "tags": ["tags/"], "tag": ["tags/gongren/"],
        "changes": ["changes/"], "quotes": ["quotes/"], "quote": [f"quotes/{quote}/"],
    }  # fmt: skip


def shape_of(value):
    """Names all the way down, to compare what is answered with what is documented."""
    if isinstance(value, dict):
        return {name: shape_of(inner) for name, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [shape_of(value[0])]
    return None


def documented(document, schema):
    """The names that a schema documents, all the way down; None for a leaf."""
    if "$ref" in schema:
        return documented(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    for choice in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if (found := documented(document, choice)) is not None:
            return found
    if "properties" in schema:
        return {name: documented(document, inner) for name, inner in schema["properties"].items()}
    if schema.get("type") == "array" and (inner := documented(document, schema["items"])) is not None:
        return [inner]
    return None


def undocumented(answered, expected, where=""):
    if isinstance(answered, list):
        return undocumented(answered[0], expected[0] if isinstance(expected, list) else None, f"{where}[]")
    if not isinstance(answered, dict) or expected is None:
        return []
    found = [f"{where}.{name}" for name in answered if name not in expected]
    for name in set(answered) & set(expected):
        found += undocumented(answered[name], expected[name], f"{where}.{name}")
    return found


def test_answers_fit_and_hold_nothing_undocumented(api, document, operations, addresses):
    assert set(addresses) == set(operations) - {"copies"}
    for name, paths in addresses.items():
        ((media_type, content),) = operations[name][1]["responses"]["200"]["content"].items()
        schema = content["schema"]
        for path in paths:
            assert api(path)["Content-Type"] == media_type
            if not media_type.endswith("json"):
                continue
            answer = api.json(path)
            validator(document, schema).validate(answer)
            assert undocumented(shape_of(answer), documented(document, schema)) == [], path


def test_a_detail_holds_everything_documented(api, document, operations, addresses):
    for name in (
        "article",
        "issue",
        "page",
        "column",
        "author",
        "tag",
        "quote",
        "statement",
        "status",
        "problem",
        "root",
        "webhook",
        "delivery",
    ):
        schema = operations[name][1]["responses"]["200"]["content"]["application/json"]["schema"]
        assert set(api.json(addresses[name][0])) == set(documented(document, schema)), name


def test_problems_fit(api, document, operations, addresses):
    schemas = operations["article"][1]["responses"]
    publication = Publication.objects.first()
    withdraw(publication.article, reason="author", by=None)
    for path, status in {
        "articles/?x=1&page_size=0": 400, "articles/zzzzzzzzzz/": 404, f"articles/{publication.public_id}/": 410,
    }.items():  # fmt: skip
        schema = schemas[str(status)]["content"]["application/problem+json"]["schema"]
        validator(document, schema).validate(api.problem(path, status))


def test_making_it_warns_of_nothing(capsys):
    openapi_document.cache_clear()
    openapi_document()
    out, err = capsys.readouterr()
    assert (out, err) == ("", "")


def test_the_page_to_browse_is_made_of_our_own_files(api):
    response = api("docs/")
    html = response.content.decode()
    assert response.status_code == 200
    assert 'lang="zh-CN"' in html
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count("<script src=") == 2
    assert "//" not in html.replace("<!doctype", "")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "img-src 'self' data:" in policy
    for path in ("articles/api/docs.js", "articles/api/docs.css"):
        assert Path(finders.find(path)).exists()
    assert api("docs/", "POST").status_code in (403, 405)
