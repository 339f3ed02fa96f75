"""Words of the seven languages that no catalogue has to give: headers, totals, quarters."""

from __future__ import annotations

from collections.abc import Mapping


def spellings(table: str) -> list[str]:
    """The spellings of a table of this module."""
    return [part.strip() for line in table.splitlines() for part in line.split(",") if part.strip()]


def _set(line: str) -> frozenset[str]:
    return frozenset(line.split())


HEADERS: Mapping[str, str] = {
    "partner": """partner, partner id, city, town, place, area, municipality, local authority, organisation
        reporting partner
        partenaire, ville, lieu, commune, collectivité, territoire, organisme
        socio, ciudad, municipio, lugar, entidad, organización, ayuntamiento
        soci, ciutat, municipi, lloc, entitat, organització, ajuntament
        stad, gemeente, plaats, organisatie
        Stadt, Gemeinde, Ort, Kommune, Organisation, Träger
        kommun, ort, organisation""",
    "quarter": """quarter, period, reporting period, time period
        trimestre, période, période de référence
        periodo, período de referencia
        període, període de referència
        kwartaal, periode, verslagperiode, tijdvak
        Quartal, Zeitraum, Berichtszeitraum, Vierteljahr
        kvartal, rapporteringsperiod""",
    "activity": """activity, activity id, local activity, project, programme
        activité, activité locale, action, action locale, dispositif, projet
        actividad, actividad local, acción, proyecto
        activitat, activitat local, acció, projecte
        activiteit, lokale activiteit
        Aktivität, lokale Aktivität, Projekt, Angebot
        aktivitet, lokal aktivitet, insats""",
    "measure": """measure, measure id, indicator, figure, what is counted
        mesure, indicateur, donnée, grandeur
        medida, indicador, dato, magnitud
        mesura, dada
        maatstaf, meetgrootheid, kengetal, gegeven
        Messgröße, Kennzahl, Indikator, Kenngröße, Messwert
        mått, indikator, uppgift, nyckeltal""",
    "breakdown": """breakdown, broken down by, disaggregation, dimension, split
        ventilation, répartition, désagrégation, critère
        desglose, desagregación, dimensión
        desglossament, desagregació, dimensió
        uitsplitsing, onderverdeling, dimensie
        Aufschlüsselung, Aufgliederung, Gliederung, Untergliederung, Merkmal
        uppdelning, fördelning, indelning""",
    "category": """category, group
        catégorie, groupe, modalité
        categoría, grupo
        categoria, grup
        categorie, groep
        Kategorie, Gruppe, Ausprägung
        kategori, grupp""",
    "value": """value, count, number, obs value, quantity
        valeur, nombre, effectif, effectifs, quantité
        valor, número, cantidad, recuento
        quantitat, recompte
        waarde, aantal, hoeveelheid
        Wert, Anzahl, Zahl, Menge
        värde, antal""",
    "mark": """mark, missing mark, flag, obs status
        marque, signe, mention
        marca, signo
        senyal
        markering, merkteken, teken
        Zeichen, Markierung, Kennzeichen, Vermerk
        märke, märkning, tecken""",
    "unit": """unit, unit of measurement
        unité, unité de mesure
        unidad, unidad de medida
        unitat, unitat de mesura
        eenheid, meeteenheid
        Einheit, Maßeinheit
        enhet, måttenhet""",
}
"""What a column holds -> how its header may be spelt, a line for each language (en, fr, es, ca, nl, de, sv)."""

TOTALS = """_T, total, sum, overall, grand total, all, total count
    total général, ensemble, somme, tous
    total general, suma, conjunto, todos
    conjunt, tots
    totaal, som, eindtotaal, alle
    gesamt, Summe, insgesamt, Gesamtzahl, Gesamtsumme, zusammen
    totalt, summa, samtliga, totalsumma"""

ALL_ACTIVITIES = """all activities, every activity, all local activities
    toutes les activités, ensemble des activités, toutes activités
    todas las actividades, conjunto de actividades
    totes les activitats, conjunt d'activitats
    alle activiteiten
    alle Aktivitäten, alle Projekte
    alla aktiviteter, samtliga aktiviteter"""

NOT_BY_ACTIVITY = """not by activity, not applicable by activity
    pas par activité, sans activité, non ventilé par activité
    no por actividad, sin actividad
    no per activitat, sense activitat
    niet per activiteit, zonder activiteit
    nicht nach Aktivität, ohne Aktivität, nicht je Aktivität
    inte per aktivitet, ej per aktivitet, utan aktivitet"""

QUARTER_WORDS = _set("""q qtr quarter quarters t tr trim trimestre trimestres trimester kwartaal kwartaals
    quartal quartals vierteljahr kvartal kvartalet kv""")
NOT_QUARTERS = _set("kw s h sem semester semestre week woche vecka jaar fy")
"""Words that make a period something else, or that mean different things in different languages."""

ORDINALS: Mapping[str, int] = {
    word: number
    for number, spellings in enumerate(
        (
            """first premier primer primero primera eerste erste erstes ersten forsta""",
            """second deuxieme segundo segunda segon segona tweede zweite zweites zweiten andra""",
            """third troisieme tercero tercera tercer derde dritte drittes dritten tredje""",
            """fourth quatrieme cuarto cuarta quart quarta vierde vierte viertes vierten fjarde""",
        ),
        start=1,
    )
    for word in spellings.split()
}
SUFFIXES = _set("st nd rd th er ere e eme o a r n t de ste")
"""What may follow the digit of an ordinal number: 1st, 2e, 2ème, 1r, 4t, 2de."""
FILLERS = _set("""of the in year de del du d l le la el les het van das des der im i any ano anys
    jahr jahres ar annee an""")
RANGE_WORDS = _set(
    "to a au bis tot t m met till fins hasta through et and y en und och from von van de des d del i"
)
