"""Counties and municipalities of Sweden, by key, code and name. Knows every county, also those without an agreement."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from knowledge.yamlfile import Model

CountyCode = Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]


class Municipality(Model):
    """A municipality: SCB's four-digit `code`, its `name` without «kommun», and the key of its county."""

    code: MunicipalityCode
    name: str
    county: str


class County(Model):
    """A county (län): SCB's two-digit `code`, its names, its region, and its municipalities as code -> name."""

    key: str = Field(pattern=r"^[a-z_]+$")
    code: CountyCode
    name: str
    short: str
    region: str
    municipalities: dict[MunicipalityCode, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_of_this_county(self) -> County:
        stray = [code for code in self.municipalities if not code.startswith(self.code)]
        if stray:
            raise ValueError(f"municipality codes of county {self.code} begin with {self.code}, not {', '.join(stray)}")
        return self


class Counties(Model):
    """All counties, with their municipalities. Keys, codes and names are unique."""

    counties: tuple[County, ...]

    @model_validator(mode="after")
    def _unique(self) -> Counties:
        for what, values in (
            ("county key", [county.key for county in self.counties]),
            ("county code", [county.code for county in self.counties]),
            ("municipality name", [name for county in self.counties for name in county.municipalities.values()]),
        ):
            twice = [value for value, count in Counter(values).items() if count > 1]
            if twice:
                raise ValueError(f"{what} declared twice: {', '.join(twice)}")
        return self

    @cached_property
    def by_key(self) -> dict[str, County]:
        """Counties by key."""
        return {county.key: county for county in self.counties}

    @cached_property
    def by_code(self) -> dict[str, Municipality]:
        """Municipalities by SCB code (`0680`)."""
        return {
            code: Municipality(code=code, name=name, county=county.key)
            for county in self.counties
            for code, name in county.municipalities.items()
        }

    @cached_property
    def _counties_by_name(self) -> dict[str, County]:
        return {name.casefold(): county for county in self.counties for name in (county.short, county.region, county.name)}

    @cached_property
    def _municipalities_by_name(self) -> dict[str, Municipality]:
        return {municipality.name.casefold(): municipality for municipality in self.by_code.values()}

    def county_named(self, name: str) -> County | None:
        """The county called exactly `name` (county, short form or region, whatever the case of the letters)."""
        return self._counties_by_name.get(name.strip().casefold())

    def municipality_named(self, name: str) -> Municipality | None:
        """The municipality called exactly `name` («Malung-Sälen», whatever the case of the letters).

        Five names (Stockholm, Uppsala, Jönköping, Kalmar, Örebro) and Gotland are also those of a county.
        """
        return self._municipalities_by_name.get(name.strip().casefold())

    def county_of(self, code: str) -> County | None:
        """The county of the municipality with SCB code `code`."""
        municipality = self.by_code.get(code)
        return self.by_key[municipality.county] if municipality else None
