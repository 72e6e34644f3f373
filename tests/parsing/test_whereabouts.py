"""Regions proposed from where the words stand."""

from articles.parsing.whereabouts import letters_from, regions_in

WORDS = "稻田边的机耕道修宽以后收割机可以一直开到田头村里人合计着把省下的工夫用来晒谷和修渠年底再算一笔细账"
OTHER = "图书馆把阅览室的灯留到夜里十点出租屋里的年轻人下班以后过来写字读书也有人只是坐一会儿歇一歇脚再回去"


def set_in(text: str, left: int, top: int, across: int, size: int = 100) -> list[tuple[str, int, int]]:
    """The letters with their places, ``across`` of them in a line."""
    return [(each, left + at % across * size, top + at // across * size) for at, each in enumerate(text)]


def page_of(*letters: tuple[str, int, int]):
    boxes = [number for _, x, y in letters for number in (x, y, x + 90, y + 90)]
    return letters_from("".join(each for each, *_ in letters), boxes, shares=10_000)


def test_an_l_shape_around_another_article():
    """The first runs across the page above and down its left side; the second stands in the corner."""
    first = set_in(WORDS * 4, 1000, 1000, 60) + set_in(WORDS * 4, 1000, 1500, 10)
    page = page_of(*first, *set_in(OTHER * 4, 3000, 2000, 30))
    found = regions_in(page, {1: ["晒谷", WORDS * 8], 2: [OTHER * 4], 3: ["哪里也没有登过的一篇文章"]})
    assert found.keys() == {1, 2}
    assert len(found[1]) == 8
    assert len(found[2]) == 4
    (left, top), *_ = found[2]
    assert (round(left, 2), round(top, 2)) == (0.30, 0.20)


def test_a_phrase_of_both_is_not_drawn_in():
    page = page_of(*set_in(WORDS * 4, 500, 500, 20), *set_in(OTHER * 2 + WORDS[:10] + OTHER * 2, 6000, 6000, 20))
    found = regions_in(page, {1: [WORDS * 4, WORDS[:10]], 2: [OTHER * 4]})
    assert max(x for x, _ in found[1]) < 0.5


def test_what_is_cut_off_the_page_has_no_place():
    gone = [(each, 10_000, y) for each, _, y in set_in(OTHER * 2, 0, 0, 20)]
    boxes = [number for _, x, y in set_in(WORDS * 4, 500, 500, 20) for number in (x, y, x + 90, y + 90)]
    boxes += [number for _, x, y in gone for number in (x, y, x, y + 90)]
    page = letters_from(WORDS * 4 + OTHER * 2, boxes, shares=10_000)
    assert regions_in(page, {1: [WORDS * 4], 2: [OTHER * 2]}).keys() == {1}
