"""Headers of columns, and labels of forms, that ask who somebody is; in the languages of the partners.

Written as in `folding.folded`: plain lower-case letters with one space between words.
"""

from __future__ import annotations

from pipelines.read.personal.folding import folded

LONGEST = 60


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word.strip() for words in lists for word in words.split(","))


UNMISTAKABLE = _words(
    # English
    "first name, firstname, first names, given name, given names, forename, forenames, surname, surnames, "
    "last name, lastname, family name, full name, name and surname, first and last name, name of participant, "
    "participant name, participants name, client name, name of client, name of offender, date of birth, "
    "birth date, birthdate, birthday, dob, d o b, year of birth, place of birth, born on, social security number, "
    "national id, national id number, national insurance number, passport, passport number, passport no, "
    "id number, id card number, identity card number, personal number, personal id, case number, case no, "
    "case file number, client number, client no, client id, prisoner number, inmate number, offender number, "
    "home address, postal address, street address, place of residence, bank account, iban",
    # French
    "prenom, prenoms, nom de famille, nom et prenom, nom et prenoms, nom prenom, prenom nom, prenom et nom, "
    "nom de naissance, nom du participant, nom de la personne, date de naissance, annee de naissance, "
    "ne le, nee le, ne e le, lieu de naissance, numero de securite sociale, n de securite sociale, "
    "no de securite sociale, numero national, numero de registre national, numero de dossier, n de dossier, "
    "n dossier, no de dossier, numero d ecrou, n d ecrou, adresse postale, adresse du domicile, "
    "lieu de residence, numero de passeport",
    # Spanish
    "nombre y apellidos, nombre y apellido, apellidos y nombre, apellidos, apellido, primer apellido, "
    "segundo apellido, nombre completo, nombre del participante, nombre de la persona, fecha de nacimiento, "
    "fecha nacimiento, f nacimiento, fecha nac, fecha de nac, ano de nacimiento, lugar de nacimiento, dni, "
    "dni nie, nif nie, numero de dni, n dni, numero de expediente, n de expediente, no de expediente, "
    "no expediente, n expediente, num expediente, numero de interno, n de interno, domicilio particular, "
    "numero de pasaporte, n de pasaporte",
    # Catalan
    "nom i cognoms, nom i cognom, cognoms i nom, cognoms, cognom, primer cognom, segon cognom, nom complet, "
    "data de naixement, data naixement, any de naixement, lloc de naixement, numero d expedient, n d expedient, "
    "num expedient, domicili particular, numero de passaport",
    # Dutch
    "voornaam, voornamen, achternaam, familienaam, naam en voornaam, voor en achternaam, volledige naam, "
    "naam deelnemer, naam van de deelnemer, naam client, geboortedatum, geboortejaar, geboren op, geboorteplaats, "
    "burgerservicenummer, bsn, bsn nummer, rijksregisternummer, rijksregister nr, dossiernummer, dossiernr, "
    "zaaknummer, clientnummer, woonadres, thuisadres, paspoortnummer, identiteitskaartnummer",
    # German
    "vorname, vornamen, nachname, nachnamen, familienname, vor und nachname, vorname nachname, name vorname, "
    "name und vorname, geburtsname, name des teilnehmers, name der person, geburtsdatum, geburtsjahr, "
    "geb datum, geboren am, geburtsort, aktenzeichen, fallnummer, fall nr, klientennummer, gefangenennummer, "
    "sozialversicherungsnummer, steuer id, steueridentifikationsnummer, ausweisnummer, personalausweisnummer, "
    "reisepassnummer, passnummer, wohnanschrift, wohnadresse",
    # Swedish
    "fornamn, efternamn, for och efternamn, fullstandigt namn, deltagarens namn, klientens namn, fodelsedatum, "
    "fodelsear, fodelseort, personnummer, personnr, samordningsnummer, arendenummer, malnummer, klientnummer, "
    "hemadress, bostadsadress, passnummer",
    # Italian
    "cognome, nome e cognome, cognome e nome, nome del partecipante, data di nascita, anno di nascita, nato il, "
    "nata il, luogo di nascita, codice fiscale, numero di pratica, numero di fascicolo, n fascicolo, "
    "indirizzo di residenza, numero di passaporto",
)

TOGETHER_ONLY = _words(
    "name, names, nom, noms, nombre, nombres, naam, namen, namn, nome, nomi, initials, initiales, iniciales, "
    "inicials, initialen, initialer, iniziali, address, adresse, adresses, direccion, adreca, adres, adressen, "
    "anschrift, adress, indirizzo, domicile, domicilio, domicili, wohnort, woonplaats, residence, phone, "
    "phone number, telephone, telephone number, mobile, mobile number, telephone portable, numero de telephone, "
    "telefono, numero de telefono, movil, telefon, telefoon, telefoonnummer, telefonnummer, mobilnummer, gsm, "
    "handy, mobiel, mobil, mobiltelefon, cellulare, e mail, email, e mail address, email address, courriel, "
    "correo electronico, correu electronic, e postadress, e post, born, ne, nee, geboren, fodd, nato, nata, id, nie, "
    "nif, nationality, nationalite, nacionalidad, nacionalitat, nationaliteit, nationalitat, nationalitet, nazionalita"
)
"""Innocent alone (the name of an activity), but not two of them in one row."""


def asks_who(text: str) -> bool:
    """Whether a text, as a whole, is a header that can only be about persons."""
    return len(text) <= LONGEST and folded(text) in UNMISTAKABLE


def may_ask_who(text: str) -> bool:
    """Whether a text, as a whole, is a header that is about persons when another one stands beside it."""
    return len(text) <= LONGEST and folded(text) in TOGETHER_ONLY
