"""The words of the trade, explained where they stand: a button that opens a sentence, by mouse, finger or keyboard."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
    "已见报": "报纸已经印出，三审在纸上做过：有这项权限的人可以直接发布，审稿记录写明版面人员。",
    "解禁": "到这个时间读者才看得到。",
    "随期": "不单独定时，这一期发布时一起发布。",
    "更正": "发布以后写明日期、读者看得到的改正。",
    "撤稿": "发布以后收回，原地址只留一句说明。",
    "下转": "文章接到另一版上，如“下转第 7 版”。",
    "差错率": "每万字的差错数。报纸不超过万分之三为合格。",
}


@register.simple_tag(takes_context=True)
def term(context: Any, word: str) -> SafeString:
    """``{% term "签发" %}``: the word itself is the button. Each use on a page has a number of its own."""
    number = context.render_context.get("terms", 0) + 1
    context.render_context["terms"] = number
    return format_html(
        '<button class="term" type="button" popovertarget="term-{0}">{1}</button>'
        '<span class="pop term__t" id="term-{0}" popover><b>{1}</b>{2}</span>',
        f"{id(context.template) % 10_000}-{number}", word, TERMS[word],
    )  # fmt: skip
