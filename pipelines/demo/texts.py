"""Invented words: addresses of accounts and what a manager writes. Nothing in them is a real person or place."""

from __future__ import annotations

import re
import unicodedata

from faker import Faker
from faker.config import AVAILABLE_LOCALES

from pipelines.model import Account, Catalogue, Partner, Role

DOMAIN = "example.org"
MANAGER = Account(f"manager@{DOMAIN}", Role.MANAGER, None)
EVALUATOR = Account(f"evaluator@{DOMAIN}", Role.EVALUATOR, None)
ADMINISTRATOR = Account(f"administrator@{DOMAIN}", Role.ADMINISTRATOR, None)
READER = Account(f"reader@{DOMAIN}", Role.READER, None)
WITHOUT_PARTNER = (MANAGER, EVALUATOR, ADMINISTRATOR, READER)
DEFAULT_LOCALE = "en_GB"
CHANCE = "The figures of this project are drawn by chance. (synthetic)"


def coordinator(partner: Partner) -> Account:
    """The account that hands in a partner's reports."""
    plain = unicodedata.normalize("NFKD", partner.id).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9-]+", "-", plain.lower()).strip("-")
    return Account(f"coordinator.{name}@{DOMAIN}", Role.COORDINATOR, partner.id)


def comment_on_return(catalogue: Catalogue, partner: Partner, quarter: str, seed: int) -> str:
    """Why a report goes back, with a sentence in the partner's language."""
    fake = Faker(locale_of(partner))
    fake.seed_instance(f"{seed}-{partner.id}-{quarter}")
    return (
        f"{partner.label}, {quarter}: please check the note of your team and send the workbook again. "
        f"{fake.sentence(nb_words=8)} ({catalogue.project.short_title}, synthetic)"
    )


def locale_of(partner: Partner) -> str:
    """The locale of a partner's language and country where there are invented words in it."""
    wanted = [f"{partner.language}_{partner.country}"]
    wanted += sorted(name for name in AVAILABLE_LOCALES if name.startswith(f"{partner.language}_"))
    return next((name for name in wanted if name in AVAILABLE_LOCALES), DEFAULT_LOCALE)
