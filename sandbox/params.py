"""Parameters of a call: strings as they came, read with VK's own complaints."""

from collections.abc import Mapping

import orjson

from sandbox.errors import bad
from sandbox.records import Json

TRUE = ("1", "true", "True")


class Params:
    """One call's parameters, the token and the version left out."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def has(self, name: str) -> bool:
        """Whether it was sent and is not empty."""
        return self._given.get(name, "") != ""

    def text(self, name: str, default: str = "", *, most: int = 0) -> str:
        """A string."""
        value = self._given.get(name, default)
        if most and len(value) > most:
            raise bad(f"{name} is too long")
        return value

    def required(self, name: str) -> str:
        """A string that must be there."""
        if not self.has(name):
            raise bad(f"{name} is undefined")
        return self._given[name]

    def number(
        self, name: str, default: int | None = None, *, least: int | None = None, most: int | None = None
    ) -> int:
        """An integer; without a default it must be there."""
        if not self.has(name):
            if default is None:
                raise bad(f"{name} is undefined")
            return default
        value = _integer(name, self._given[name])
        if least is not None and value < least:
            raise bad(f"{name} should be greater or equal to {least}")
        if most is not None and value > most:
            raise bad(f"{name} should be less or equal to {most}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A checkbox: 1 or true."""
        return self._given[name] in TRUE if self.has(name) else default

    def words(self, name: str) -> list[str]:
        """A comma-joined list."""
        return [word.strip() for word in self._given.get(name, "").split(",") if word.strip()]

    def numbers(self, name: str, *, most: int) -> list[int]:
        """A comma-joined list of integers with VK's upper bound."""
        values = [_integer(name, word) for word in self.words(name)]
        if len(values) > most:
            raise bad(f"{name} count should be less or equal to {most}")
        return values

    def json(self, name: str) -> Json:
        """A JSON object in a string."""
        try:
            value = orjson.loads(self.required(name))
        except orjson.JSONDecodeError as wrong:
            raise bad(f"{name} is invalid JSON") from wrong
        if not isinstance(value, dict):
            raise bad(f"{name} should be an object")
        return value

    def switches(self, names: tuple[str, ...] | list[str]) -> dict[str, bool]:
        """Those of the named checkboxes that were sent."""
        return {name: self.flag(name) for name in names if self.has(name)}


def _integer(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError as wrong:
        raise bad(f"{name} not integer") from wrong
