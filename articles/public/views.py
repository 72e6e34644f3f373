"""The readers' pages."""

from django.http import Http404, HttpRequest, HttpResponse


def _unwritten(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


front = issues = issue = page = article = columns = column = authors = author = tags = tag = quotes = quote = _unwritten
print_locator = _unwritten
