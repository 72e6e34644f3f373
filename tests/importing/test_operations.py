"""The editor's steps: what each does, what is refused, two tabs, undo and redo."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from articles.admin.import_outline import outline
from articles.admin.import_questions import asks
from articles.choices import ImportStatus
from articles.exceptions import EditingConflict, ImportRefused
from articles.importing import carry_out, load, redo, undo
from articles.importing.history import LIMIT, difference, patched
from articles.models import Affiliation, Author
from articles.parsing import assemble
from articles.parsing.structure import PageState, Role
from tests.importing.states import make_import, make_state

pytestmark = pytest.mark.django_db


def step(page_import, op: str, **fields):
    return carry_out(page_import, {"op": op, **fields}, version=page_import.lock_version, by=None)


def draft(page_import) -> dict:
    return assemble(load(page_import.state).page)


def piece(page_import, key: str):
    return next(each for each in load(page_import.state).page.pieces if each.id == key)


def test_every_step_keeps_every_character():
    page_import = make_import()
    account = draft(page_import)["account"]
    for op, fields in (
        ("set_role", {"pieces": ["p6"], "role": "paragraph"}),
        ("split_piece", {"piece": "p7", "at": 4}),
        ("join_unit", {"piece": "p7"}),
        ("move", {"pieces": ["p9"], "article": "a2"}),
        ("new_article", {"pieces": ["p10"]}),
        ("split_article", {"piece": "p6"}),
        ("reorder_article", {"article": "a1", "direction": "down"}),
        ("join_articles", {"article": "a2", "into": "a1"}),
        ("move", {"pieces": ["p4", "p5"], "article": None}),
        ("set_typed", {"article": None, "field": "banner", "value": "手艺 与 县城"}),
        ("answer", {"pieces": ["p1"], "role": "furniture"}),
    ):
        page_import = step(page_import, op, **fields)
        now = draft(page_import)["account"]
        assert (now["source"], now["unplaced"]) == (account["source"], 0), op


def test_roles_and_paragraphs():
    page_import = step(make_import(), "set_role", pieces=["p6"], role="paragraph")
    assert [b["kind"] for b in draft(page_import)["articles"][0]["blocks"]] == ["paragraph"] * 3
    page_import = step(page_import, "join_unit", piece="p7")
    assert draft(page_import)["articles"][0]["blocks"][1]["text"] == "年轻人算的是一笔总账工资只是总账中的一项。"
    page_import = step(page_import, "split_unit", piece="p7")
    assert len(draft(page_import)["articles"][0]["blocks"]) == 3
    page_import = step(page_import, "split_piece", piece="p7", at=2)
    assert [b["text"] for b in draft(page_import)["articles"][0]["blocks"]][-2:] == ["工资", "只是总账中的一项。"]


def test_what_continued_a_piece_that_leaves_stands_alone():
    page_import = step(make_import(), "set_role", pieces=["p4"], role="heading")
    assert [(b["kind"], b["text"]) for b in draft(page_import)["articles"][0]["blocks"]][:2] == [
        ("heading", "每年正月一过，长途车站便热"),
        ("paragraph", "闹起来。"),
    ]


def test_furniture_that_becomes_text_joins_the_article_around_it():
    page_import = step(make_import(), "set_role", pieces=["p9"], role="furniture")
    assert piece(page_import, "p9").article is None
    page_import = step(page_import, "set_role", pieces=["p9"], role="paragraph")
    assert piece(page_import, "p9").article == "a1"


def test_a_moved_paragraph_goes_where_the_source_has_it():
    page_import = step(make_import(), "move", pieces=["p7"], article="a2")
    assert draft(page_import)["articles"][1]["blocks"][0]["text"] == "工资只是总账中的一项。"
    page_import = step(page_import, "move", pieces=["p10"], article="a1")
    assert draft(page_import)["articles"][0]["blocks"][-1]["text"] == "日前，恳谈会在岭溪县举行。"


def test_reading_order():
    page_import = step(make_import(), "reorder", pieces=["p6"], direction="up")
    assert [b["text"] for b in draft(page_import)["articles"][0]["blocks"]] == [
        "年轻人算的是一笔总账",
        "每年正月一过，长途车站便热闹起来。",
        "工资只是总账中的一项。",
    ]
    page_import = step(page_import, "reorder_article", article="a2", direction="up")
    assert [a["id"] for a in draft(page_import)["articles"]] == ["a2", "a1"]


def test_articles_split_join_and_go_when_empty():
    page_import = step(make_import(), "split_article", piece="p6")
    assert [a["title"] for a in draft(page_import)["articles"]] == [
        "县城缺的不是人手", None, "传统手艺怎样长成县城产业"
    ]  # fmt: skip
    new = draft(page_import)["articles"][1]["id"]
    page_import = step(page_import, "join_articles", article=new, into="a1")
    assert [a["id"] for a in draft(page_import)["articles"]] == ["a1", "a2"]
    page_import = step(page_import, "new_article", pieces=["p7"])
    assert len(draft(page_import)["articles"]) == 3
    page_import = step(page_import, "move", pieces=["p7"], article="a1")
    assert [a["id"] for a in draft(page_import)["articles"]] == ["a1", "a2"]


def test_an_answer_is_not_asked_again():
    page_import = step(make_import(), "answer", pieces=["p1"], article="a2")
    assert (piece(page_import, "p1").article, piece(page_import, "p1").confirmed) == ("a2", True)
    assert draft(page_import)["articles"][1]["column"] == "热点思考"


def loose_label() -> PageState:
    """The page with its label printed behind both texts, as no article's, and both texts untitled."""
    state = make_state()
    label = state.pieces.pop(1)
    state.pieces.append(replace(label, article=None, order=99, start=900, end=900 + len(label.text), confidence=0.45))
    return state


