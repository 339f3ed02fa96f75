-- What a release calls its things in one language, one row per table, column and English text.
-- Reads:  translation.
-- Params: $language
select table_name, column_name, source, said
from release.translation
where language = $language
order by table_name, column_name, source
