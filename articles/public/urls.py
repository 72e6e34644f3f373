"""The addresses of the readers' door. They are permanent: change one and leave a redirect."""

from django.urls import path

from articles.public import views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("issues/", views.issues, name="issues"),
    path("issues/<str:key>/", views.issue, name="issue"),
    path("issues/<str:key>/<str:number>/", views.page, name="page"),
    path("articles/<str:public_id>/", views.article, name="article"),
    path("columns/", views.columns, name="columns"),
    path("columns/<slug:slug>/", views.column, name="column"),
    path("authors/", views.authors, name="authors"),
    path("authors/<str:public_id>/", views.author, name="author"),
    path("tags/", views.tags, name="tags"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("quotes/", views.quotes, name="quotes"),
    path("quotes/<str:public_id>/", views.quote, name="quote"),
    path("print/<str:key>/<str:number>/<int:position>/", views.print_locator, name="print"),
]
