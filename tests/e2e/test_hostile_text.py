"""Texts that would be programs, if anything let them: every field of an article, in a real browser, at every door."""

from urllib.parse import quote

import pytest

from articles import publishing
from articles.choices import BlockKind
from articles.models import Article, Publication
from articles.models.body import list_block, new_block_id, text_block
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_tag

HOSTILE = (
    "<script>top.broken=1;alert(1)</script>",
    '"\'><img src=x onerror="top.broken=1;alert(1)">',
    "</title></textarea></script><svg/onload=top.broken=1>",
    "<iframe srcdoc='&lt;script&gt;top.broken=1&lt;/script&gt;'></iframe>",
    "<a href='javascript:top.broken=1' id=bait>看</a><base href='//example.invalid/'>",
    "{{7*7}}{% load i18n %}${7*7}`#{7*7}`<!--",
    "</script><script>top.broken=1</script>\u2028<style>body{display:none}</style>",
    "[看](javascript:top.broken=1) **<b onmouseover=alert(1)>粗</b>** <math><mtext><script>alert(1)</script>",
)
PUBLIC = (
    "/", "/issues/", "/issues/2025-06-09/", "/issues/2025-06-09/whole/", "/issues/2025-06-09/7/", "/articles/{id}/",
    "/articles/{id}/large/", "/zh-hant/articles/{id}/", "/columns/", "/columns/e/", "/authors/",
    "/authors/{author}/", "/tags/", "/tags/e/", "/quotes/", "/quotes/{quote}/", "/series/", "/corrections/",
    "/search/?q=alert", "/search/?q=%3Cscript%3Etop.broken%3D1%3C%2Fscript%3E", "/series/{banner}/",
)  # fmt: skip
DESK = (
    "/admin/", "/admin/articles/article/", "/admin/articles/article/{pk}/change/", "/admin/articles/article/{pk}/history/",
    "/admin/articles/article/full-text/?q=alert", "/admin/articles/column/", "/admin/articles/tag/",
    "/admin/articles/author/", "/admin/articles/issue/", "/admin/articles/auditentry/",
)  # fmt: skip


@pytest.fixture
def hostile(live) -> Article:
    """An article with a hostile text in every field that takes any text."""
    said = "".join(HOSTILE)
    issue = make_issue()
    page = make_page(issue, number="7", name="理论<svg/onload=top.broken=1>", banner=HOSTILE[0])
    page.credits = [{"role": "责任编辑", "name": '"><img src=x onerror=top.broken=1>'}]
    page.save()
    author = make_author("甲<img src=x onerror=top.broken=1>")
    made = make_article(
        HOSTILE[1], page=page, kicker=HOSTILE[0], subtitle=HOSTILE[2], web_title=HOSTILE[3], summary=said,
        editor_note=said, author_note=HOSTILE[4], source_name=HOSTILE[6], column=make_column("栏<script>top.broken=1</script>", slug="e"),
        column_label=HOSTILE[2], paragraphs=(*HOSTILE, said), headings=HOSTILE[:3], authors=(author,),
        affiliation=HOSTILE[1], tags=(make_tag("签</script><script>top.broken=1</script>", slug="e"),),
        quotes=(HOSTILE[0], HOSTILE[5]), statements=((HOSTILE[2], said), (HOSTILE[4], HOSTILE[6])),
    )  # fmt: skip
    made.body += [
        list_block(list(HOSTILE)),
        text_block(BlockKind.NOTE, said),
        text_block(BlockKind.QUOTE, said),
        {"id": new_block_id(), "kind": "table", "rows": [list(HOSTILE[:4]), list(HOSTILE[4:])], "head": True},
    ]
    made.save()
    publishing.release(made, by=None)
    publishing.correct(made, text=said, by=None)
    return made


def test_no_text_becomes_a_program(hostile, page, account, sign_in):
    """No dialog, nothing run, no complaint of the policy (``new_page`` looks), the page still there to be read."""
    publication = Publication.objects.get(article=hostile)
    names = {
        "id": hostile.public_id,
        "pk": hostile.pk,
        "banner": quote(HOSTILE[0], safe=""),
        "author": hostile.contributions.get().author.public_id,
        "quote": publication.quotes.first().public_id,
    }
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def look(address: str) -> None:
        answer = page.goto(address.format(**names))
        assert getattr(answer, "status", None) == 200, address
        assert_harmless(address)

    def assert_harmless(address: str) -> None:
        found = page.evaluate(
            """() => ({ran: 'broken' in window.top, bait: !!document.querySelector('#bait, base, math, iframe[srcdoc]'),
            handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on')
              || /^\\s*javascript:/i.test(a.value) && ['href', 'src', 'action', 'formaction'].includes(a.name))).length,
            shown: getComputedStyle(document.body).display})"""
        )
        assert found == {"ran": False, "bait": False, "handlers": 0, "shown": "block"}, address

    for address in PUBLIC:
        look(address)
    copied = page.request.get("/articles/{id}/wechat/".format(**names)).text()
    page.goto("about:blank")
    page.set_content(copied)  # as pasted or opened elsewhere, without any policy
    assert_harmless("wechat")
    sign_in(page, account("administrator"))
    for address in DESK:
        look(address)
    assert dialogs == []