def test_a_label_that_no_article_took_is_asked_for_by_article(client, account):
    client.force_login(account("editor"))
    page_import = make_import(loose_label())
    seen = outline(load(page_import.state))
    ask = next(ask for ask in asks(seen) if ask.id.startswith("column:"))
    assert [(choice.key, choice.operation.get("article")) for choice in ask.choices] == [
        ("1", "a1"), ("2", "a2"), ("3", "a1"), ("0", None)
    ]  # fmt: skip
    address = reverse("admin:articles_pageimport_change", args=[page_import.pk])
    assert "“热点思考”没有归到任何一篇，第 1、2 篇还没有栏目" in client.get(address).content.decode()
    page_import = carry_out(page_import, ask.choices[2].operation, version=page_import.lock_version, by=None)
    assert [entry["column"] for entry in draft(page_import)["articles"]] == ["热点思考"] * 2
    assert "没有归到任何一篇" not in client.get(address).content.decode()


def test_what_heads_an_article_stays_with_its_first_half():
    page_import = step(make_import(loose_label()), "move", pieces=["p1"], article="a1")
    page_import = step(page_import, "split_article", piece="p5")
    first, second, _ = draft(page_import)["articles"]
    assert (first["column"], first["title"], len(first["byline"])) == ("热点思考", "县城缺的不是人手", 1)
    assert (second["column"], second["title"], second["byline"]) == (None, None, [])


def test_typed_fields():
    page_import = step(make_import(), "set_typed", article=None, field="number", value="a02")
    page_import = step(page_import, "set_typed", article=None, field="date", value="2026年3月3日")
    assert (draft(page_import)["page"]["number"], draft(page_import)["page"]["date"]) == ("A2", "2026-03-03")
    page_import = step(page_import, "set_typed", article="a1", field="title", value=" 另一个  标题 ")
    assert draft(page_import)["articles"][0]["title"] == "另一个 标题"
    page_import = step(page_import, "set_typed", article="a1", field="title", value="")
    assert draft(page_import)["articles"][0]["title"] == "县城缺的不是人手"
    rows = [{"name": " 甘雨田 ", "role": "", "affiliation": "云川大学"}, {"name": "", "role": "", "affiliation": ""}]
    page_import = step(page_import, "set_typed", article="a1", field="byline", value=rows)
    byline = [{"name": "甘雨田", "role": None, "affiliation": "云川大学"}]
    assert draft(page_import)["articles"][0]["byline"] == byline


