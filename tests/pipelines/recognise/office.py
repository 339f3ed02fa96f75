"""Files as offices make them: the same report in many languages, layouts, formats, encodings and separators."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from xml.sax.saxutils import escape

from xlsxwriter import Workbook

from pipelines.layout import report_layout
from pipelines.model import TOTAL, Catalogue, RawTable, Screening
from pipelines.template import InputKey
from pipelines.validate import screen
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, no_history, table_of, tiny

Rows = list[list[str]]
LANGUAGES = ("en", "fr", "es", "ca", "nl", "de", "sv")

# Thing -> its name in each of the languages.
NAMES: Mapping[str, tuple[str, ...]] = {
    "measure.sessions": ("Sessions", "Séances", "Sesiones", "Sessions fetes", "Bijeenkomsten", "Sitzungen", "Möten"),
    "measure.starts": ("Starts", "Entrées", "Inicios", "Inicis", "Instroom", "Eintritte", "Påbörjade"),
    "measure.leavers": ("Leavers", "Départs", "Bajas", "Baixes", "Uitstroom", "Abgänge", "Avslutade"),
    "measure.caseload": ("Caseload", "File active", "Casos", "Casos oberts", "Bestand", "Laufende Fälle", "Ärenden"),
    "measure.known": ("Followed up", "Suivi connu", "Seguidos", "Seguits", "Gevolgd", "Nachverfolgt", "Uppföljda"),
    "measure.housed": ("Housed", "Logés", "Con vivienda", "Amb habitatge", "Gehuisvest", "Untergebracht", "Bostad"),
    "breakdown.sex": ("Sex", "Sexe", "Sexo", "Sexe (cat)", "Geslacht", "Geschlecht", "Kön"),
    "breakdown.sex.F": ("Women", "Femmes", "Mujeres", "Dones", "Vrouwen", "Frauen", "Kvinnor"),
    "breakdown.sex.M": ("Men", "Hommes", "Hombres", "Homes", "Mannen", "Männer", "Män"),
    "breakdown.sex._U": ("Unknown", "Inconnu", "Se desconoce", "Desconegut", "Onbekend", "Unbekannt", "Okänt"),
    "breakdown.reason": ("Reason", "Motif", "Motivo", "Motiu", "Reden", "Grund", "Orsak"),
    "breakdown.reason.MOVED": ("Moved away", "Déménagé", "Se mudó", "Mudança", "Verhuisd", "Verzogen", "Flyttat"),
    "breakdown.reason._O": ("Other reason", "Autre motif", "Otro", "Un altre", "Anders", "Sonstiges", "Annan orsak"),
    "breakdown.reason._U": ("Unknown", "Inconnu", "Se desconoce", "Desconegut", "Onbekend", "Unbekannt", "Okänt"),
    "activity.ash-groups": (
        "Ashtown groups", "Groupes d'Ashtown", "Grupos de Ashtown", "Grups d'Ashtown", "Groepen Ashtown",
        "Gruppen für Ashtown", "Grupper i Ashtown",
    ),
    "activity.ash-birch-mentors": (
        "Mentors of two towns", "Mentors de deux villes", "Mentores de dos ciudades", "Mentors de dues ciutats",
        "Mentoren van twee steden", "Mentoren zweier Städte", "Mentorer i två städer",
    ),
    "mark.NC": (
        "Not collected", "Non collecté", "No recogido", "No recollit", "Niet verzameld", "Nicht erhoben", "Ej insamlat",
    ),
}  # fmt: skip

# Header of each column of labels in each of the languages.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "partner": ("Partner", "Partenaire", "Municipio", "Soci", "Gemeente", "Kommune", "Ort"),
    "quarter": ("Quarter", "Trimestre", "Periodo", "Període", "Kwartaal", "Quartal", "Kvartal"),
    "activity": ("Activity", "Activité", "Actividad", "Activitat", "Activiteit", "Aktivität", "Aktivitet"),
    "measure": ("Measure", "Indicateur", "Indicador", "Mesura", "Meetgrootheid", "Kennzahl", "Mått"),
    "breakdown": (
        "Breakdown", "Répartition", "Desglose", "Desglossament", "Uitsplitsing", "Aufschlüsselung", "Uppdelning",
    ),
    "category": ("Category", "Catégorie", "Categoría", "Categoria", "Categorie", "Kategorie", "Kategori"),
    "value": ("Number", "Nombre", "Número", "Quantitat", "Aantal", "Anzahl", "Antal"),
    "mark": ("Mark", "Mention", "Marca", "Senyal", "Markering", "Vermerk", "Märke"),
    "total": ("Total", "Ensemble", "Suma", "Conjunt", "Totaal", "Insgesamt", "Summa"),
    "all": (
        "All activities", "Toutes les activités", "Todas las actividades", "Totes les activitats", "Alle activiteiten",
        "Alle Aktivitäten", "Alla aktiviteter",
    ),
    "period": (
        "April to June 2021", "2e trimestre 2021", "segundo trimestre de 2021", "2n trimestre 2021", "2e kwartaal 2021",
        "II. Quartal 2021", "kvartal 2 2021",
    ),
}  # fmt: skip


@cache
def tiny_in_seven() -> Catalogue:
    """The tiny catalogue, translated."""
    found = tiny()
    translations = {
        language: {f"{key}.label": names[at] for key, names in NAMES.items()}
        for at, language in enumerate(LANGUAGES)
        if language != "en"
    }
    return replace(found, project=replace(found.project, languages=LANGUAGES), translations=translations)


def name(key: str, language: str) -> str:
    return {**NAMES, **HEADERS}[key][LANGUAGES.index(language)]


def category_name(column: tuple[str, str], language: str) -> tuple[str, str]:
    breakdown, category = column
    return name(f"breakdown.{breakdown}", language), name(f"breakdown.{breakdown}.{category}", language)


def activity_name(activity_id: str, language: str) -> str:
    return name("all" if activity_id == TOTAL else f"activity.{activity_id}", language)


def said(value: int | str | None, language: str) -> str:
    """A count, or the name of a mark."""
    if value is None:
        return ""
    if isinstance(value, str):
        return name(f"mark.{value}", language) if f"mark.{value}" in NAMES else value
    return str(value)


def sheet(language: str, values: Mapping[InputKey, int | str] = COHERENT, *, two_rows: bool = False) -> Rows:
    """An office's own sheet: our words, a title, one or two rows of headers, a footer."""
    layout = report_layout(tiny_in_seven(), PARTNER, QUARTER)
    columns = layout.columns[1:]
    labels = [name("activity", language), name("measure", language)]
    pairs = [category_name(column, language) for column in columns]
    title = [[f"Ashtoun · {name('period', language)}"], []]
    if two_rows:
        uppers = [pair[0] if at == 0 or pairs[at - 1][0] != pair[0] else "" for at, pair in enumerate(pairs)]
        head = [
            ["", "", "", *uppers],
            [*labels, name("total", language), *(lower for _, lower in pairs)],
        ]
    else:
        head = [[*labels, name("total", language), *(f"{upper}: {lower}" for upper, lower in pairs)]]
    rows = [
        [
            activity_name(row.activity_id, language),
            name(f"measure.{row.measure.id}", language),
            *(
                said(values.get((row.activity_id, row.measure.id, *column)), language)
                for column in layout.columns
            ),
        ]
        for row in layout.rows
    ]
    return [*title, *head, *rows, [], ["(c) Ashtown"]]


