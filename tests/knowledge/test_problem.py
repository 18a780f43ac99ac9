"""A fault says where it is and what is wrong; an error lists all of them."""

from __future__ import annotations

from knowledge.problem import KnowledgeError, Problem


def test_a_problem_says_file_line_and_field() -> None:
    assert str(Problem("a.yaml", 41, "rules[7].when", "is wrong")) == "a.yaml:41 rules[7].when: is wrong"
    assert str(Problem("a.yaml", 1, "", "is missing")) == "a.yaml:1: is missing"


def test_an_error_tells_every_problem() -> None:
    error = KnowledgeError([Problem("a.yaml", 1, "", "is missing"), Problem("b.yaml", 2, "id", "is wrong")])
    assert [problem.file for problem in error.problems] == ["a.yaml", "b.yaml"]
    assert str(error) == "a.yaml:1: is missing\nb.yaml:2 id: is wrong"
