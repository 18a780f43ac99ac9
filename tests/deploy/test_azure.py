"""The Bicep files, as far as they can be judged without Azure and its compiler: syntax, names, settings, secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from deploy.containerfile import ROOT
from deploy.environment import settings_asked_for

from bot.settings import Settings

AZURE = ROOT / "deploy" / "azure"
FILES = {path.name: path.read_text("utf-8") for path in sorted(AZURE.glob("*.bicep"))}
MAIN = FILES["main.bicep"]
EXAMPLE = (AZURE / "main.example.bicepparam").read_text("utf-8")
each_file = pytest.mark.parametrize("name", FILES)


def bare(text: str) -> str:
    """Without comments and texts; what is put into a text stays."""
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"'((?:[^'$]|\$\{[^}]*\})*)'", lambda found: " ".join(re.findall(r"\$\{([^}]*)\}", found[1])) or "''", text)


def params(text: str) -> dict[str, bool]:
    """The parameters, and whether each has a default."""
    return {name: bool(value) for name, value in re.findall(r"^param (\w+) \w+( =)?", text, re.MULTILINE)}


def secure(text: str) -> set[str]:
    return set(re.findall(r"^@secure\(\)\n(?:@.*\n)*param (\w+)", text, re.MULTILINE))


def block(text: str, start: str) -> str:
    """From `start` to the brace that closes what it opens."""
    begun = text.index(start)
    depth = 0
    for position in range(text.index("{", begun), len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[begun : position + 1]
    raise AssertionError(f"{start} is not closed")


@each_file
def test_the_syntax_holds(name: str) -> None:
    tree_sitter = pytest.importorskip("tree_sitter")
    language = tree_sitter.Language(pytest.importorskip("tree_sitter_bicep").language())
    tree = tree_sitter.Parser(language).parse(FILES[name].encode())
    assert not tree.root_node.has_error


@each_file
def test_what_is_opened_is_closed(name: str) -> None:
    stack = []
    for sign in bare(FILES[name]):
        if sign in "{[(":
            stack.append({"{": "}", "[": "]", "(": ")"}[sign])
        elif sign in "}])":
            assert stack
            assert stack.pop() == sign
    assert stack == []


@each_file
def test_resources_have_a_stable_version(name: str) -> None:
    versions = re.findall(r"resource \w+ '(Microsoft\.[\w./]+)@([^']+)'", FILES[name])
    assert versions
    for kind, version in versions:
        assert re.fullmatch(r"20(1[7-9]|2[0-6])-[01]\d-[0-3]\d", version), kind


@each_file
def test_every_parameter_is_used(name: str) -> None:
    for param in params(FILES[name]):
        used = re.sub(rf"^param {param}\b.*$", "", bare(FILES[name]), flags=re.MULTILINE)
        assert re.search(rf"(?<![.\w]){param}(?!\w*:)\b", used), param


@pytest.mark.parametrize("module", [name for name in FILES if name != "main.bicep"])
def test_every_module_gets_what_it_asks_for(module: str) -> None:
    (symbol,) = re.findall(rf"^module (\w+) '{re.escape(module)}'", MAIN, re.MULTILINE)
    given = block(block(MAIN, f"module {symbol} "), "params:")
    assert set(re.findall(r"[{,\n]\s*(\w+):", given)) == set(params(FILES[module]))
    outputs = set(re.findall(r"^output (\w+)", FILES[module], re.MULTILINE))
    assert set(re.findall(rf"\b{symbol}\.outputs\.(\w+)", MAIN)) <= outputs


@each_file
def test_secrets_are_marked_and_given_by_whoever_deploys(name: str) -> None:
    text = FILES[name]
    named = {param for param in params(text) if re.search(r"password|ombud$", param, re.IGNORECASE)}
    assert named <= secure(text)
    assert not [param for param in secure(text) if params(text)[param]], "a secret has a default"
    for output in re.findall(r"^output .*$", text, re.MULTILINE):
        assert not re.search(r"listKeys|[pP]assword", output)


def test_no_secret_is_written_down() -> None:
    for text in (*FILES.values(), EXAMPLE):
        assert not re.search(r"[pP]assword\s*[:=]\s*'[^'$]+'", text)
        assert not re.search(r"[A-Za-z0-9+]{40,}", text)


def test_the_service_gets_its_secrets_from_the_vault() -> None:
    secrets = block(MAIN, "configuration: ")
    assert len(re.findall(r"keyVaultUrl: vault\.outputs\.\w+, identity: identity\.id", secrets)) == 2
    assert not re.search(r"\{ name: '[\w-]+', value:", secrets)
    assert "databasePassword" not in block(MAIN, "resource app ")


def settings_lines() -> list[tuple[str, str]]:
    text = MAIN[MAIN.index("env: concat(") : MAIN.index("volumeMounts:")]
    return re.findall(r"\{ name: '(\w+)', (?:value|secretRef): (.*) \}$", text, re.MULTILINE)


OF_POSTGRESQL = {"PGSSLMODE", "PGSSLROOTCERT"}


def test_every_setting_is_one_of_the_service() -> None:
    """What is misspelt would be ignored."""
    asked = settings_asked_for()
    names = [name for name, _ in settings_lines()]
    assert len(names) == len(set(names)) >= 12
    assert set(names) - asked == OF_POSTGRESQL
    own = set(re.findall(r"^  ([A-Z_]+):", EXAMPLE, re.MULTILINE))
    assert own
    assert own <= asked


def test_the_settings_make_a_service(tmp_path: Path) -> None:
    plain = {name: value.strip("'") for name, value in settings_lines()}
    a_guid = "00000000-0000-0000-0000-000000000001"
    (tmp_path / "ombud.yaml").write_text("administrators: []\n", "utf-8")
    plain |= {"MicrosoftAppId": a_guid, "MicrosoftAppTenantId": a_guid, "ALLOWED_TENANTS": a_guid, "PORT": "3978"}
    plain |= {"PUBLIC_URL": "https://bot.example.org", "DATABASE_POOL": "4", "OMBUD_FILE": str(tmp_path / "ombud.yaml")}
    plain |= {"DATABASE_URL": "postgresql://bot:abc@host.postgres.database.azure.com/bot"}
    settings = Settings.from_environment(plain)
    assert settings.app_type == "UserAssignedMSI"
    assert settings.app_password is None
    assert settings.host == "0.0.0.0"  # noqa: S104 - what is asked


def test_the_bot_is_the_identity() -> None:
    bot = block(MAIN, "resource bot ")
    for line in ("msaAppId: identity.properties.clientId", "msaAppType: 'UserAssignedMSI'", "msaAppMSIResourceId: identity.id"):
        assert line in bot
    assert "/api/messages'" in bot
    assert "channelName: 'MsTeamsChannel'" in block(MAIN, "resource teams ")
    assert "output appId string = identity.properties.clientId" in MAIN


def test_probes_ask_for_pages_of_the_service() -> None:
    probes = dict(re.findall(r"type: '(\w+)'\s+httpGet: \{ path: '([^']+)'", MAIN))
    assert probes == {"Startup": "/healthz", "Liveness": "/healthz", "Readiness": "/readyz"}


def default(name: str) -> int:
    found = re.search(rf"^param {name} int = (\d+)", MAIN, re.MULTILINE)
    assert found
    return int(found.group(1))


def test_all_replicas_fit_the_database() -> None:
    """Standard_B1ms leaves 35 connections to its users; old and new replicas stand side by side during a change."""
    assert "name: 'Standard_B1ms'" in MAIN
    assert 1 <= default("minReplicas") <= default("maxReplicas")
    assert 2 * default("maxReplicas") * default("databasePool") + 5 <= 35


def test_data_stays_in_sweden_and_inside_the_network() -> None:
    assert "param location string = 'swedencentral'" in MAIN
    database = FILES["database.bicep"]
    assert "publicNetworkAccess: 'Disabled'" in database
    assert "delegatedSubnetResourceId: subnetId" in database
    assert "firewallRules" not in database


def test_the_example_gives_what_must_be_given() -> None:
    given = set(re.findall(r"^param (\w+) =", EXAMPLE, re.MULTILINE))
    assert {name for name, has_default in params(MAIN).items() if not has_default} <= given <= set(params(MAIN))
    assert "using 'main.bicep'" in EXAMPLE
    for name in re.findall(r"loadTextContent\('([^']+)'\)", EXAMPLE):
        assert (AZURE / name).is_file()
    assert "readEnvironmentVariable('DATABASE_PASSWORD')" in EXAMPLE
