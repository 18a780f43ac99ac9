"""Batches: JSON Lines in, JSON Lines out, in order; a bad line spoils only itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
GOOD = {"id": "good", "county": "kalmar", "facets": {"need": "hjalpmedel"}, "text": "Vem betalar rullstolen?"}


@pytest.mark.parametrize("command", ["ask", "case"])
def test_the_order_is_kept_and_empty_lines_are_passed_over(run: Run, command: str) -> None:
    lines = [{**GOOD, "id": number} for number in (3, 1, 2)]
    answers = run(command, "--batch", "--json", lines=[lines[0], "", lines[1], "   ", lines[2]]).answers
    assert [answered["id"] for answered in answers] == [3, 1, 2]


@pytest.mark.parametrize("command", ["ask", "case"])
@pytest.mark.parametrize(
    ("line", "identity", "said"),
    [
        ("{", None, "no JSON object"),
        ("hej", None, "no JSON object"),
        ("[1]", None, "a line holds one JSON object"),
        ('"text"', None, "a line holds one JSON object"),
        ("[" * 50_000, None, "no JSON object"),
        ({**GOOD, "id": "x", "county": "kalmarr"}, "x", "Did you mean 'kalmar'?"),
        ({**GOOD, "id": "x", "county": 8}, "x", "count"),
        ({**GOOD, "id": "x", "date": "igår"}, "x", "is no day. Write it as 2026-11-22"),
        ({**GOOD, "id": "x", "date": 20261122}, "x", "is no day"),
        ({**GOOD, "id": "x", "padding": "x" * 300_000}, None, "longer than 262144 characters"),
    ],
)
def test_a_bad_line_gets_an_error_and_the_batch_goes_on(
    run: Run, command: str, line: Any, identity: str | None, said: str
) -> None:
    bad, good = run(command, "--batch", "--json", lines=[line, GOOD]).answers
    assert set(bad) == {"id", "error"}
    assert bad["id"] == identity
    assert said in bad["error"]
    assert "\n" not in bad["error"]
    assert good["id"] == "good"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"id": 1}, "text is missing. Give the question as a string"),
        ({"id": 1, "text": None}, "text is missing"),
        ({"id": 1, "text": ["a"]}, "text is missing"),
    ],
)
def test_a_question_must_have_a_text(run: Run, line: dict[str, Any], said: str) -> None:
    (answered,) = run("ask", "--batch", "--json", lines=[line]).answers
    assert answered["id"] == 1
    assert said in answered["error"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"facets": {}}, "county is missing"),
        ({"county": "kalmar", "facets": []}, "facets is an object"),
        ({"county": "kalmar", "facets": {"huosing": "sjukhus"}}, "Did you mean 'housing'?"),
        ({"county": "kalmar", "facets": {"need": {"none": ["hjalpmedel"]}}}, "any/all/not"),
        ({"county": "kalmar", "facets": {"need": [["hjalpmedel"]]}}, "takes value keys"),
        ({"county": "kalmar", "facets": {"age": "²"}}, "takes a whole number"),
        ({"county": "kalmar", "facets": {"age": 1e400}}, "takes a whole number"),
    ],
)
def test_a_case_must_have_a_county_and_facets_that_are_declared(run: Run, line: dict[str, Any], said: str) -> None:
    (answered,) = run("case", "--batch", "--json", lines=[{"id": 1, **line}]).answers
    assert answered["id"] == 1
    assert said in answered["error"]


def test_a_bad_line_with_a_personal_number_does_not_repeat_it(run: Run) -> None:
    lines = ['{"text": "811218-9876', {"id": 1, "text": 8112189876}, {"id": 2, "text": "hej 811218-9876", "county": "kalmarr"}]
    ran = run("ask", "--batch", "--json", lines=lines)
    assert all("error" in answered for answered in ran.answers)
    assert "9876" not in ran.out + ran.err


def test_the_date_option_holds_for_lines_without_a_date(run: Run) -> None:
    lines = [GOOD, {**GOOD, "date": "2026-11-22"}]
    answers = run("case", "--batch", "--date", "2027-01-15", lines=lines).answers
    assert [any("är slut" in note for note in answered["outcome"]["notes"]) for answered in answers] == [True, False]


def test_an_empty_batch_is_answered_with_nothing(run: Run) -> None:
    ran = run("ask", "--batch", "--json")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_half_a_surrogate_pair_is_passed_on_as_an_escape(run: Run) -> None:
    ran = run("case", "--batch", lines=['{"id": "\\ud800", "county": "kalmar", "facets": {}}', GOOD])
    ran.out.encode("utf-8")
    assert [answered["id"] for answered in ran.answers] == ["\ud800", "good"]


def test_lines_are_utf8_whatever_the_terminal_speaks() -> None:
    """And a line that is not UTF-8 spoils only itself."""
    lines = [json.dumps({**GOOD, "id": "åäö"}, ensure_ascii=False).encode(), b"\xff\xfe{", json.dumps(GOOD).encode()]
    ended = subprocess.run(  # noqa: S603
        [Path(sys.executable).with_name("vem-ansvarar"), "case", "--batch", "--json"],
        input=b"\n".join(lines),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    first, second, third = (json.loads(line) for line in ended.stdout.decode("utf-8").splitlines())
    assert (first["id"], third["id"]) == ("åäö", "good")
    assert "error" in second


def test_every_answer_comes_as_soon_as_its_line_is_there() -> None:
    with subprocess.Popen(  # noqa: S603
        [Path(sys.executable).with_name("vem-ansvarar"), "case", "--batch", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdin
        assert running.stdout
        for number in range(2):
            running.stdin.write(json.dumps({**GOOD, "id": number}) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == number
        running.stdin.close()
        assert running.wait(timeout=60) == 0
