"""Nothing unknown, repeated, empty or malformed passes in silence."""

import pytest

from articles.api.parameters import MAX_QUERY, decoded

LISTS = ["articles", "issues", "columns", "authors", "tags", "quotes"]
EVERY = [*(f"{name}/" for name in LISTS), "", "openapi.json", "problems/not-found/"]
FILTERS = {
    "articles": "issue date date_from date_to print_page column author tag kind updated_since q ordering include",
    "issues": "date_from date_to serial_number ordering",
    "columns": "slug",
    "authors": "name",
    "tags": "name slug",
    "quotes": "article speaker author q",
}
ALLOWED = {name: {*filters.split(), "page_size", "cursor", "count", "fields"} for name, filters in FILTERS.items()}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.alike
def test_an_unknown_parameter_is_named_with_what_is_allowed(api, path):
    problem = api.problem(f"{path}?colour=red", 400)
    (error,) = problem["errors"]
    assert (error["parameter"], error["code"]) == ("colour", "unknown-parameter")
    assert error["allowed"] == sorted(ALLOWED.get(path.strip("/"), []))
    assert "colour" in problem["detail"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.alike
def test_the_page_size_has_bounds(api, name):
    for good in ("1", "20", "100"):
        assert api(f"{name}/?page_size={good}").status_code == 200
    for bad in ("0", "101", "1000", "-1", "1.5", "ten", "%D9%A1", "1e1", "99999999999999"):
        assert api.faults(f"{name}/?page_size={bad}") == {"page_size": "invalid-value"}, bad


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.alike
def test_repeated_and_empty_parameters_are_refused(api, name):
    assert api.faults(f"{name}/?page_size=5&page_size=6") == {"page_size": "repeated-parameter"}
    assert api.faults(f"{name}/?page_size=") == {"page_size": "empty-value"}
    assert api.faults(f"{name}/?page_size") == {"page_size": "empty-value"}
    assert api.faults(f"{name}/?page_size=%20") == {"page_size": "empty-value"}


def test_an_empty_parameter_that_is_required_is_not_to_be_left_out(api):
    assert api.problem("search/?q=", 400)["detail"] == "参数 q 没有值；这里必须写明它。"
    assert api.problem("articles/?q=", 400)["detail"] == "参数 q 没有值；不用它时请整个省略。"


def test_one_mistake_between_two_parameters_is_counted_once(api):
    problem = api.problem("articles/?date_from=2025-06-10&date_to=2025-06-09", 400)
    assert problem["detail"] == "参数 date_from（2025-06-10）晚于 date_to（2025-06-09）。"
    assert {each["parameter"] for each in problem["errors"]} == {"date_from", "date_to"}
    assert "另有 1 处" in api.problem("articles/?date=x&kind=x", 400)["detail"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.alike
def test_broken_text_is_refused_in_every_parameter(api, name):
    for value in ("a%00b", "%ED%A0%80", "%ED%B0%80x", "%FF", "%C0%80", "a%0Ab", "%1B%5B2J", "%7F"):
        for parameter in ALLOWED[name]:
            assert api.faults(f"{name}/?{parameter}={value}") == {parameter: "invalid-encoding"}
        assert set(api.faults(f"{name}/?{value}=1").values()) == {"unknown-parameter"}


@pytest.mark.parametrize("name", [*LISTS, "articles/zzzzzzzzzz", "nothing/here"])
@pytest.mark.alike
def test_a_very_long_query_is_refused(api, name):
    problem = api.problem(f"{name}/?q={'x' * MAX_QUERY}", 404 if name == "nothing/here" else 414)
    assert len(str(problem)) < 2_000


def test_all_faults_are_told_at_once_but_not_without_end(api):
    assert api.faults("articles/?kind=song&page_size=0&date=9.6.2025&include=songs&count=1&cursor=x") == {
        "kind": "invalid-value",
        "page_size": "invalid-value",
        "date": "invalid-value",
        "include": "invalid-value",
        "count": "invalid-value",
        "cursor": "invalid-cursor",
    }
    problem = api.problem("articles/?" + "&".join(f"a{n}=1" for n in range(300)), 400)
    assert len(problem["errors"]) == 20


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("date", ["2025-6-9", "2025-02-30", "20250609", "2025-06-09T00:00", "０２５", "9999999", "2025年6月9日"]),
        ("date_from", ["today", "-2025-06-09"]),
        ("date_to", ["2025-13-01"]),
        ("issue", ["2025-06-09-", "2025-06-09号外", "x", "2025-06-09-" + "外" * 21]),
        ("print_page", ["0", "七", "1000", "AA1", "-1", "7版", "000000000001"]),
        ("column", ["热点", "a b", "a/b", "'--"]),
        ("author", ["ABC", "丁一禾", "a'b", "x" * 17, "1"]),
        ("tag", ["长" * 81]),
        ("kind", ["Article", "文章"]),
        ("updated_since", ["2025-06-09", "2025-06-09T00:00:00", "2025-06-09T00:00:00 08:00",
                           "2025-06-09T25:00:00Z", "now"]),
        ("q", ["字" * 101, " ".join("abcdefghijk")]),
        ("ordering", ["title", "--date", "Date"]),
        ("include", ["body,songs", "body,,statements", "Body", "body, statements"]),
        ("fields", ["id,secret", "title.x", "column.", ".id", "article", "id,id.x", "body.blocks.text"]),
        ("count", ["1", "TRUE", "yes"]),
    ],
)  # fmt: skip
@pytest.mark.alike
def test_a_bad_value_is_refused_with_what_is_allowed(api, parameter, values):
    for value in values:
        assert api.faults(f"articles/?{parameter}={value}") == {parameter: "invalid-value"}, value


