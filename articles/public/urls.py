"""The addresses of the readers' door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
