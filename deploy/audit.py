"""Hold the locked packages against the published vulnerabilities: `audit.py [--if-reachable]`.

Exit codes: 0 none is known, 1 some are, 2 not everything could be looked up. With `--if-reachable` a database that does not
answer at all counts as 0, and is told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("requirements.lock")
PIP_AUDIT = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--timeout", "10", "--format", "json"]


def main(arguments: list[str]) -> int:
    """Audit the lock."""
    found = _audited(["--require-hashes", "--disable-pip", "--requirement", str(LOCK)])
    return _told(found, optional="--if-reachable" in arguments)


def _audited(arguments: list[str]) -> list[dict[str, Any]]:
    """Every package with its `vulns`, or with `skip_reason`; nothing when no database answered."""
    ended = subprocess.run([*PIP_AUDIT, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    try:
        packages: list[dict[str, Any]] = json.loads(ended.stdout)["dependencies"]
    except ValueError:
        return []
    return packages


def _told(packages: list[dict[str, Any]], *, optional: bool) -> int:
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        print("audit skipped: the database of vulnerabilities cannot be reached from here")  # noqa: T201
        return 0 if optional else 2
    vulnerable = [(package, vulnerability) for package in packages for vulnerability in package.get("vulns", ())]
    for package, vulnerability in vulnerable:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}")  # noqa: T201
    for name in skipped:
        print(f"{name}: could not be looked up")  # noqa: T201
    print(f"audited {len(packages) - len(skipped)} packages, {len(vulnerable)} known vulnerabilities")  # noqa: T201
    return 1 if vulnerable else 2 if skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