def test_the_fields_of_a_form_go_together():
    page_import = step(make_import(), "set_fields", article=None, fields={"name": "观察", "number": "08"})
    assert (draft(page_import)["page"]["name"], draft(page_import)["page"]["number"]) == ("观察", "8")
    page_import = step(page_import, "set_fields", article="a1", fields={"title": "另一个标题", "kicker": "引题"})
    assert [entry["what"] for entry in page_import.history] == ["填写版面信息", "第 1 篇：填写标题和署名"]
    page_import = undo(page_import, version=page_import.lock_version)
    assert draft(page_import)["articles"][0]["title"] == "县城缺的不是人手"


def test_a_person_is_chosen_among_the_known():
    author = Author.objects.create(name="甘雨田")
    Affiliation.objects.create(author=author, text="白石县水利局工程师")
    chosen = {"name": "甘雨田", "printed": "江州大学教授", "choice": author.public_id}
    page_import = step(make_import(), "choose_person", **chosen)
    assert load(page_import.state).people == {"甘雨田\t江州大学教授": author.public_id}
    with pytest.raises(ImportRefused, match="没有这位作者"):
        step(page_import, "choose_person", **(chosen | {"name": "莫阿婷"}))


NONSENSE = [
    {"op": "explode"},
    {"op": "set_role", "pieces": ["p1"], "role": "king"},
    {"op": "set_role", "pieces": [], "role": "title"},
    {"op": "set_role", "pieces": "p1", "role": "title"},
    {"op": "set_role", "pieces": ["nowhere"], "role": "title"},
    {"op": "set_role", "pieces": [["p1"]], "role": "title"},
    {"op": "move", "pieces": ["p1"], "article": "a9"},
    {"op": "move", "pieces": ["p1"], "article": ["a1"]},
    {"op": "split_piece", "piece": "p7", "at": 0},
    {"op": "split_piece", "piece": "p7", "at": 10_000},
    {"op": "split_piece", "piece": "p7", "at": True},
    {"op": "split_piece", "piece": None, "at": 2},
    {"op": "join_articles", "article": "a1", "into": "a1"},
    {"op": "reorder", "pieces": ["p7"], "direction": "sideways"},
    {"op": "reorder", "pieces": ["p7", "p10"], "direction": "up"},
    {"op": "reorder_article", "article": "a1", "direction": "up"},
    {"op": "set_typed", "article": "a1", "field": "stage", "value": "released"},
    {"op": "set_typed", "article": "a1", "field": ["title"], "value": "x"},
    {"op": "set_typed", "article": "a1", "field": "title", "value": "长" * 201},
    {"op": "set_typed", "article": "a1", "field": "title", "value": "有\x00字"},
    {"op": "set_typed", "article": "a1", "field": "byline", "value": "甘雨田"},
    {"op": "set_typed", "article": "a1", "field": "byline", "value": [["甘雨田"]]},
    {"op": "set_typed", "article": None, "field": "date", "value": "昨天"},
    {"op": "set_typed", "article": None, "field": "number", "value": "头版"},
    {"op": "set_fields", "article": None, "fields": {"name": "观察", "number": "版"}},
    {"op": "set_fields", "article": "a1", "fields": {"title": "甲", "stage": "released"}},
    {"op": "set_fields", "article": "a1", "fields": []},
    {"op": "choose_person", "name": "甘雨田", "printed": "", "choice": "nobody"},
    {"op": "choose_person", "name": 5, "printed": "", "choice": "new"},
]  # fmt: skip


