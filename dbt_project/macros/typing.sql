{# From landed text to typed values. Each macro returns NULL for text that it cannot read; the staging models
   compare that with the text to find cast failures (see unreadable_columns). Macros named to_… read text that
   half_width, day_text or clean_text made comparable. #}

{# Text without surrounding blanks, full-width ones included; blank is NULL. #}
{% macro clean_text(column) -%}
    nullif(trim(replace(replace({{ column }}, '　', ' '), chr(9), ' ')), '')
{%- endmacro %}

{# Full-width digits, letters and signs as their ASCII forms, without any blank inside; blank is NULL.
   Only cells with such characters are translated: translating is far slower than looking. #}
{% macro half_width(column) -%}
    nullif(
        case
            when regexp_matches({{ column }}, '[^!-~]')
                then translate(
                    {{ column }},
                    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ／－．，：％（）＋　 '
                    || chr(9) || chr(10) || chr(13),
                    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/-.,:%()+'
                )
            else {{ column }}
        end,
        ''
    )
{%- endmacro %}

{# A date or timestamp without its time of day, half-width: what to_date and to_month read. #}
{% macro day_text(column) -%}
    {{ half_width("regexp_replace(" ~ column ~ ", '[ T]\\d{1,2}:\\d{2}.*$', '')") }}
{%- endmacro %}

{# A programme's name as the exclusions spell it. #}
{% macro without_blanks(column) -%}
    nullif(replace(replace({{ column }}, '　', ''), ' ', ''), '')
{%- endmacro %}

{# Dates: 2024/4/1, 2024-04-01, 20240401, 2024年4月1日, 令和6年4月1日, R6.4.1, Excel serials.
   A Reiwa date before 2019-05-01 does not exist and is not read. #}
{% macro to_date(text) -%}
    case
        when regexp_full_match({{ text }}, '\d{4}[-/.]\d{1,2}[-/.]\d{1,2}')
            then try_cast(replace(replace({{ text }}, '/', '-'), '.', '-') as date)
        when regexp_full_match({{ text }}, '\d{8}')
            then try_cast(substr({{ text }}, 1, 4) || '-' || substr({{ text }}, 5, 2) || '-' || substr({{ text }}, 7, 2) as date)
        when regexp_full_match({{ text }}, '\d{4}年\d{1,2}月\d{1,2}日')
            then try_cast(regexp_replace({{ text }}, '(\d+)年(\d+)月(\d+)日', '\1-\2-\3') as date)
        when regexp_full_match({{ text }}, '(令和|R|r)(元|\d{1,2})[年./-]\d{1,2}[月./-]\d{1,2}日?')
            then {{ reiwa_date(text) }}
        when regexp_full_match({{ text }}, '[2-6]\d{4}(\.\d+)?')
            then date '1899-12-30' + try_cast(floor(try_cast({{ text }} as double)) as integer)
    end
{%- endmacro %}

{% macro reiwa_date(text) -%}
    {%- set parts = "regexp_extract(replace(" ~ text ~ ", '元', '1'), '(\\d{1,2})[年./-](\\d{1,2})[月./-](\\d{1,2})', " -%}
    nullif(
        greatest(
            try_cast((2018 + try_cast({{ parts }}1) as integer))::varchar || '-' || {{ parts }}2) || '-' || {{ parts }}3) as date),
            date '2019-04-30'
        ),
        date '2019-04-30'
    )
{%- endmacro %}

{# Months as the first of the month: 2024/4, 2024-04, 202404, 2024年4月, 令和6年4月, or any date of the month. #}
{% macro to_month(text) -%}
    cast(date_trunc('month', case
        when regexp_full_match({{ text }}, '\d{4}[-/.]\d{1,2}')
            then try_cast(replace(replace({{ text }}, '/', '-'), '.', '-') || '-1' as date)
        when regexp_full_match({{ text }}, '20\d{2}(0[1-9]|1[0-2])')
            then try_cast(substr({{ text }}, 1, 4) || '-' || substr({{ text }}, 5, 2) || '-01' as date)
        when regexp_full_match({{ text }}, '\d{4}年\d{1,2}月')
            then try_cast(regexp_replace({{ text }}, '(\d+)年(\d+)月', '\1-\2-1') as date)
        when regexp_full_match({{ text }}, '(令和|R|r)(元|\d{1,2})[年./-]\d{1,2}月?')
            then {{ reiwa_date("(regexp_replace(" ~ text ~ ", '月$', '') || '/1')") }}
        else {{ to_date(text) }}
    end) as date)
{%- endmacro %}

{# Numbers: thousands separators, △ ▲ − for minus, a unit word behind. #}
{% macro to_number(text) -%}
    try_cast(
        regexp_replace(
            regexp_replace(
                regexp_replace({{ text }}, '[,，¥￥]|(円|人|件|社|回|名)$', '', 'g'),
                '^[△▲−]', '-'
            ),
            '^-{2,}', 'x'
        ) as decimal(24, 4)
    )
{%- endmacro %}

{# A surveyed number that declines to answer. #}
{% macro is_declined(text) -%}
    coalesce({{ text }} = '-9999', false)
{%- endmacro %}

{# A surveyed number: NULL when declined. #}
{% macro to_answered_number(text) -%}
    nullif({{ to_number(text) }}, -9999)
{%- endmacro %}

{# Yes or no: ○ / blank, 有 / 無, 1 / 0. `blank` says what an empty cell means: `false` in case files, `null` in surveys. #}
{% macro to_flag(text, blank='false') -%}
    case
        when {{ text }} is null then {{ blank }}
        when lower({{ text }}) in ('○', '〇', '◯', '●', '有', '1', '１', 'true', 'yes', 'y', 'はい') then true
        when lower({{ text }}) in ('無', '0', '０', 'false', 'no', 'n', 'いいえ', '×', '-') then false
    end
{%- endmacro %}

{# The code of a text by the code list `codes`; NULL when blank or not on the list. #}
{% macro to_code(column, domain) -%}
    (
        select max(code_list.code) from {{ ref('codes') }} as code_list
        where code_list.domain = '{{ domain }}' and code_list.text = {{ half_width(column) }}
    )
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
