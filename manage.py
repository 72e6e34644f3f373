#!/usr/bin/env python
"""The command line of the newsroom: migrations, prepare, serve and the rest."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        words = " ".join(str(error).split())
        sys.exit(f"数据库没有应答，请检查 DATABASE_URL 和 DATA_DIR；新装的站先运行 manage.py prepare：{words}")


if __name__ == "__main__":
    main()
