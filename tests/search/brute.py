"""The truth that the engines are measured against: a scan that knows nothing of an index."""

from articles.choices import ArticleKind
from articles.models import Publication
from articles.search.fields import Fields, fields_of
from articles.search.occurrence import occurs
from articles.search.query import All, Days, Either, Field, Name, Named, Term, Without, Words
from articles.text.fold import fold

Folded = dict[str, str]


def folded_fields(fields: Fields) -> Folded:
    return {name: fold(getattr(fields, name)) for name in ("title", "byline", "quotes", "body")}


def holds(node, publication: Publication, texts: Folded) -> bool:
    match node:
        case Term():
            names = texts if node.field is Field.ANY else [str(node.field)]
            return any(occurs(node, texts[name]) for name in names)
        case Words():
            return all(holds(term, publication, texts) for term in node.terms)
        case All():
            return all(holds(part, publication, texts) for part in node.parts)
        case Either():
            return any(holds(part, publication, texts) for part in node.parts)
        case Without():
            return not holds(node.part, publication, texts)
        case Days():
            return (node.since or publication.date) <= publication.date <= (node.until or publication.date)
        case Name(kind=Named.AUTHOR):
            return node.value in texts["byline"]
        case Name(kind=Named.KIND):
            return node.value == ArticleKind(publication.kind).label
    raise NotImplementedError(node)


def scan(tree, publications) -> set[int]:
    """The primary keys of the publications that match."""
    return {each.pk for each in publications if holds(tree, each, folded_fields(fields_of(each)))}
