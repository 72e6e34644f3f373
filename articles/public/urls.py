"""The addresses of the readers' door. They are permanent: change one and leave a redirect."""

from django.urls import path

from articles.public.views import articles, authors, front, issues, subjects

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("issues/", issues.archive, name="issues"),
    path("issues/<str:key>/", issues.issue, name="issue"),
    path("issues/<str:key>/<str:number>/", issues.page, name="page"),
    path("articles/<str:public_id>/", articles.article, name="article"),
    path("articles/<str:public_id>/large/", articles.large_print, name="article_large"),
    path("columns/", subjects.columns, name="columns"),
    path("columns/<slug:slug>/", subjects.column, name="column"),
    path("authors/", authors.authors, name="authors"),
    path("authors/<str:public_id>/", authors.author, name="author"),
    path("tags/", subjects.tags, name="tags"),
    path("tags/<slug:slug>/", subjects.tag, name="tag"),
    path("quotes/", subjects.quotes, name="quotes"),
    path("quotes/<str:public_id>/", subjects.quote, name="quote"),
    path("print/<str:key>/<str:number>/<str:position>/", issues.print_locator, name="print"),
]
