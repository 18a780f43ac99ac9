"""`check`: proof that the knowledge is sound."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from bot.cli.world import folder, sources
from dialogs.world import swedish_today
from knowledge.check import check
from knowledge.finding import Finding, sound
from knowledge.lexicon_yaml import load_lexicon
from knowledge.loader import Knowledge, load
from knowledge.problem import KnowledgeError, Problem
from knowledge.reading import lint


def run(options: argparse.Namespace) -> int:
    """Print every finding. 0: sound, 1: findings of level error (also knowledge that cannot be read)."""
    try:
        knowledge = load(folder(options))
        findings = [*check(knowledge, sources(), swedish_today()), *_words(knowledge)]
        figures = _figures(knowledge)
    except KnowledgeError as error:
        findings, figures = [_finding(problem) for problem in error.problems], {}
    if options.json:
        shown = {"sound": sound(findings), "figures": figures, "findings": [asdict(finding) for finding in findings]}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(findings, figures)
    return 0 if sound(findings) else 1


def _finding(problem: Problem) -> Finding:
    return Finding("error", f"{problem.file}:{problem.line}", f"{problem.field}: {problem.message}".removeprefix(": "))


def _words(knowledge: Knowledge) -> list[Finding]:
    lexicon = load_lexicon(knowledge.root, knowledge.facets)
    problems = lint(lexicon, knowledge.facets, knowledge.root)
    return [Finding("warning", f"{p.file}:{p.line}", f"{p.field}: {p.message}") for p in problems]


def _figures(knowledge: Knowledge) -> dict[str, int]:
    return {
        "agreements": len(knowledge.agreements),
        "statements": len(knowledge.statements),
        "rules": sum(len(agreement.rules) for agreement in knowledge.agreements),
        "silences": sum(len(agreement.silences) for agreement in knowledge.agreements),
        "cases": sum(len(agreement.cases) for agreement in knowledge.agreements),
    }


def _print(findings: list[Finding], figures: dict[str, int]) -> None:
    for finding in findings:
        print(f"{finding.level}: {finding.where}: {finding.message}")
    print(", ".join(f"{count} {what}" for what, count in figures.items()))
    print("sound" if sound(findings) else "unsound")
