"""Starts the program that reads PDFs, ``pdf_page``, and says in a sentence what it could not read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from articles.parsing import pdf_page

LARGEST = 50 * 1024 * 1024
SECONDS = 45  # of the clock; of the processor the program allows itself less
PATIENCE = 20
FAULTS = {
    "not-pdf": "这不是能打开的 PDF，也许里面没有页，也许没有传完整，请从排版软件重新导出。",
    "encrypted": "这个 PDF 加了密码，请导出不带密码的再传。",
    "no-such-page": "这个 PDF 只有 {pages} 页，没有第 {number} 页。",
    "shape": "这一页太长或太扁，不像一个版面。",
    "heavy": "这个 PDF 太复杂，读不完，请压缩里面的图片再导出。",
    "busy": "别人的版面正在处理，请过一会儿再传。",
    "large": f"PDF 超过 {LARGEST // 1024 // 1024} MB，请压缩里面的图片再导出。",
}
_one_at_a_time = threading.Lock()


class PdfFault(Exception):
    """``code`` says what is wrong; ``sentence`` says it to people."""

    def __init__(self, code: str, **about: object) -> None:
        super().__init__(code)
        self.code, self.sentence = code, FAULTS[code].format(**about)


def run(data: Iterable[bytes], number: int, folder: Path, *more: str) -> dict[str, Any]:
    """Let the program read page ``number``, from 1; one at a time in this process. What it made lies in ``folder``.

    Raises PdfFault.
    """
    source = folder / "source.pdf"
    with source.open("wb") as copy:
        for chunk in data:
            copy.write(chunk)
    asked = [sys.executable, "-I", str(pdf_page.__file__), str(source), str(number), str(folder), *more]
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise PdfFault("busy")
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            asked, cwd=folder, env={"PATH": os.defpath, "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"fault": "heavy"}
    except (subprocess.TimeoutExpired, ValueError):
        told = {"fault": "heavy"}
    finally:
        _one_at_a_time.release()
    if "fault" in told:
        raise PdfFault(told["fault"], pages=told.get("pages"), number=number)
    return told
