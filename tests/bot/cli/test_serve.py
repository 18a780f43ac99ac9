"""`serve`: what the service loads before it is ready."""

from __future__ import annotations

import subprocess
import sys

SELDOM = ("alembic", "docx", "lxml", "sqlalchemy.ext.asyncio", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql")


def test_what_is_seldom_needed_is_not_loaded_at_the_start():
    code = (
        "import sys; import bot.cli.serve; from bot.storage import Database; Database('sqlite:///:memory:'); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    assert {"aiohttp", "sqlalchemy"} <= set(loaded.stdout.split())
    assert set(SELDOM) & set(loaded.stdout.split()) == set()
