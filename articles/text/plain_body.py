"""The body of an article as text that one can type, and back, without losing block ids.

``notation`` knows how blocks are written and read. Here what was read is brought together with the blocks
before: unchanged lines keep their block as it was, changed ones keep the id of the block they are most like.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from articles.text.inline import SPACES
from articles.text.notation import PLACE_WORDS, Block, Piece, read, written

ALIKE = 0.5  # a changed line at least this like an old block keeps its id
PAIRS_COMPARED = 4_000  # beyond that, changed lines are matched in order only
ALIGNED = 4_000  # characters; longer texts are compared by their letters alone, as aligning takes their square


class NotationError(ValueError):
    """The text names a table or picture that is not there; the message is a Chinese sentence."""


def blocks_to_notation(blocks: Sequence[Block]) -> str:
    """The text that stands for ``blocks``. Statements that end the body need no line and get none."""
    pieces = _pieces(blocks)
    while pieces and pieces[-1].kind == "statement":
        pieces.pop()
    return "\n\n".join(piece.text for piece in pieces if piece.text.strip(SPACES))


def notation_to_blocks(
    text: str,
    previous: Sequence[Block] = (),
    *,
    statements: Sequence[str] | None = None,
    new_id: Callable[[], str] = lambda: "b" + secrets.token_hex(4),
) -> list[Block]:
    """The blocks that ``text`` stands for, with the ids of ``previous`` where they fit.

    ``statements`` are the statements' public ids in their order now; those that the text does not place
    follow at the end. None means: those of ``previous``. Raises NotationError.
    """
    if statements is None:
        statements = [block["statement"] for block in previous if block["kind"] == "statement"]
    before = [piece for piece in _pieces(previous) if piece.kind != "statement" and piece.text.strip(SPACES)]
    after = list(read(text.replace("\r\n", "\n").replace("\r", "\n")))
    origin = _match(before, after)
    speakers = _Speakers(statements, previous, new_id)
    blocks: list[Block] = []
    for number, piece in enumerate(after):
        if piece.kind == "statement":
            blocks += speakers.take(piece.first, piece.last)
        elif number in origin:
            blocks.append(_merge(before[origin[number]], piece))
        else:
            blocks.append({"id": new_id(), **(piece.block or {})})
    return _with_own_ids(blocks + speakers.take(1, len(statements)), new_id)


class _Speakers:
    """Hands out the blocks of the statements, each once, with the id that it had before."""

    def __init__(self, keys: Sequence[str], previous: Sequence[Block], new_id: Callable[[], str]) -> None:
        self.keys, self.new_id = keys, new_id
        self.before = {block["statement"]: block["id"] for block in previous if block["kind"] == "statement"}
        self.placed: set[str] = set()

    def take(self, first: int, last: int) -> list[Block]:
        """Those of the numbers ``first`` to ``last`` that have no place yet."""
        wanted = [key for key in self.keys[first - 1 : last] if key not in self.placed]
        self.placed.update(wanted)
        return [{"id": self.before.get(key) or self.new_id(), "kind": "statement", "statement": key} for key in wanted]


def _pieces(blocks: Sequence[Block]) -> list[Piece]:
    """The blocks with their lines; statements that follow one another are one piece."""
    pieces: list[Piece] = []
    counts = Counter[str]()
    for block in blocks:
        kind = str(block["kind"])
        counts[kind] += 1
        number = counts[kind]
        last = pieces[-1] if pieces else None
        if kind == "statement" and last is not None and last.kind == kind:
            last.last = number
            last.text = f"[观点 {last.first}-{last.last}]"
        elif kind == "statement":
            pieces.append(Piece(kind, f"[观点 {number}]", block, first=number, last=number))
        else:
            text = written(block) or (f"[{PLACE_WORDS[kind]} {number}]" if kind in PLACE_WORDS else "")
            pieces.append(Piece(kind, text, block, first=number, last=number))
    return pieces


# --- matching ----------------------------------------------------------------------------------------


def _match(before: list[Piece], after: list[Piece]) -> dict[int, int]:
    """Which old piece each new one continues: new index → old index, each old one at most once."""
    origin = _by_number(before, after)
    taken = set(origin.values())
    regions: list[tuple[range, range]] = []
    # autojunk stays on: a thousand equal lines would take a million steps; what it misses is found below
    opcodes = SequenceMatcher(None, [p.text for p in before], [p.text for p in after]).get_opcodes()
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "equal":
            origin |= {j: i for i, j in zip(range(i1, i2), range(j1, j2), strict=True) if i not in taken}
        elif tag == "replace":
            regions.append((range(i1, i2), range(j1, j2)))
    for key_of in (_text_of, _picture_of):
        taken = set(origin.values())
        moved: dict[str, list[int]] = {}
        for i, piece in enumerate(before):
            if i not in taken:
                moved.setdefault(key_of(piece), []).append(i)
        for j, piece in enumerate(after):
            if j not in origin and (key := key_of(piece)) and moved.get(key):
                origin[j] = moved[key].pop(0)
    for old, new in regions:
        taken = set(origin.values())
        _match_changed(before, after, [i for i in old if i not in taken], [j for j in new if j not in origin], origin)
    return origin


def _text_of(piece: Piece) -> str:
    return piece.text


def _picture_of(piece: Piece) -> str:
    return piece.block["image"] if piece.kind == "image" and piece.block else ""


def _by_number(before: list[Piece], after: list[Piece]) -> dict[int, int]:
    """The tables and pictures that are named by their number. Raises NotationError."""
    origin: dict[int, int] = {}
    for j, piece in enumerate(after):
        if piece.block is not None or piece.kind == "statement":
            continue
        own = [i for i, old in enumerate(before) if old.kind == piece.kind]
        if piece.first > len(own) or own[piece.first - 1] in origin.values():
            raise NotationError(_place_problem(piece, len(own)))
        origin[j] = own[piece.first - 1]
    return origin


def _place_problem(piece: Piece, count: int) -> str:
    word = PLACE_WORDS[piece.kind]
    if count == 0:
        return f"正文里写了“{piece.text}”，但这篇稿件没有{word}。请删去这一行。"
    if piece.first <= count:
        return f"正文里“{piece.text}”写了两次，只能有一处。"
    return f"正文里写了“{piece.text}”，但这篇稿件只有 {count} 个{word}。"


def _match_changed(
    before: list[Piece], after: list[Piece], old: list[int], new: list[int], origin: dict[int, int]
) -> None:
    """Pairs changed pieces with the old ones they are most like."""
    pairs = ((i, j) for i in old for j in new) if len(old) * len(new) <= PAIRS_COMPARED else zip(old, new, strict=False)
    scored = []
    for i, j in pairs:
        one, other = _words(before[i]), _words(after[j])
        if one and other and (ratio := _likeness(one, other)) >= ALIKE:
            scored.append((-ratio, j, i))
    taken: set[int] = set()
    for _, j, i in sorted(scored):
        if j not in origin and i not in taken:
            origin[j] = i
            taken.add(i)


def _likeness(one: str, other: str) -> float:
    """The share of characters that both have in the same order; what opens and closes both alike is not aligned."""
    shortest = min(len(one), len(other))
    head = next((n for n in range(shortest) if one[n] != other[n]), shortest)
    tail = next((n for n in range(shortest - head) if one[-1 - n] != other[-1 - n]), shortest - head)
    same, whole = 2 * (head + tail), len(one) + len(other)
    one, other = one[head : len(one) - tail], other[head : len(other) - tail]
    matcher, rest = SequenceMatcher(None, one, other, autojunk=False), len(one) + len(other)
    quick = (same + matcher.quick_ratio() * rest) / whole
    if quick < ALIKE or rest > ALIGNED:
        return quick if quick >= ALIKE else 0.0
    return (same + matcher.ratio() * rest) / whole


def _words(piece: Piece) -> str:
    """The plain words of a piece; a picture is known by its id alone."""
    block = piece.block or {}
    match piece.kind:
        case "list":
            return "\n".join(block["items"])
        case "table":
            return "\n".join("\t".join(row) for row in block["rows"])
    return str(block.get("text", ""))


# --- building ----------------------------------------------------------------------------------------


def _merge(old: Piece, new: Piece) -> Block:
    """The old block as it was when the line is the same; else its id with the new words."""
    block = old.block or {}
    return dict(block) if new.block is None or old.text == new.text else {"id": block["id"], **new.block}


def _with_own_ids(blocks: list[Block], new_id: Callable[[], str]) -> list[Block]:
    """Drops empty blocks; a new id that happens to be taken is drawn again."""
    seen: set[str] = set()
    result = []
    for block in blocks:
        if block.get("text") == "" or block.get("items") == []:
            continue
        while block["id"] in seen:
            block["id"] = new_id()
        seen.add(block["id"])
        result.append(block)
    return result