@pytest.mark.parametrize(
    "query",
    [
        "issues/?serial_number=-1",
        "issues/?serial_number=99999999999",
        "issues/?serial_number=%D9%A1",
        "authors/?name=" + "x" * 61,
        "quotes/?article=A",
        "quotes/?speaker=" + "长" * 61,
        "tags/?slug=标签",
        "articles/?date_from=2025-06-10&date_to=2025-06-09",
        "issues/?date_from=2025-06-10&date_to=2025-06-09",
    ],
)
@pytest.mark.alike
def test_bad_values_elsewhere(api, query):
    assert set(api.faults(query).values()) == {"invalid-value"}


@pytest.mark.parametrize("query", ["kind", "ordering", "include", "count"])
@pytest.mark.alike
def test_closed_sets_are_listed(api, query):
    (error,) = api.problem(f"articles/?{query}=none", 400)["errors"]
    assert len(error["allowed"]) >= 2
    assert all(value in error["detail"] for value in error["allowed"])


def test_relevance_needs_a_query(api):
    assert api.faults("articles/?ordering=relevance") == {"ordering": "invalid-value"}
    assert api("articles/?ordering=relevance&q=%E5%8A%B3").status_code == 200


def test_details_take_fields_and_little_else(api, archive):
    (one,) = archive(1)
    for path in (f"articles/{one.public_id}", "issues/2025-06-09", "columns/gongzuo", "tags/gongren"):
        assert api.faults(f"{path}/?page_size=3") == {"page_size": "unknown-parameter"}
        assert api.faults(f"{path}/?fields=nothing") == {"fields": "invalid-value"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [("a+b", "a b"), ("%E5%8A%B3", "劳"), ("%2B", "+"), ("%zz", "%zz"), ("abc", "abc"), ("%E3%80%80", "\u3000"),
     ("%F0%A0%AE%B7", "𠮷"), ("%ED%A0%81%ED%B0%80", None), ("\xe5\x8a\xb3", "劳"), ("\xff", None)],
)  # fmt: skip
@pytest.mark.alike
def test_text_is_read_as_utf_8_only(raw, text):
    assert decoded(raw) == text


def test_faults_of_names_and_of_values_are_told_at_once(api, keyed):
    assert set(api.faults("articles/?x=1&page_size=0&kind=no")) == {"x", "page_size", "kind"}
    assert set(api.faults("search/?q=&x=1&facets=no")) == {"q", "x", "facets"}
    assert set(keyed("sync").faults("changes/?x=1&wait=99")) == {"x", "wait"}
    caller = keyed("sync", "export", "history", "hooks", name="都可以")
    lists = ("issues", "columns", "authors", "tags", "quotes", "statements", "deliveries", "articles/0000/versions")
    for address in lists:
        assert set(caller.faults(f"{address}/?x=1&page_size=0")) == {"x", "page_size"}, address
    for address in ("articles/0000", "columns/no", "issues/2025-06-09", "webhooks", "export", "status"):
        assert set(caller.faults(f"{address}/?x=1")) == {"x"}, address
