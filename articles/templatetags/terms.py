"""The words of the trade, explained where they stand: a button that opens a sentence, by mouse, finger or keyboard."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TERMS = {
    "引题": "标题上面的一行，也叫肩题，常用破折号收尾。",
    "主题": "稿件的大标题。发布前必填。",
    "副题": "标题下面的一行，常以破折号起头。",
    "网题": "网站另用的标题；见报的标题照旧保留。",
    "提要": "排在正文前面的摘要，也叫核心阅读。",
    "栏目": "常设的名目，如“热点思考”。一个栏目可以换版，稿件上仍写当天印的名字。",
    "通栏": "横贯整版、几篇共用的一行字。",
    "金句": "从正文里提出来、放大排印的一句。",
    "观点撷英": "由几个人的话编成的一组，每段有发言人和单位。",
    "初审": "第一道审：写报告，提建议。也叫一审。",
    "复审": "第二道审：看初审的报告是否妥当。也叫二审。",
    "终审": "第三道审：终审通过就是签发。也叫三审。",
    "签发": "终审的人同意发布。签发之后文字不能再动。",
    "已见报": "报纸已经印出，三审在纸上做过：有这项权限的人可以直接发布从报样导入的、或别人录入的文字，审稿记录写明版面人员。",
    "解禁": "到这个时间读者才看得到。",
    "随期": "不单独定时，这一期发布时一起发布。",
    "更正": "发布以后写明日期、读者看得到的改正。",
    "撤稿": "发布以后收回，原地址只留一句说明。",
    "转版说明": "文章接到另一版上时印的话，如“下转第 7 版”“上接第 1 版”。",
    "差错率": "每万字的差错数。报纸不超过万分之三为合格。",
    "署名": "报上印的姓名、单位和职务，照当天印的写。",
    "观点": "综述、访谈里一个人的一段话，写明发言人和单位。",
    "标签": "主题词。写别名也认得，并入别的标签的自动换成那一个。",
    "版序": "在这一版里排第几篇；留空排在最后。",
    "编者按": "编者写在正文前面的话，落款“——编者”。",
    "作者附注": "正文后面说明作者或课题的话，如“作者系……”“本文系……成果”。",
    "来源": "转载、摘编自哪家报刊；自己的稿件不填。",
    "原题": "转载、摘编的文章原来的题目。",
    "见报栏目名": "当天报上印的栏目名；栏目后来改名，这里不变。",
}


@register.simple_tag(takes_context=True)
def term(context: Any, word: str) -> SafeString:
    """``{% term "签发" %}``: the word itself is the button. Each use on a page has a number of its own."""
    return _explained(context, word, TERMS[word])


@register.simple_tag(takes_context=True)
def label(context: Any, bound: BoundField) -> SafeString:
    """The label of a control. A word of the trade is explained by a click; Tab goes from control to control all the same."""
    words = str(bound.label)
    if words not in TERMS:
        return format_html('<label for="{}">{}</label>', bound.id_for_label, words)
    return format_html(
        '<span class="lab"><label class="vh" for="{}">{}</label>{}</span>', bound.id_for_label, words,
        _explained(context, words, TERMS[words], mark_safe(' tabindex="-1"')),
    )  # fmt: skip


def _explained(context: Any, word: str, meaning: str, more: str = "") -> SafeString:
    number = context.render_context.get("terms", 0) + 1
    context.render_context["terms"] = number
    return format_html(
        '<button class="term" type="button" popovertarget="term-{0}"{3}>{1}</button>'
        '<span class="pop term__t" id="term-{0}" popover><b>{1}</b>{2}</span>',
        f"{id(context.template) % 10_000}-{number}", word, meaning, more,
    )  # fmt: skip
