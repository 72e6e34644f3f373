"""Columns that extraction printed side by side: cut at their gutters, read leg by leg, nothing lost."""

from __future__ import annotations

from articles.parsing import assemble, propose, read_source

from .test_boundaries import BUS, MILL
from .typesetting import wrap

WIDTH = 18
# Printed by pdftotext -layout: four articles, each in legs of its own whose full rows leave a single space.
FOUR = """\
           以“慢功夫”涵养                                     基层减负要减到
           城市的文化底气                                       “指尖”上
                 钟离雪                                            时安
  城市更新这些年，人们渐渐懂得， 透，不急着招商，不急着开业，宁可让        一名村干部的手机里装了十九个工           看，有的部门图省事，改为看截图。截
拆得快不算本事，留得住才是本事。老 房子空一空，也不让它走了样。         作群、七个应用，每天打卡、截图、转           图越多，离现场越远。
街上一块磨得发亮的石板，一棵遮了半     慢功夫不是不作为。海昌西街的修    发，要花去一个多小时。纸面上的台账             治理的办法也要落到指尖上：能合
条街的香樟，往往比一座新楼更能让人 缮用了四年，其间开了六十多场院坝       少了，屏幕上的台账却多了，这是近年           并的应用合并，能不建的群不建，凡是
记住一座城。              会，居民提的意见编成了一本册子。正    来基层反映较多的一种新负担。              系统里已有的数据，一律不得要求重复
  留住，需要慢功夫。先把家底摸 是这些看似费时的商量，让老街修好之         指尖上的负担，根子在于把留痕当           填报。省下来的时间，让干部多跑几步
清，哪座院子住过什么人，哪家铺子传 后，原来的住户有七成留了下来。        成了实绩。工作做没做，本应到现场去           路、多进几家门。
了几代，一件一件记下来；再把用途想     （作者单位：海昌师范学院文学院）                                （作者单位：中共海昌市委党校）
                      从一张渔网说起                                              留白
                              章渔                                             苗青
  海昌的渔民都知道，网眼有多大，     一张网，连着一片海的规矩       规矩；规矩要立得住，先得让守规矩的             朋友搬家，请我去看新居。客厅里
里头有讲究。祖辈传下来的规矩，春天     如今海昌推行限额捕捞，每条船一    人不吃亏。                       一面墙空着，什么也没挂。我问他是不
用大眼网，放小鱼一条生路；秋天才用   本额度账，靠岸就过秤。起初渔民不理          把老规矩变成新制度             是还没想好，他说，想好了，就空着。
密一些的网。规矩没有写在纸上，却比   解，觉得海那么大，谁数得清。三年下      老规矩里有智慧，但是只靠口口相             空着，是给眼睛歇脚的地方。日程
写在纸上的还牢。            来，小黄鱼的平均个头长了一指，价钱    传，挡不住马力更大的船。把网眼尺            也好，院子也好，话也好，都不必填
  后来船多了，马力大了，规矩渐渐   翻了一倍，大家才信了。          寸、休渔日期写进条例，请老船长当监           满。懂得留白的人，心里有余地。
松了。大家都怕自己放走的小鱼被别人     公共的东西，人人有份，也就人人    督员，老规矩便有了新筋骨。从一张渔
捞了去，网眼便一年比一年小。等到海   有责。守住公共的东西，靠自觉，更靠    网说起，说到底是说人与海怎样长久相
里没有鱼可捞，才想起祖辈的话来。                         处。
"""


def legs(paragraphs: list[str]) -> list[str]:
    """The lines of a text in two legs, as ``pdftotext -layout`` prints them."""
    lines = [("  " * (not at) + line) for text in paragraphs for at, line in enumerate(wrap(text, WIDTH))]
    half = (len(lines) + 1) // 2
    rest = [*lines[half:], ""]
    return [f"{left.ljust(WIDTH + 8)}{right}".rstrip() for left, right in zip(lines[:half], rest, strict=False)]


def test_legs_side_by_side_are_read_one_after_the_other() -> None:
    page = ["◆ 走笔", " " * 14 + "老磨坊又转起来了", " " * 17 + "米 拉", *legs(MILL)]
    page += ["◆ 车厢", " " * 14 + "多等四分钟的早班车", " " * 17 + "闻 道", *legs(BUS)]
    found = assemble(propose(read_source("\n".join(page).encode())))
    assert [article["title"] for article in found["articles"]] == ["老磨坊又转起来了", "多等四分钟的早班车"]
    assert [[block["text"] for block in article["blocks"]] for article in found["articles"]] == [MILL, BUS]
    assert found["account"]["unplaced"] == 0


def test_a_table_is_not_taken_for_legs() -> None:
    table = ["站点      人数      比重", *(f"东门{at}站      {40 + at}      {at}%" for at in range(1, 7))]
    found = assemble(
        propose(read_source("\n".join(["多等四分钟的早班车", "闻 道", *wrap(BUS[0], 18), *table]).encode()))
    )
    lines = [line for article in found["articles"] for box in article["boxes"] for line in box["lines"]]
    assert "东门3站 43 3%" in lines


def test_articles_side_by_side_in_narrow_legs_begin_anew_under_new_titles() -> None:
    found = assemble(propose(read_source(FOUR.encode())))
    assert [article["title"] for article in found["articles"] if article["title"]] == [
        "以“慢功夫”涵养城市的文化底气", "基层减负要减到“指尖”上", "从一张渔网说起", "留白"
    ]  # fmt: skip
    texts = [[(block["text"][:4], block["text"][-4:]) for block in article["blocks"]] for article in found["articles"]]
    assert texts[0] == [("城市更新", "一座城。"), ("留住，需", "走了样。"), ("慢功夫不", "了下来。")]
    assert texts[1] == [("一名村干", "新负担。"), ("指尖上的", "场越远。"), ("治理的办", "几家门。")]
    assert found["account"]["unplaced"] == 0