@pytest.mark.parametrize("operation", NONSENSE, ids=lambda operation: json.dumps(operation)[:50])
@pytest.mark.alike
def test_nonsense_is_refused_in_a_sentence_and_changes_nothing(operation):
    page_import = make_import()
    with pytest.raises(ImportRefused) as refused:
        carry_out(page_import, operation, version=1, by=None)
    assert refused.value.message.endswith("。")
    page_import.refresh_from_db()
    assert (page_import.lock_version, page_import.state, page_import.history) == (1, page_import.proposal, [])


def test_two_tabs_never_overwrite_each_other():
    page_import = make_import()
    step(page_import, "set_typed", article="a1", field="title", value="先到的")
    with pytest.raises(EditingConflict, match="在别处改过"):
        step(page_import, "set_typed", article="a1", field="title", value="后到的")
    page_import.refresh_from_db()
    assert draft(page_import)["articles"][0]["title"] == "先到的"


def test_a_step_whose_answer_was_lost_is_not_done_twice():
    page_import = make_import()
    operation = {"op": "reorder", "id": "once", "pieces": ["p6"], "direction": "up"}
    done = carry_out(page_import, operation, version=1, by=None)
    again = carry_out(page_import, operation, version=1, by=None)
    assert (again.lock_version, again.state) == (done.lock_version, done.state)


def test_a_step_that_changes_nothing_leaves_no_trace():
    page_import = step(make_import(), "set_typed", article="a1", field="skip", value=False)
    same = step(page_import, "set_typed", article="a1", field="skip", value=False)
    assert same.lock_version == page_import.lock_version


def test_undo_and_redo_walk_through_every_state():
    page_import = make_import()
    states = [page_import.state]
    for op, fields in (
        ("set_role", {"pieces": ["p6"], "role": "paragraph"}),
        ("split_piece", {"piece": "p7", "at": 4}),
        ("split_article", {"piece": "p6"}),
        ("set_typed", {"article": None, "field": "name", "value": "观察"}),
        ("choose_person", {"name": "甘雨田", "printed": "", "choice": "new"}),
    ):
        page_import = step(page_import, op, **fields)
        states.append(page_import.state)
    for state in reversed(states[:-1]):
        page_import = undo(page_import, version=page_import.lock_version)
        assert page_import.state == state
    with pytest.raises(ImportRefused, match="没有可以撤销的步骤"):
        undo(page_import, version=page_import.lock_version)
    for state in states[1:]:
        page_import = redo(page_import, version=page_import.lock_version)
        assert page_import.state == state
    with pytest.raises(ImportRefused, match="没有可以重做的步骤"):
        redo(page_import, version=page_import.lock_version)


def test_a_new_step_forgets_what_was_taken_back():
    page_import = step(make_import(), "set_typed", article="a1", field="title", value="甲")
    page_import = undo(page_import, version=page_import.lock_version)
    page_import = step(page_import, "set_typed", article="a1", field="title", value="乙")
    assert len(page_import.history) == 1
    with pytest.raises(ImportRefused):
        redo(page_import, version=page_import.lock_version)


@pytest.mark.once
def test_the_history_is_bounded_and_small():
    page_import = make_import()
    for number in range(LIMIT + 5):
        page_import = step(page_import, "set_typed", article="a1", field="title", value=f"第{number}稿")
    assert len(page_import.history) == page_import.history_position == LIMIT
    assert len(json.dumps(page_import.history[-1])) < 1_000


@pytest.mark.parametrize("status", [ImportStatus.DONE, ImportStatus.DISCARDED])
def test_a_closed_import_is_not_changed(status):
    page_import = make_import(status=status)
    with pytest.raises(ImportRefused):
        step(page_import, "confirm", pieces=["p1"])


def test_a_patch_carries_only_what_changed():
    before = make_import().state
    after = json.loads(json.dumps(before))
    after["pieces"][3]["role"] = Role.TITLE.value
    patch = difference(before, after)
    assert list(patch) == ["pieces"]
    assert patched(before, patch) == after
    assert patched(after, difference(after, before)) == before
    assert difference(before, before) == {}


