"""Practice sheets and the annex of results: documents of published cells and authors' texts, as PDF and DOCX."""
