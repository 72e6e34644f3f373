"""Lines that extraction cut at quotation marks are one printed line again."""

from __future__ import annotations

from articles.parsing import assemble, propose, read_source

PAGE = """老磨坊又转起来了
米 拉
磨坊在河的拐弯处，水轮有两层楼那么
高。从前全镇的玉米都在这里磨，人们叫它
“河上的钟”
。钟一响，天就亮了，排队的人从门
口一直站到桥头。后来镇上有了电，都说：
“这轮子该歇了。
”磨坊就停了下来，水轮一年
一年地朽下去，孩子们叫它
“大花篮”
“木头
伞”
，夏天爬上去摘榆钱，冬天在底下躲
雪。
今年春天，几个年轻人换掉了水轮上朽
坏的木板，请老匠人教他们凿磨齿，一教就
是三个月。
"""


def test_a_paragraph_cut_at_its_quotations_stays_whole() -> None:
    article = assemble(propose(read_source(PAGE.encode())))["articles"][0]
    first, last = [block["text"] for block in article["blocks"]]
    assert (first[:8], first[-8:]) == ("磨坊在河的拐弯处", "冬天在底下躲雪。")
    assert "“河上的钟”。钟一响" in first
    assert "“大花篮”“木头伞”，夏天" in first
    assert last.startswith("今年春天")
