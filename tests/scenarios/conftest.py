"""The town of `tests/dialogs`, for conversations between several people."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "dialogs"))
