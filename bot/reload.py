"""Knowledge read anew while the service runs: on SIGHUP and, in local mode, when a file changes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from bot.edition import Edition, MakeWorld, errors, files, read_edition
from bot.library import Library
from bot.ombud import Ombud, read_ombud
from bot.storage import Database
from bot.telemetry import AUDIT, Metrics, log
from knowledge.problem import KnowledgeError, Problem
from knowledge.uncollected import settle_anew

EVERY = 1.0
"""Seconds between two looks at the files. A change counts when the next look finds nothing more."""
MOST_LOGGED = 20
"""Problems in one line of the log."""

Result = Literal["reloaded", "unchanged", "rejected"]
Reread = Callable[[], None]
Seen = dict[Path, tuple[int, int]]


class RejectedError(Exception):
    """The knowledge is not taken in use. `problems` says why: where, what is wrong and what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Reload:
    """Reads the knowledge in the folder `root` anew when it is wanted; `further` does the same for what hangs on it.

    What cannot be used is refused with its reason, and the knowledge at hand goes on answering.
    """

    def __init__(self, library: Library, root: Path, make: MakeWorld, metrics: Metrics, further: Reread = lambda: None) -> None:
        self._library = library
        self.root = root
        self._make = make
        self._metrics = metrics
        self._further = further
        self._wanted = asyncio.Event()
        self._latest: Result = "reloaded"
        self._show()

    @property
    def standing(self) -> str:
        """What answers, in short: the edition, and whether a later one was refused."""
        refused = ", the latest edit was rejected" if self._latest == "rejected" else ""
        return f"ok, edition {self._library.current.name}{refused}"

    def want(self) -> None:
        """Have everything read anew, soon. For the event loop's own thread."""
        self._wanted.set()

    async def run(self, _: Database) -> None:
        """Read whenever it is wanted, also by SIGHUP, until cancelled."""
        heard = _on_hangup(self.want)
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                await self.again()
        finally:
            if heard:
                asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)

    async def again(self) -> Result:
        """Read everything anew, beside the turns. What came of it is in the log, too."""
        begun = time.perf_counter()
        before = self._library.current
        try:
            edition = await asyncio.to_thread(sound_edition, self.root, self._make, before)
        except RejectedError as error:
            self._latest = "rejected"
            shown = error.problems[:MOST_LOGGED]
            log("knowledge_rejected", logging.ERROR, edition=before.name, count=len(error.problems), problems=shown)
        else:
            self._latest = "unchanged" if edition.name == before.name else "reloaded"
            self._library.take_in(edition)
            settle_anew()
            log(f"knowledge_{self._latest}", edition=edition.name, seconds=round(time.perf_counter() - begun, 3))
        self._metrics.reloads.labels(self._latest).inc()
        self._show()
        self._further()
        return self._latest

    def _show(self) -> None:
        self._metrics.knowledge.clear()
        self._metrics.knowledge.labels(self._library.current.name).set(1)


def sound_edition(root: Path, make: MakeWorld, before: Edition) -> Edition:
    """The edition in `root`, with no error that `before` has not. Raises RejectedError, whatever is wrong."""
    try:
        edition = read_edition(root, make)
        found = errors(edition, before)
    except KnowledgeError as error:
        raise RejectedError(map(str, error.problems)) from error
    except Exception as error:  # what is at hand goes on answering, whatever it was
        raise RejectedError([f"{root.name}: cannot be read ({type(error).__name__}: {error})"]) from error
    if found:
        raise RejectedError(found)
    return edition


def reread_ombud(path: Path, ombud: Ombud, counties: Iterable[str]) -> None:
    """Make `ombud` those in the file; one that cannot be used is refused, and they stay who they were."""
    try:
        ombud.become(read_ombud(path, counties))
    except (KnowledgeError, OSError) as error:
        problems = error.problems if isinstance(error, KnowledgeError) else (Problem(path.name, 1, "", "cannot be read"),)
        log("ombud_rejected", logging.ERROR, problems=[_without_people(problem) for problem in problems[:MOST_LOGGED]])
    else:
        log("ombud_reloaded", logger=AUDIT, people=len(ombud.roles), administrators=len(ombud.admins))


def _without_people(problem: Problem) -> str:
    """A problem of the file with the ombud, less what stands there: it may say who somebody is."""
    return f"{problem.file}:{problem.line}: {problem.message.partition(' (got ')[0]}"


class Watch:
    """Looks at files and tells when they have changed. What they are like when it is made counts as known."""

    def __init__(self, root: Path, more: Iterable[Path], changed: Callable[[], None]) -> None:
        self._root = root
        self._more = tuple(more)
        self._changed = changed
        self._known = self._look()

    async def run(self, _: Database) -> None:
        """Look until cancelled. Many changes at a time are told once, when they are over."""
        before = self._known
        while True:
            await asyncio.sleep(EVERY)
            seen = await asyncio.to_thread(self._look)
            if seen == before and seen != self._known:
                self._known = seen
                self._changed()
            before = seen

    def _look(self) -> Seen:
        seen = {}
        for path in (*files(self._root), *self._more):
            with suppress(OSError):  # gone since it was listed
                found = path.stat()
                seen[path] = found.st_mtime_ns, found.st_size
        return seen


def _on_hangup(want: Callable[[], None]) -> bool:
    """Call `want` on SIGHUP; whether the system has it. When the terminal was closed it ends the process, as ever."""
    if not hasattr(signal, "SIGHUP"):
        return False
    terminal = os.isatty(0)

    def hung_up() -> None:
        if terminal and not os.isatty(0):
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            want()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up)
    return True
