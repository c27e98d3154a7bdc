{# Flags, codes, and what goes for every type. From landed text to typed values: each macro returns NULL for text that
   it cannot read; the staging models compare that with the text to find cast failures (see unreadable_columns).
   The files of this folder are also rendered outside dbt, to look at files before they are landed: they use `ref` for the
   seed `codes` and nothing else of dbt. #}

{# Yes or no: ○ / blank, 有 / 無, 1 / 0. `blank` says what an empty cell means: `false` in case files, `null` in surveys. #}
{% macro to_flag(text, blank='false') -%}
    case
        when {{ text }} is null then {{ blank }}
        when {{ is_one_of('lower(' ~ text ~ ')', [
            '○', '〇', '◯', '●', '◎', '✓', '✔', '有', '有り', 'あり', '1', '１', 'true', 'yes', 'y', 'はい'
        ]) }}
            then true
        when {{ is_one_of('lower(' ~ text ~ ')', [
            '無', '無し', 'なし', '0', '０', 'false', 'no', 'n', 'いいえ', '×', '-'
        ]) }}
            then false
    end
{%- endmacro %}

{# The code of a text by the code list `codes`; NULL when blank or not on the list. The column must not be called `text`
   or `code`: inside the subquery those are the list's own. #}
{% macro to_code(column, domain) -%} {{ code_of(half_width(column), domain) }} {%- endmacro %}

{# Text of a column in the form that its type is read from, and the value read: what the staging models do column by
   column. The screening of files and `mokuhyo contract` read cells by these, so a value has one rule. #}
{% macro comparable_text(column, type) -%}
    {%- if type in ('date', 'month') -%} {{ day_text(column) }}
    {%- elif type in ('amount', 'integer') -%} {{ half_width(column) }}
    {%- else -%} {{ clean_text(column) }}
    {%- endif -%}
{%- endmacro %}

{% macro typed_value(text, type, domain=none) -%}
    {%- if type == 'date' -%} {{ to_date(text) }}
    {%- elif type == 'month' -%} {{ to_month(text) }}
    {%- elif type == 'amount' -%} {{ to_number(text) }}
    {%- elif type == 'integer' -%} {{ to_integer(text) }}
    {%- elif type == 'flag' -%} {{ to_flag(text, blank='null') }}
    {%- elif type == 'code' -%} {{ to_code(text, domain) }}
    {%- else -%} {{ text }}
    {%- endif -%}
{%- endmacro %}

{# Columns whose cell holds text that could not be typed, comma-separated; NULL when all could.
   `pairs` lists [raw column, typed column]. #}
{% macro unreadable_columns(pairs) -%}
    nullif(concat_ws(',',
    {%- for raw, typed in pairs %}
        case when {{ clean_text(raw) }} is not null and {{ typed }} is null then '{{ typed }}' end
        {{- "," if not loop.last }}
    {%- endfor %}
    ), '')
{%- endmacro %}

{# Where a row came from; every model down to the facts carries it. #}
{% macro lineage_columns() -%}
    source_file, source_row, source_sha256, file_fiscal_year, snapshot_date
{%- endmacro %}
