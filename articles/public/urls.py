"""The addresses of the readers' door. They are permanent: change one and leave a redirect."""

from django.urls import path, re_path, register_converter

from articles.public.views import (
    about,
    articles,
    authors,
    corrections,
    exports,
    feeds,
    front,
    issues,
    machines,
    media,
    oai,
    search,
    series,
    subjects,
    traditional,
)

register_converter(feeds.FeedName, "feed")
register_converter(machines.Month, "month")

app_name = "public"
urlpatterns = [
    # They are tried in order: what is asked for most comes first.
    path("articles/<str:public_id>/", articles.article, name="article"),
    path("articles/<str:public_id>/large/", articles.large_print, name="article_large"),
    path("articles/<str:public_id>/text/", exports.text, name="article_text"),
    path("articles/<str:public_id>/wechat/", exports.wechat, name="article_wechat"),
    path("articles/<str:public_id>/pdf/", exports.pdf_file, name="article_pdf"),
    path("articles/<str:public_id>/cite.ris", exports.ris, name="article_ris"),
    path("articles/<str:public_id>/cite.json", exports.csl_json, name="article_csl"),
    path("", front.front, name="front"),
    path("<feed:name>", feeds.site, name="feed"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap/news.xml", machines.news, name="sitemap_news"),
    path("sitemap/lists.xml", machines.lists, name="sitemap_lists"),
    path("sitemap/quotes.xml", machines.quotes, name="sitemap_quotes"),
    path("sitemap/<month:first>.xml", machines.month, name="sitemap_month"),
    path("issues/", issues.archive, name="issues"),
    path("issues/<str:key>/", issues.issue, name="issue"),
    path("issues/<str:key>/whole/", issues.whole, name="issue_whole"),
    path("issues/<str:key>/<str:number>/", issues.page, name="page"),
    path("issues/<str:key>/<str:number>/page.pdf", issues.page_pdf, name="page_pdf"),
    path("series/", series.all_series, name="all_series"),
    path("series/<path:banner>/", series.series, name="series"),
    path("about/", about.about, name="about"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("columns/", subjects.columns, name="columns"),
    path("columns/<slug:slug>/", subjects.column, name="column"),
    path("columns/<slug:slug>/<feed:name>", feeds.column, name="column_feed"),
    path("authors/", authors.authors, name="authors"),
    path("authors/<str:public_id>/", authors.author, name="author"),
    path("authors/<str:public_id>/<feed:name>", feeds.author, name="author_feed"),
    path("tags/", subjects.tags, name="tags"),
    path("tags/<slug:slug>/", subjects.tag, name="tag"),
    path("tags/<str:name>/", subjects.tag_by_name, name="tag_by_name"),
    path("tags/<slug:slug>/<feed:name>", feeds.tag, name="tag_feed"),
    path("quotes/", subjects.quotes, name="quotes"),
    path("quotes/<str:public_id>/", subjects.quote, name="quote"),
    path("quotes/<str:public_id>/share.png", subjects.quote_picture, name="quote_picture"),
    path("search/suggest/", search.suggestions, name="suggestions"),
    path("search/", search.search, name="search"),
    path("oai/", oai.oai, name="oai"),
    path("media/<path:name>", media.picture, name="media"),
    re_path(r"^zh-hant/(?P<rest>(?:.+/)?)$", traditional.page, name="traditional"),
    path("print/<str:key>/<str:number>/<str:position>/", issues.print_locator, name="print"),
]
