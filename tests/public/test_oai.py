"""OAI-PMH: the rules of the protocol, lists in portions, records of what was taken back."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from articles import publishing
from articles.choices import WithdrawalReason
from articles.public import harvesting
from tests.factories import make_article, make_author, make_column, make_page, make_tag

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
BASE = "http://localhost:8000/oai/"
UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# The children of each answer in the order of OAI-PMH.xsd.
IDENTIFY = [
    "repositoryName",
    "baseURL",
    "protocolVersion",
    "adminEmail",
    "earliestDatestamp",
    "deletedRecord",
    "granularity",
]


def ask(client, **arguments):
    """The answer's element after responseDate and request, which hold the protocol's rules."""
    arguments = {name.rstrip("_"): value for name, value in arguments.items()}
    response = client.get("/oai/", arguments)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == OAI + "OAI-PMH"
    moment, request, body = root
    assert UTC.fullmatch(moment.text)
    assert request.text == BASE
    is_refused = body.tag == OAI + "error" and body.get("code") in ("badVerb", "badArgument")
    assert request.attrib == ({} if is_refused else arguments)
    if body.tag != OAI + "error":
        assert body.tag == OAI + arguments["verb"]
        assert len(body), "an answer has at least one child"
    return body


def code(client, **arguments):
    body = ask(client, **arguments)
    return body.get("code") if body.tag == OAI + "error" else None


def listed(client, **arguments):
    """identifier → status of the list, all portions taken."""
    found, arguments = {}, {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", **arguments}
    while True:
        body = ask(client, **arguments)
        for header in body.iter(OAI + "header"):
            names = [child.tag.removeprefix(OAI) for child in header]
            assert names[:2] == ["identifier", "datestamp"]
            assert set(names[2:]) <= {"setSpec"}
            assert UTC.fullmatch(header[1].text)
            assert header[0].text not in found
            found[header[0].text] = header.get("status", "")
        token = body.find(OAI + "resumptionToken")
        if token is None or not token.text:
            return found
        assert int(token.get("completeListSize")) >= len(found)
        arguments = {"verb": arguments["verb"], "resumptionToken": token.text}


def oai_id(article):
    return f"oai:localhost:{article.public_id}"


def test_identify_formats_and_sets(client, settings):
    settings.PAPER = {**settings.PAPER, "email": "bianji@gongyou.example"}
    article = make_article(column=make_column("热点思考"), release=True)
    body = ask(client, verb="Identify")
    assert [child.tag.removeprefix(OAI) for child in body] == IDENTIFY
    said = {child.tag.removeprefix(OAI): child.text for child in body}
    assert (said["protocolVersion"], said["deletedRecord"], said["baseURL"]) == ("2.0", "persistent", BASE)
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert UTC.fullmatch(said["earliestDatestamp"])
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", said["adminEmail"])
    formats = ask(client, verb="ListMetadataFormats", identifier=oai_id(article))
    assert [each.text for each in formats.iter(OAI + "metadataPrefix")] == ["oai_dc"]
    (spec,) = ask(client, verb="ListSets").iter(OAI + "setSpec")
    assert re.fullmatch(r"([A-Za-z0-9\-_.!~*'()])+(:[A-Za-z0-9\-_.!~*'()]+)*", spec.text)
    assert listed(client, set=spec.text) == {oai_id(article): ""}
    assert client.post("/oai/", {"verb": "Identify"}).status_code == 200


def test_a_record_and_what_is_left_of_one_taken_back(client):
    kept = make_article(
        "题目<甲>", page=make_page(), authors=(make_author("沈维中"),), tags=(make_tag("就业"),), release=True
    )
    gone = make_article("撤走的", release=True)
    expired = make_article("过期的", release=True)
    make_article("草稿里的")
    held = make_article("没解禁的", release=True, embargo_until=timezone.now() + dt.timedelta(hours=1))
    expired.publication.expires_at = timezone.now() - dt.timedelta(seconds=1)
    expired.publication.save()
    publishing.withdraw(gone, reason=WithdrawalReason.ERROR, by=None)
    assert listed(client) == {oai_id(kept): "", oai_id(gone): "deleted", oai_id(expired): "deleted"}
    record = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=oai_id(kept))[0]
    assert [child.tag for child in record] == [OAI + "header", OAI + "metadata"]
    core = {}
    for element in record[1][0]:
        core.setdefault(element.tag.removeprefix(DC), []).append(element.text)
    assert core["title"] == ["题目<甲>"]
    assert (core["creator"], core["subject"], core["date"]) == (["沈维中"], ["就业"], ["2025-06-09"])
    assert core["identifier"][0] == "http://localhost:8000" + kept.get_absolute_url()
    (left,) = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=oai_id(gone))
    assert [child.tag for child in left] == [OAI + "header"]
    assert code(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=oai_id(held)) == "idDoesNotExist"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        since = (timezone.now() - dt.timedelta(hours=1, minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert listed(client, from_=since) == {oai_id(held): ""}


def test_lists_come_in_portions(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(harvesting, "SIZE", 2)
    made = {oai_id(make_article(release=True)) for _ in range(5)}
    assert listed(client).keys() == listed(client, verb="ListRecords").keys() == made
    with django_assert_num_queries(2):
        client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "Identify", "set": "a"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "made:up"}, "badResumptionToken"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-13-01"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-02-01", "until": "2025-01-01"},
            "badArgument",
        ),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-01-01", "until": "2025-01-02T00:00:00Z"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "2001-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "column:none"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:elsewhere:x"}, "idDoesNotExist"),
        ({"verb": "ListSets"}, "noSetHierarchy"),
    ],
)
@pytest.mark.alike
def test_errors_are_those_of_the_protocol(client, arguments, expected):
    make_article(release=True)
    assert code(client, **arguments) == expected
    assert b'code="badArgument"' in client.get("/oai/?verb=Identify&a=1&a=2").content
