"""What the browser tests need."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

import pytest

PROGRAMS = ("chromium", "node", "npm")


@pytest.mark.skipif("E2E" not in os.environ, reason="the browser tests take minutes and need Chromium, Node and npm: make e2e")
def test_the_programs_are_here():
    lacking = [name for name in PROGRAMS if not shutil.which(name)]
    assert not lacking, f"install {', '.join(lacking)}; on Debian: apt-get install chromium nodejs npm"
    assert find_spec("playwright"), "install the Python package playwright: make e2e does"