def long(language: str | None, values: Mapping[InputKey, int | str] = COHERENT) -> Rows:
    """The long format: ids under the names of its columns, or names under headers of a language."""
    roles = ("partner", "quarter", "activity", "measure", "breakdown", "category", "value", "mark")
    if language is None:
        head = [
            "partner_id",
            "quarter",
            "activity_id",
            "measure_id",
            "breakdown",
            "category",
            "value",
            "mark",
        ]
    else:
        head = [name(role, language) for role in roles]
    rows = [_long_row(key, value, language) for key, value in values.items()]
    return [head, *rows]


def _long_row(key: InputKey, value: int | str, language: str | None) -> list[str]:
    activity, measure, *column = key
    figure = ["", value] if isinstance(value, str) else [str(value), ""]
    if language is None:
        return [PARTNER, QUARTER, activity, measure, *column, *figure]
    pair = (
        (name("total", language), name("total", language))
        if column[0] == TOTAL
        else category_name((column[0], column[1]), language)
    )
    return [
        "Ashtoun",
        name("period", language),
        activity_name(activity, language),
        name(f"measure.{measure}", language),
        *pair,
        figure[0],
        said(value, language) if isinstance(value, str) else "",
    ]


# ---- files -----------------------------------------------------------------------------------------------


def as_csv(
    rows: Sequence[Sequence[str]],
    encoding: str = "utf-8",
    separator: str = ";",
    line_end: str = "\r\n",
    *,
    quoted: bool = False,
    hint: bool = False,
) -> bytes:
    buffer = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, lineterminator=line_end, quoting=quoting)
    writer.writerows(rows)
    text = (f"sep={separator}{line_end}" if hint else "") + buffer.getvalue()
    return text.encode(encoding)


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                if text.isascii() and text.isdigit():
                    sheet.write_number(row, column, int(text))
                elif text:
                    sheet.write_string(row, column, text)
    return buffer.getvalue()


ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def as_ods(rows: Sequence[Sequence[str]]) -> bytes:
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row or ['']))}</table:table-row>" for row in rows
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("content.xml", f"{ODS_HEAD}{lines}{ODS_TAIL}")
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
    return buffer.getvalue()


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    is_number = text.isascii() and text.isdigit()
    kind = f'"float" office:value="{text}"' if is_number else '"string"'
    return f"<table:table-cell office:value-type={kind}><text:p>{escape(text)}</text:p></table:table-cell>"


def screened(data: bytes, file_name: str = "report.csv", *, expected: bool = True) -> Screening:
    """Read and check a file, with or without the partner and quarter that the page knows."""
    table: RawTable = table_of(data, file_name)
    return screen(
        table,
        tiny_in_seven(),
        no_history(),
        expected_partner=PARTNER if expected else None,
        expected_quarter=QUARTER if expected else None,
    )
