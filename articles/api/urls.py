"""The addresses of the partners' door, under /api/v1/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
