"""The command line: `vem-ansvarar COMMAND`. One module per command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot.cli.errors import UsageError
from bot.cli.parser import parser
from knowledge.problem import KnowledgeError
from knowledge.uncollected import unsearched_at_exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit code: 0 done, 1 findings, 2 wrong usage or unusable knowledge (said on stderr)."""
    unsearched_at_exit()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for some takes a twentieth of a command's time
    given = sys.argv[1:] if arguments is None else arguments
    try:
        options = parser(given).parse_args(given)
        return int(options.run(options))
    except UsageError as error:
        print(f"vem-ansvarar: {error}", file=sys.stderr)
    except KnowledgeError as error:
        for problem in error.problems:
            print(f"vem-ansvarar: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 2
