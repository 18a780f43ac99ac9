"""`teams-package`: the app package to upload to Teams."""

from __future__ import annotations

import argparse

from bot.cli.errors import UsageError
from bot.pages.operator import Operator
from bot.settings import SettingsError
from bot.teams.app import App, AppError
from bot.teams.package import package


def run(options: argparse.Namespace) -> int:
    """Write the package. The operator's name is OPERATOR_NAME where none is given."""
    try:
        operator = options.operator or Operator.from_environment().name or ""
        app = App(options.app_id, options.domain, options.name, operator, options.app_version)
    except (AppError, SettingsError) as error:
        raise UsageError(str(error)) from error
    try:
        options.out.write_bytes(package(app))
    except OSError as error:
        raise UsageError(f"{options.out} cannot be written ({error.strerror})") from error
    print(f"{options.out} written: {app.name} {app.version}, served by {app.domain}")
    return 0
