"""What a publisher must show: from the settings, on every page, and nothing where nothing is set."""

import pytest

from tests.factories import make_article, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALL = {
    "name": "海陵日报", "latin": "HAILING RIBAO", "cn": "CN 00-0000", "post_code": "0-00", "publisher": "海陵日报社",
    "address": "江州市梧桐路 1 号", "email": "lilun@paper.example", "phone": "0000-1111", "complaint_phone": "0000-2222",
    "complaint_email": "jubao@paper.example", "icp": "×ICP备00000000号-1", "police_record": "×公网安备 01234567890123号",
    "news_licence": "00120240001",
}  # fmt: skip
LABELS = ("国内统一连续出版物号", "邮发代号", "地址：", "电话：", "投稿：", "举报电话", "举报邮箱", "许可证", "beian")


def test_everything_that_is_set_is_shown(client, settings):
    settings.PAPER = ALL
    article = make_article(
        page=make_page(credits=[{"role": "责任编辑", "name": "卢一白"}]), source_name="《海陵晚报》", release=True
    )
    for url in ("/", article.get_absolute_url(), "/search/", "/nothing/"):
        foot = client.get(url).content.decode().split("<footer")[1]
        for key, value in ALL.items():
            assert value in foot or key == "latin", (url, key)
        assert 'href="https://beian.miit.gov.cn/"' in foot
        assert "webSearch?code=01234567890123" in foot
        assert "© 海陵日报社" in foot
    about = client.get("/about/").content.decode().split("<main")[1].split("</main")[0]
    assert [key for key, value in ALL.items() if value not in about] == ["latin"]
    assert "未经授权不得转载" in about
    settings.PAPER = ALL | {"copyright": "本报文字可以自由转载。", "about": "江边的一张小报。"}
    about = client.get("/about/").content.decode()
    assert "本报文字可以自由转载。" in about
    assert "江边的一张小报。" in about
    assert "未经授权不得转载、摘编" not in about
    settings.PAPER = ALL
    html = client.get(article.get_absolute_url()).content.decode()
    assert "责任编辑：卢一白" in html
    assert "来源：《海陵晚报》" in html
    assert "工友时报" not in html


def test_nothing_is_shown_of_what_is_not_set(client, settings):
    settings.PAPER = dict.fromkeys(ALL, "") | {"name": "海陵日报"}
    make_article(page=make_page(), release=True)
    about = client.get("/about/").content.decode().split("<main")[1].split("</main")[0]
    for label in (*LABELS, "联系", "监督举报", "许可与备案"):
        assert label not in about, label
    foot = client.get("/").content.decode().split("<footer")[1]
    for label in LABELS:
        assert label not in foot, label
    assert "© 海陵日报" in foot
