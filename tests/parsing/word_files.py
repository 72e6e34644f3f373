"""Makes Word files for tests: a package with what a test writes of its XML."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def related(**targets: str) -> str:
    """A list of relationships: kind=target."""
    each = [
        f'<Relationship Id="{at}" Type="{KIND}{kind}" Target="{to}"/>' for at, (kind, to) in enumerate(targets.items())
    ]
    return RELATIONS.format("".join(each))


def packed(parts: dict[str, str | bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def word_file(body: str, **parts: str) -> bytes:
    """A .docx with that body; ``styles``, ``numbering``, ``footnotes``, ``header`` and so on are the inside of a part."""
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": related(officeDocument="word/document.xml"),
        "word/document.xml": f"<w:document {MORE}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": related(**{kind: f"{kind}.xml" for kind in parts}),
    }
    roots = {"header": "hdr", "footer": "ftr"}
    for kind, inside in parts.items():
        files[f"word/{kind}.xml"] = f"<w:{roots.get(kind, kind)} {W}>{inside}</w:{roots.get(kind, kind)}>"
    return packed(files)


def p(words: str, properties: str = "") -> str:
    """A paragraph; ``words`` may be runs of its own."""
    runs = words if words.startswith("<") else f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(words: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{words}</w:t></w:r>"


def table(*rows: list[str]) -> str:
    """Cells are paragraphs."""
    made = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"
