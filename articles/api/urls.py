"""The addresses of the partners' door, under /api/v1/."""

from django.urls import path, re_path

from articles.api.views import (
    articles,
    changes,
    copies,
    directory,
    entry,
    export,
    history,
    issues,
    quotes,
    renderings,
    search,
)

app_name = "api"
urlpatterns = [
    path("", entry.RootView.as_view(), name="root"),
    path("openapi.json", entry.OpenApiView.as_view(), name="openapi"),
    path("docs/", entry.browse, name="docs"),
    path("problems/<str:code>/", entry.ProblemView.as_view(), name="problem"),
    path("articles/", articles.ArticleList.as_view(), name="articles"),
    path("articles/<str:public_id>/", articles.ArticleDetails.as_view(), name="article"),
    path("articles/<str:public_id>/versions/", history.VersionList.as_view(), name="versions"),
    path("articles/<str:public_id>.ninjs.json", renderings.Ninjs.as_view(), name="article_ninjs"),
    path("articles/<str:public_id>.jsonld", renderings.JsonLd.as_view(), name="article_jsonld"),
    path("articles/<str:public_id>.md", renderings.Markdown.as_view(), name="article_markdown"),
    path("articles/<str:public_id>.txt", renderings.PlainText.as_view(), name="article_text"),
    path("search/", search.Search.as_view(), name="search"),
    path("status/", entry.StatusView.as_view(), name="status"),
    path("copies/", copies.Copies.as_view(), name="copies"),
    path("export/", export.ExportIndexView.as_view(), name="export"),
    path("export/<str:token>.ndjson.gz", export.ExportPartView.as_view(), name="export_part"),
    path("changes/", changes.ChangeFeedView.as_view(), name="changes"),
    path("issues/", issues.IssueList.as_view(), name="issues"),
    path("issues/<str:key>/", issues.IssueDetails.as_view(), name="issue"),
    path("issues/<str:key>/pages/<str:number>/", issues.PageDetails.as_view(), name="page"),
    path("columns/", directory.ColumnList.as_view(), name="columns"),
    path("columns/<str:slug>/", directory.ColumnDetails.as_view(), name="column"),
    path("authors/", directory.AuthorList.as_view(), name="authors"),
    path("authors/<str:public_id>/", directory.AuthorDetails.as_view(), name="author"),
    path("tags/", directory.TagList.as_view(), name="tags"),
    path("tags/<str:slug>/", directory.TagDetails.as_view(), name="tag"),
    path("quotes/", quotes.QuoteList.as_view(), name="quotes"),
    path("quotes/<str:public_id>/", quotes.QuoteDetails.as_view(), name="quote"),
    path("statements/", quotes.StatementList.as_view(), name="statements"),
    path("statements/<str:public_id>/", quotes.StatementDetails.as_view(), name="statement"),
    re_path(r"", entry.NoSuchAddress.as_view(), name="nothing"),
]
