"""A real `vem-ansvarar serve`: killed, stopped, and refusing to start on knowledge that has an error."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess

import pytest
import requests

from knowledge.loader import DATA


def test_kill_9_in_the_middle_of_an_interview(client, process):
    """And the log and the database of a real process, with personal numbers in what was said."""
    pnr = "19900101-2384"
    kim = client.User(process_service(client, process))
    process.start()
    kim.say(f"guida mig {pnr}")
    kim.say("guida mig")
    kim.press("Jönköpings län")
    process.end(signal.SIGKILL)
    process.start()
    kim.press("Habilitering på specialistnivå")
    answer = kim.press("Dövblindhet")
    assert answer.title == "■ Regionen ansvarar."
    assert "dövblindhet · habilitering på specialistnivå · Jönköpings län" in answer.text
    kim.say(f"och för {pnr}, 40 år?")
    assert process.end(signal.SIGTERM) == 0
    lines = [json.loads(line) for line in process.written().splitlines()]
    assert [line["event"] for line in lines].count("starting") == 2
    assert not {line["level"] for line in lines} & {"warning", "error"}
    for hidden in ("900101", "guida mig", "Jönköping", "kim"):
        assert hidden not in process.written()
    assert b"900101" not in kim.service.stored_bytes()
    assert b"2384" not in json.dumps([row[3] for row in kim.service.rows()]).encode()


def process_service(client, process):
    """The tools' view of the process; its replies come with expectReplies."""
    service = client.Service(process.url, process.database, client.Channel(), "http://127.0.0.1:9")
    service.http.close()
    service.http = requests  # without a session: the connections end with the process
    return service


MISSPELT = {
    "KNOWLEDGE_DIR": ("agreements/*jonkoping*.yaml", "need", "hjalpmedel", "hjalpmedell"),
    "--knowledge": ("agreements/*dalarna*.yaml", "principal", "kommun", "komun"),
}


@pytest.fixture
def knowledge_copy(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


def serve(client, tmp_path, *arguments, **environ):
    environment = client.environment(tmp_path / "bot.sqlite", client.free_port(), **environ)
    return subprocess.run(  # noqa: S603
        client.command("serve", *arguments), env=environment, capture_output=True, text=True, timeout=20, check=False
    )


def misspell(folder, pattern, field, right, wrong):
    """Put `wrong` in place of the first value `right` on a line of `field`; the file and the number of the line."""
    [file] = folder.glob(pattern)
    lines = file.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if f"{field}: " in line and right in line.split(f"{field}: ")[1])
    before, after = lines[number].split(f"{field}: ", 1)
    lines[number] = f"{before}{field}: {after.replace(right, wrong, 1)}"
    file.write_text("\n".join(lines), "utf-8")
    return file, number + 1


@pytest.mark.parametrize(("by", "place"), MISSPELT.items())
def test_a_misspelt_value_is_refused_with_file_and_line(client, knowledge_copy, tmp_path, by, place):
    pattern, field, right, wrong = place
    file, line = misspell(knowledge_copy, pattern, field, right, wrong)
    if by == "KNOWLEDGE_DIR":
        ended = serve(client, tmp_path, KNOWLEDGE_DIR=str(knowledge_copy))
    else:
        ended = serve(client, tmp_path, "--knowledge", str(knowledge_copy))
    assert ended.returncode == 2
    assert f"{file.name}:{line} " in ended.stderr
    assert f"'{wrong}'" in ended.stderr
    assert right in ended.stderr.replace(wrong, "")
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "bot.sqlite").exists()


def test_yaml_that_is_none_is_refused_with_file_and_line(client, knowledge_copy, tmp_path):
    file = knowledge_copy / "facets.yaml"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[:20], "  : ] not yaml [", *lines[20:]]), "utf-8")
    ended = serve(client, tmp_path, KNOWLEDGE_DIR=str(knowledge_copy))
    assert ended.returncode == 2
    assert "facets.yaml:" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_word_list_that_is_missing(client, knowledge_copy, tmp_path):
    shutil.rmtree(knowledge_copy / "lexicon", ignore_errors=True)
    (knowledge_copy / "counties.yaml").unlink()
    ended = serve(client, tmp_path, KNOWLEDGE_DIR=str(knowledge_copy))
    assert ended.returncode == 2
    assert ended.stderr.strip()
    assert "Traceback" not in ended.stderr
