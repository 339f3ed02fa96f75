"""The few plain pages that are shown without Streamlit: signing in and out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template

from dashboard.access.reading import in_language
from dashboard.page_wording import APP_TITLE
from dashboard.reading_wording import LANGUAGE
from pipelines.languages import LANGUAGES, Speaker, native_name
from pipelines.texts import Text

_PAGE = Template("""<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title · $app</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; --paper: #f4f5f7; --card: #ffffff; --ink: #1a1d21; --line: #c9ced6; --act: #174a8c;
  --on-act: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #12151a; --card: #1b2027; --ink: #eceff3; --line: #3d4652;
  --act: #9cc3ff; --on-act: #10131a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center;
  grid-template-columns: minmax(0, 30rem); padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { width: 100%; max-width: 30rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem; }
p.app { margin: 0 0 .25rem; font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; }
label { display: block; margin-top: 1.25rem; font-weight: 600; }
input[type=email] { width: 100%; margin-top: .25rem; padding: .7rem .8rem; border: 1px solid var(--ink);
  border-radius: .5rem; background: var(--card); color: var(--ink); font: inherit; }
button, a.button { display: block; width: 100%; text-align: center; text-decoration: none; margin-top: .5rem;
  padding: .75rem 1rem; border: 0; border-radius: .5rem; background: var(--act);
  color: var(--on-act); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible, a.button:focus-visible, input:focus-visible { outline: 3px solid var(--ink);
  outline-offset: 3px; }
nav ul { display: flex; flex-wrap: wrap; justify-content: center; gap: .25rem 1rem; margin: 1.25rem 0 0; padding: 0;
  list-style: none; }
nav a { display: inline-block; padding: .35rem 0; color: inherit; }
nav a[aria-current] { font-weight: 600; text-decoration: none; }
</style>
</head>
<body>
<main>
<p class="app">$app</p>
<h1>$title</h1>
$body
</main>
$chooser
</body>
</html>
""")


def page(speaker: Speaker, title: Text, paragraphs: Sequence[Text], form: str = "", address: str = "") -> str:
    """A whole page in a language; the form must be made by a function below.

    With its address, the page offers itself in the other languages; the answer to a form has none.
    """
    body = "\n".join(f"<p>{escape(speaker.say(words))}</p>" for words in paragraphs)
    return _PAGE.substitute(
        language=speaker.language,
        app=escape(APP_TITLE),
        title=escape(speaker.say(title)),
        body=f"{body}\n{form}",
        chooser=_chooser(speaker, address) if address else "",
    )


def _chooser(speaker: Speaker, address: str) -> str:
    links = "".join(_choice(address, language, speaker.language) for language in LANGUAGES)
    return f'<nav aria-label="{escape(speaker.say(LANGUAGE))}"><ul>{links}</ul></nav>'


def _choice(address: str, language: str, current: str) -> str:
    mark = ' aria-current="true"' if language == current else ""
    link = escape(in_language(address, language))
    name = escape(native_name(language))
    return f'<li><a href="{link}" lang="{language}" hreflang="{language}"{mark}>{name}</a></li>'


def button_form(action: str, label: str, token: str = "") -> str:
    """A form of one button that posts to an address of ours."""
    field = f'<input type="hidden" name="token" value="{escape(token)}">' if token else ""
    return f'<form method="post" action="{escape(action)}">{field}<button>{escape(label)}</button></form>'


def email_form(action: str, label: str, button: str) -> str:
    """A form that asks for one e-mail address."""
    return (
        f'<form method="post" action="{escape(action)}"><label for="email">{escape(label)}</label>'
        '<input id="email" type="email" name="email" required maxlength="254" autocomplete="email">'
        f"<button>{escape(button)}</button></form>"
    )


def link_button(address: str, label: str) -> str:
    """A link that looks like a button; a form could not lead to another site."""
    return f'<a class="button" href="{escape(address)}">{escape(label)}</a>'
