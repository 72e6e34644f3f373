"""/oai/: the answers of OAI-PMH as XML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import StringIO
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Publication
from articles.public import harvesting
from articles.public.harvesting import OaiError, Portion
from articles.rendering.outgoing import xml_safe

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


class Writer(SimplerXMLGenerator):
    """Writes nested elements; text is escaped and stripped of what XML cannot hold."""

    def leaf(self, name: str, text: str, **attributes: str) -> None:
        self.addQuickElement(name, xml_safe(text), {key: xml_safe(value) for key, value in attributes.items()})

    def open(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.startElement(name, AttributesImpl(attributes or {}))


@csrf_exempt  # it changes nothing, and harvesters may POST (section 3.1.1.2)
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Errors of the protocol are answered with 200, as it wants."""
    arguments = dict((request.POST if request.method == "POST" else request.GET).lists())
    body: Callable[[Writer], None]
    given: dict[str, str] = {}
    try:
        verb, given = harvesting.check(arguments)
        body = ANSWERS[verb](given)
        given = {"verb": verb, **given}
    except OaiError as error:
        problem = error
        given = {} if error.code in ("badVerb", "badArgument") else {name: each[0] for name, each in arguments.items()}
        body = lambda xml: xml.leaf("error", str(problem), code=problem.code)  # noqa: E731
    out = StringIO()
    xml = Writer(out, "utf-8")
    xml.startDocument()
    xml.open("OAI-PMH", {"xmlns": OAI, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"})
    xml.leaf("responseDate", stamp(timezone.now()))
    xml.leaf("request", base_url(), **given)
    body(xml)
    xml.endElement("OAI-PMH")
    response = HttpResponse(out.getvalue(), content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def base_url() -> str:
    return settings.SITE_URL + reverse("public:oai")


def stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def identify(given: dict[str, str]) -> Callable[[Writer], None]:
    first = harvesting.earliest()

    def write(xml: Writer) -> None:
        xml.open("Identify")
        xml.leaf("repositoryName", settings.PAPER["name"])
        xml.leaf("baseURL", base_url())
        xml.leaf("protocolVersion", "2.0")
        xml.leaf("adminEmail", settings.PAPER["email"] or f"postmaster@{urlsplit(settings.SITE_URL).hostname}")
        xml.leaf("earliestDatestamp", stamp(first))
        xml.leaf("deletedRecord", "persistent")
        xml.leaf("granularity", "YYYY-MM-DDThh:mm:ssZ")
        xml.endElement("Identify")

    return write


def list_metadata_formats(given: dict[str, str]) -> Callable[[Writer], None]:
    if "identifier" in given:
        harvesting.record(given["identifier"])

    def write(xml: Writer) -> None:
        xml.open("ListMetadataFormats")
        xml.open("metadataFormat")
        xml.leaf("metadataPrefix", harvesting.PREFIX)
        xml.leaf("schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
        xml.leaf("metadataNamespace", OAI_DC)
        xml.endElement("metadataFormat")
        xml.endElement("ListMetadataFormats")

    return write


def list_sets(given: dict[str, str]) -> Callable[[Writer], None]:
    if "resumptionToken" in given:
        raise OaiError("badResumptionToken", "The list of sets comes whole.")
    found = harvesting.sets()
    if not found:
        raise OaiError("noSetHierarchy", "No column has anything to read yet.")

    def write(xml: Writer) -> None:
        xml.open("ListSets")
        for spec, name in found:
            xml.open("set")
            xml.leaf("setSpec", spec)
            xml.leaf("setName", name)
            xml.endElement("set")
        xml.endElement("ListSets")

    return write


def get_record(given: dict[str, str]) -> Callable[[Writer], None]:
    harvesting.check_prefix(given["metadataPrefix"])
    found = harvesting.record(given["identifier"])

    def write(xml: Writer) -> None:
        xml.open("GetRecord")
        write_record(xml, found)
        xml.endElement("GetRecord")

    return write


def list_of(
    name: str, write_one: Callable[[Writer, Publication], None]
) -> Callable[[dict[str, str]], Callable[[Writer], None]]:
    def answer(given: dict[str, str]) -> Callable[[Writer], None]:
        portion = harvesting.portion(harvesting.wanted(given))

        def write(xml: Writer) -> None:
            xml.open(name)
            for each in portion.records:
                write_one(xml, each)
            write_token(xml, portion)
            xml.endElement(name)

        return write

    return answer


def write_token(xml: Writer, portion: Portion) -> None:
    if portion.token is not None:
        xml.leaf("resumptionToken", portion.token, completeListSize=str(portion.total), cursor=str(portion.cursor))


def write_header(xml: Writer, publication: Publication) -> None:
    xml.open("header", {"status": "deleted"} if publication.is_deleted else {})  # type: ignore[attr-defined]
    xml.leaf("identifier", harvesting.identifier_of(publication))
    xml.leaf("datestamp", stamp(publication.stamp))  # type: ignore[attr-defined]
    if publication.column:
        xml.leaf("setSpec", f"column:{publication.column.slug}")
    xml.endElement("header")


def write_record(xml: Writer, publication: Publication) -> None:
    """Of a deleted record only the header (section 2.5.1)."""
    xml.open("record")
    write_header(xml, publication)
    if not publication.is_deleted:  # type: ignore[attr-defined]
        xml.open("metadata")
        names = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": "http://purl.org/dc/elements/1.1/", "xmlns:xsi": XSI}
        schema = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
        xml.open("oai_dc:dc", names | {"xsi:schemaLocation": schema})
        for name, value in harvesting.dublin_core(publication):
            xml.leaf(f"dc:{name}", value)
        xml.endElement("oai_dc:dc")
        xml.endElement("metadata")
    xml.endElement("record")


ANSWERS: dict[str, Callable[[dict[str, str]], Callable[[Writer], None]]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_of("ListIdentifiers", write_header),
    "ListRecords": list_of("ListRecords", write_record),
}
