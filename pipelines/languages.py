"""Says sentences in the reader's language.

Translations are in `locale/<language>.po`; where one is missing, the English source is said, so nothing is ever
left unsaid. English has no file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from pipelines.model import Account, Catalogue
from pipelines.texts import MORE, NAMED_AT_MOST, Argument, Either, Name, Quarter, Text

SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "fr", "es", "ca", "nl", "de", "sv")
LOCALE_DIR = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Speaker:
    """One language, and what the catalogue's things are called in it."""

    language: str
    names: Mapping[str, str] = field(default_factory=dict)
    """Key of a thing -> its name; what has none is called what the catalogue calls it."""

    def say(self, sentence: Text) -> str:
        """The sentence in this language."""
        arguments = {key: self._argument(value) for key, value in sentence.arguments.items()}
        found = translations(self.language)
        if sentence.many:
            arguments["n"] = self.number(sentence.n)
            source = found.ungettext(sentence.source, sentence.many, sentence.n)
        else:
            source = found.ugettext(sentence.source)
        return source.format(**arguments)

    def name(self, name: Name) -> str:
        """What a thing of the catalogue is called."""
        return self.names.get(name.key, name.label)

    def listed(self, items: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
        """At most five of the items, joined in words."""
        if len(items) > NAMED_AT_MOST:
            shown = Text(
                MORE.source,
                {"items": ", ".join(items[:NAMED_AT_MOST]), "n": len(items) - NAMED_AT_MOST},
            )
            return self.say(shown)
        return format_list(list(items), style, self._locale) if items else ""

    def number(self, number: float) -> str:
        """A number with the separators of this language, and one decimal where it is not whole."""
        rounded = round(number, 1)
        return format_decimal(rounded, "#,##0.#", locale=self._locale)

    @property
    def separators(self) -> str:
        """The mark before decimals and the one between thousands, as Plotly asks for them: '.,'."""
        symbols = self._locale.number_symbols["latn"]
        return f"{symbols['decimal']}{symbols['group']}"

    def percent(self, share: float) -> str:
        """A percentage [%], with one decimal where it is not whole, and a space that does not break."""
        return f"{self.number(share)}\u00a0%"

    def quarter(self, quarter: str) -> str:
        """A quarter such as 2018-Q1, in short: T1 2018. In English it is what it is called in files."""
        if self.language == SOURCE_LANGUAGE:
            return quarter
        year, number = quarter.split("-Q")
        # NOTE: Babel's stand-alone forms (qqq) keep the words of the first language asked (python-babel #1234).
        return format_date(date(int(year), 3 * int(number), 1), "QQQ y", locale=self._locale)

    def long_date(self, day: date) -> str:
        """A date in words, such as 20 July 2018."""
        # Babel's long English date puts the month first; the partners are Europeans.
        return format_date(
            day, "d MMMM y" if self.language == SOURCE_LANGUAGE else "long", locale=self._locale
        )

    def moment(self, at: datetime) -> str:
        """A moment in words, in UTC."""
        utc = at.astimezone(UTC)
        return f"{self.long_date(utc.date())}, {utc:%H:%M} UTC"

    def happened(self, when: str) -> str:
        """A day, two days ('2018-03-15/2018-03-16'), a month ('2019-11') or a quarter ('2018-Q2') in words."""
        if "Q" in when:
            return self.quarter(when)
        if len(when) == len("2019-11"):
            return format_skeleton("yMMMM", date.fromisoformat(f"{when}-01"), locale=self._locale)
        first, _, last = when.partition("/")
        if not last:
            return self.long_date(date.fromisoformat(first))
        days = date.fromisoformat(first), date.fromisoformat(last)
        return format_interval(*days, "yMMMMd", locale=self._locale)

    def month(self, day: date) -> str:
        """The name of a date's month."""
        return format_date(day, "LLLL", locale=self._locale)

    @property
    def _locale(self) -> Locale:
        return Locale.parse("en_GB" if self.language == SOURCE_LANGUAGE else self.language)

    def _argument(self, value: Argument) -> str:
        if isinstance(value, Text):
            return self.say(value)
        if isinstance(value, Name):
            return self.name(value)
        if isinstance(value, Quarter):
            return self.quarter(value.code)
        if isinstance(value, date):
            return self.long_date(value)
        if isinstance(value, Either):
            return self.listed([self._argument(item) for item in value.items], "or")
        if isinstance(value, tuple):
            return self.listed([self._argument(item) for item in value])
        return str(value)


def speaker_of(catalogue: Catalogue, language: str) -> Speaker:
    """The speaker of a language, who knows what a catalogue's things are called in it."""
    return Speaker(language, catalogue.translations.get(language, {}))


def language_of(account: Account, catalogue: Catalogue) -> str:
    """The language somebody reads: the one chosen, else that of the partner, else English."""
    partner = catalogue.partners.get(account.partner_id or "")
    asked = (account.language, partner.language if partner else "")
    return next((language for language in asked if language in LANGUAGES), SOURCE_LANGUAGE)


def native_name(language: str) -> str:
    """What a language calls itself."""
    name = str(Locale.parse(language).get_display_name(language))
    return name[:1].upper() + name[1:]


@lru_cache
def translations(language: str) -> NullTranslations:
    """The translations of the program's own sentences.

    Errors: ValueError for a language that the program does not speak.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    with (LOCALE_DIR / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
