"""词库 and 标签: a new word acts at once, where a word is used, and several tags become one."""

import json

import pytest
from django.urls import reverse

from articles.choices import PhraseKind
from articles.models import Phrase, Tag
from articles.search.understanding import understood
from articles.text import segmentation
from tests.admin.test_roles import ROLES
from tests.factories import make_article, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORD = "一站三员"  # no word, and no two nouns side by side, before it is entered
TEXT = f"{WORD}开到码头。灯亮了，课也讲完了。"  # once is enough


def proposed(client):
    data = json.dumps({"title": "灯亮了", "text": TEXT, "tags": []})
    found = client.post(reverse("admin:lookup_suggest"), data, content_type="application/json").json()
    return [each["name"] for each in found["suggestions"]]


@pytest.mark.django_db(transaction=True)  # what can have changed is told at the commit
@pytest.mark.twice
def test_a_new_word_acts_at_once_and_tells_where_it_is_used(desk):
    segmentation.forget()
    editor = desk("editor")
    assert WORD not in proposed(editor)
    editor.post(reverse("admin:articles_phrase_add"), {"text": WORD, "kind": PhraseKind.FORMULATION, "note": ""})
    assert WORD in proposed(editor)
    make_article("用着它的", paragraphs=(TEXT,))
    make_article("没有它的")
    page = editor.get(reverse("admin:articles_phrase_change", args=[Phrase.objects.get().pk])).content.decode()
    assert "1 篇稿件里有" in page
    assert "用着它的</a>" in page
    assert "没有它的" not in page
    # a search understands it too, and no longer when it is gone
    assert understood(f"{WORD}的灯").parts[0].terms[0].value == WORD
    desk("final_reviewer").post(
        reverse("admin:articles_phrase_delete", args=[Phrase.objects.get().pk]), {"post": "yes"}
    )
    assert not Phrase.objects.exists()
    assert understood(f"{WORD}的灯").parts[0].terms[0].value != WORD
    assert WORD not in proposed(editor)
    segmentation.forget()


def test_a_name_that_is_taken_is_named(desk):
    make_tag("“三下乡”活动")
    rows = {"synonyms-TOTAL_FORMS": 0, "synonyms-INITIAL_FORMS": 0}
    page = desk("final_reviewer").post(reverse("admin:articles_tag_add"), {"name": "“三下乡”活动", **rows})
    assert "已有标签“‘三下乡’活动”。" in page.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_several_tags_become_one_or_none(desk, role):
    into, others = make_tag("技能"), [make_tag("技艺"), make_tag("手艺")]
    public = make_article(tags=tuple(others), release=True).publication
    data = {"action": "merge_chosen", "_selected_action": [into.pk, *(tag.pk for tag in others)], "index": 0}
    listed = reverse("admin:articles_tag_changelist")
    allowed = role in ROLES[2:]
    page = desk(role).post(listed, data, follow=True).content.decode()
    assert ("并入哪一个" in page) is allowed
    if allowed:
        assert "没有标签" in desk(role).post(listed, data | {"into": "没有的"}).content.decode()
        Tag.objects.filter(pk=others[1].pk).update(merged_into=make_tag("另一个"))
        assert "一个也没有合并" in desk(role).post(listed, data | {"into": "技能"}).content.decode()
        assert Tag.objects.get(pk=others[0].pk).merged_into is None
        Tag.objects.filter(pk=others[1].pk).update(merged_into=None)
    desk(role).post(listed, data | {"into": "技能"})
    assert all((Tag.objects.get(pk=tag.pk).merged_into == into) is allowed for tag in others)
    assert ([tag.name for tag in public.tags.all()] == ["技能"]) is allowed


def test_merging_says_what_it_does_and_what_there_is_not_to_do(desk):
    into, other = make_tag("技能"), make_tag("技艺")
    make_article(tags=(into, other))
    make_article(tags=(into,))
    client, listed = desk("final_reviewer"), reverse("admin:articles_tag_changelist")
    data = {"action": "merge_chosen", "_selected_action": [into.pk, other.pk], "index": 0}
    assert "共 2 篇稿件用着这些标签，还没有用那个标签的改用它" in client.post(listed, data).content.decode()
    assert "1 个标签已并入“技能”" in client.post(listed, data | {"into": "技能"}, follow=True).content.decode()
    for chosen, name, says in [(into, "技能", "选中的只有“技能”自己"), (other, "技艺", "选中的只有“技艺”自己"),
                               (other, "技能", "标签“技艺”已经并入“技能”")]:  # fmt: skip
        page = client.post(listed, data | {"_selected_action": [chosen.pk], "into": name}, follow=True).content.decode()
        assert says in page
        assert "个标签已并入" not in page
