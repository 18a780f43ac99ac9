"""What Teams says of the bot, in Swedish and in English, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["sv", "en"]
Scope = Literal["personal", "team", "groupChat"]


@dataclass(frozen=True)
class Said:
    """The same thing in both languages."""

    sv: str
    en: str

    def in_(self, language: Language) -> str:
        """As it is said in one of them."""
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True)
class Command:
    """What Teams offers to write to the bot: the title itself, or with `prompt` a whole question behind it."""

    title: Said
    description: Said
    prompt: Said | None = None
    personal_only: bool = False


FULL_NAME = Said("{name} (regionen eller kommunen)", "{name} (the region or the municipality)")
SHORT_DESCRIPTION = Said(
    "Regionen eller kommunen? Svar ur er överenskommelse, med källa.",
    "The region or the municipality? Answers from your agreement, with its source.",
)
DESCRIPTION = Said(
    """\
Fråga vem som ansvarar, regionen eller kommunen, för habilitering, rehabilitering och hjälpmedel.

**Du kan**

- skriva frågan med egna ord eller låta dig guidas: bara det som påverkar svaret efterfrågas
- se var det står i överenskommelsen, vad lagen säger bredvid och vart du vänder dig
- börja en SIP (samordnad individuell plan) och få ett underlag utan personuppgifter
- jämföra län och öva på fall.

**Bra att veta**

- Svaren kommer ur de överenskommelser som är inlagda. När de inte avgör frågan står det så; inget gissas.
- Tjänsten bedömer ingen enskild person och fattar inga beslut. Vid akut fara: ring 112.
- Skriv aldrig namn eller personnummer.

Svaren är på svenska. Tjänsten fungerar i Microsoft Teams. Hjälp: {support}""",
    """\
Ask who is responsible, the region or the municipality, for habilitation, rehabilitation and assistive devices in Sweden.

**You can**

- ask in your own words, or be guided: only what changes the answer is asked for
- see where it stands in the agreement, what the law says beside it and where to turn
- start a SIP (coordinated individual plan) with a preparation sheet free of personal data
- compare counties and practise on cases.

**Good to know**

- The answers come from the agreements that have been encoded. When they do not settle a question it says so; nothing is guessed.
- It assesses no person and decides nothing. In an emergency: call 112.
- Never write names or identity numbers.

You may ask in English; the answers are in Swedish. It works with Microsoft Teams. Support: {support}""",
)

COMMANDS: tuple[Command, ...] = (
    Command(
        Said("Guida mig", "Guide me"),
        Said("Svara på några frågor och få veta vem som ansvarar", "Answer a few questions and learn who is responsible"),
    ),
    Command(Said("Hjälp", "Help"), Said("Se vad du kan fråga om", "See what you can ask")),
    Command(Said("Ny fråga", "New question"), Said("Börja om från början", "Start over")),
    Command(
        Said("Starta SIP", "Start SIP"),
        Said("Kom igång med en samordnad individuell plan", "Begin a coordinated individual plan"),
    ),
    Command(
        Said("Jämför län", "Compare"),
        Said("Se vad andra län svarar på din senaste fråga", "See what other counties answer to your last question"),
    ),
    Command(
        Said("Öva", "Practice"), Said("Pröva dig på ett påhittat fall", "Try your hand at a made-up case"), personal_only=True
    ),
    Command(
        Said("Glöm mig", "Forget me"),
        Said("Ta bort det du har svarat i samtalet", "Remove what you have answered in the conversation"),
        personal_only=True,
    ),
    Command(
        Said("Hjälpmedel till ett barn", "A device for a child"),
        Said("Vem ansvarar för hjälpmedel till en 8-åring?", "Who is responsible for assistive devices for an 8-year-old?"),
        prompt=Said(
            "Vem ansvarar för hjälpmedel till en 8-åring?", "Who is responsible for assistive devices for an 8-year-old?"
        ),
    ),
    Command(
        Said("Rehabilitering efter stroke", "Rehabilitation after a stroke"),
        Said("Vem ansvarar för rehabilitering efter stroke?", "Who is responsible for rehabilitation after a stroke?"),
        prompt=Said("Vem ansvarar för rehabilitering efter stroke?", "Who is responsible for rehabilitation after a stroke?"),
    ),
    Command(
        Said("Arbetsterapi i hemmet", "Occupational therapy at home"),
        Said("Vem ansvarar för en 40-åring i ordinärt boende?", "Who is responsible for a 40-year-old living at home?"),
        prompt=Said(
            "Vem ansvarar för arbetsterapi till en 40-åring i ordinärt boende?",
            "Who is responsible for occupational therapy for a 40-year-old living at home?",
        ),
    ),
)
"""Everything that Teams offers, the likeliest first. The bot must understand each in both languages."""

SEARCH_TITLE = Said("Sök svar", "Find answers")
SEARCH_DESCRIPTION = Said(
    "Sök i överenskommelserna och dela ett svar med källa", "Search the agreements and share an answer with its source"
)
SEARCH_FIELD = Said("Fråga eller sökord", "Question or words")
SEARCH_HINT = Said(
    "Till exempel: hjälpmedel, vem kallar till SIP. Inga namn eller personnummer",
    "For example: hjälpmedel, vem kallar till SIP. No names or identity numbers",
)


def commands(scope: Scope) -> list[Command]:
    """What Teams offers in a scope."""
    return [command for command in COMMANDS if scope == "personal" or not command.personal_only]