# --- the door ---------------------------------------------------------------------------------------


@pytest.fixture
def post(client):
    def send(page_import, body, **extra):
        url = reverse("admin:articles_pageimport_operations", args=[page_import.pk])
        data = body if isinstance(body, bytes) else json.dumps(body)
        return client.post(url, data, content_type="application/json", **extra)

    return send


def test_an_answer_says_which_fields_were_refused(client, post, account):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    fields = {"name": "观察", "number": "版", "date": "昨天"}
    answer = post(make_import(), {"version": 1, "op": "set_fields", "article": None, "fields": fields})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"number": "版次写作 7 或 A2。", "date": "日期写作 2025-06-09。"}


def test_a_step_is_answered_with_fresh_panes(client, post, account):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    page_import = make_import()
    answer = post(page_import, {"version": 1, "op": "set_typed", "article": "a1", "field": "title", "value": "新题"})
    body = answer.json()
    assert (answer.status_code, body["version"]) == (200, 2)
    assert set(body["panes"]) == {"head", "account", "summary", "source", "articles", "asks"}
    assert "新题" in body["panes"]["articles"]
    answer = post(page_import, {"version": 2, "op": "undo"})
    assert "新题" not in answer.json()["panes"]["articles"]
    answer = post(page_import, {"version": 3, "op": "redo"})
    assert "新题" in answer.json()["panes"]["articles"]


def test_a_stale_step_gets_the_fresh_state(client, post, account):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    page_import = make_import()
    post(page_import, {"version": 1, "op": "set_typed", "article": "a1", "field": "title", "value": "先到的"})
    late = {"version": 1, "op": "set_typed", "article": "a1", "field": "title", "value": "后到的"}
    answer = post(page_import, late)
    body = answer.json()
    assert (answer.status_code, body["version"]) == (409, 2)
    assert "在别处改过" in body["message"]
    assert "先到的" in body["panes"]["articles"]
    assert "后到的" not in body["panes"]["articles"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"op": "undo"}', b'{"version": "1", "op": "undo"}',
        b'{"version": 1}', b'{"version": 1, "op": 5}', b"[" * 100_000, b'{"version":1,"op":"' + b"x" * 300_000 + b'"}',
    ],
    ids=range(11),
)  # fmt: skip
@pytest.mark.alike
def test_a_body_that_is_no_step_is_400_with_a_sentence(client, post, account, body):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    answer = post(make_import(), body)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith("。")


def test_nonsense_through_the_door(client, post, account):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    answer = post(make_import(), {"version": 1, "op": "explode"})
    assert answer.status_code == 400
    assert answer.json()["message"] == "不认识这一步操作，没有执行。请刷新页面后再试。"


def test_who_may_not_change_imports_learns_nothing(client, post, account, django_user_model):
    page_import = make_import()
    step_ = {"version": 1, "op": "confirm", "pieces": ["p1"]}
    signed_out = post(page_import, step_)
    assert signed_out.status_code == 401
    stranger = django_user_model.objects.create_user("stranger", password="x", is_staff=True)
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    refused = post(page_import, step_)
    assert refused.status_code == 403
    for answer in (signed_out, refused):
        assert "县城缺的不是人手" not in answer.content.decode()
    page_import.refresh_from_db()
    assert page_import.lock_version == 1


def test_a_step_needs_the_forms_token(account):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("admin:articles_pageimport_operations", args=[make_import().pk])
    answer = strict.post(url, json.dumps({"version": 1, "op": "undo"}), content_type="application/json")
    assert answer.status_code == 403


def test_a_closed_import_answers_gone(client, post, account):
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    answer = post(make_import(status=ImportStatus.DONE), {"version": 1, "op": "confirm", "pieces": ["p1"]})
    assert answer.status_code == 410
