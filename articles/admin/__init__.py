"""The editors' door: importing it registers every screen of the desk."""

from articles.admin import (
    articles,
    audit,
    bins,
    deliveries,
    fees,
    images,
    imports,
    issues,
    manuscripts,
    partners,
    people,
    phrases,
    tags,
)

__all__ = [
    "articles",
    "audit",
    "bins",
    "deliveries",
    "fees",
    "images",
    "imports",
    "issues",
    "manuscripts",
    "partners",
    "people",
    "phrases",
    "tags",
]
