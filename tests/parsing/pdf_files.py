"""Makes small PDFs for tests: lines of Chinese where a test puts them, in a font that every reader knows by name."""

from collections.abc import Sequence

WIDTH, HEIGHT = 600, 800
Set = tuple[float, float, float, str]  # left, foot from the page's top, size, text

_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [{} 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor {} 0 R"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880"
    " /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def written(*objects: str, trailer: str = "") -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R {trailer} >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


def pdf_of(*pages: Sequence[Set], trailer: str = "", more: Sequence[str] = ()) -> bytes:
    """A PDF with a page for each list of lines."""
    font = 3 + 2 * len(pages)
    kids = " ".join(f"{3 + 2 * at} 0 R" for at in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for at, page in enumerate(pages):
        drawn = "".join(
            f"BT /F {size} Tf {left} {HEIGHT - foot} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for left, foot, size, text in page
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {4 + 2 * at} 0 R"
            f" /Resources << /Font << /F {font} 0 R >> >> >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream",
        ]
    objects += [part.format(font + at + 1) for at, part in enumerate(_FONT)]
    return written(*objects, *more, trailer=trailer)


def leg(text: str, *, left: float, top: float, size: float = 10, width: int = 12, rows: int = 99) -> list[Set]:
    """A column of text: so many characters a line, its first line two characters in."""
    text = "\u3000\u3000" + text
    lines = [text[at : at + width] for at in range(0, len(text), width)][:rows]
    return [
        (
            left + size * (len(line) - len(line.lstrip("\u3000"))),
            top + size + at * 1.6 * size,
            size,
            line.strip("\u3000"),
        )
        for at, line in enumerate(lines)
    ]
