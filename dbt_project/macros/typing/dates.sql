{# Dates and months from text that day_text made comparable; NULL for what cannot be read. #}

{# Dates: 2024/4/1, 2024-04-01, 20240401, 2024年4月1日, era dates (令和6年4月1日, R6.4.1, 平成31年4月30日), Excel serials,
   and the English forms of survey tools: 11/24/2026 (month first) and Nov 24, 2026. #}
{% macro to_date(text) -%}
    case
        when {{ regex_full_match(text, '\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}') }}
            then {{ try_cast("replace(replace(" ~ text ~ ", '/', '-'), '.', '-')", 'date') }}
        when {{ regex_full_match(text, '\\d{8}') }}
            then {{ try_cast(
                "substr(" ~ text ~ ", 1, 4) || '-' || substr(" ~ text ~ ", 5, 2) || '-' || substr(" ~ text ~ ", 7, 2)",
                'date'
            ) }}
        when {{ regex_full_match(text, '\\d{4}年\\d{1,2}月\\d{1,2}日') }}
            then {{ try_cast(regex_replaced(text, '(\\d+)年(\\d+)月(\\d+)日', '\\1-\\2-\\3'), 'date') }}
        when {{ regex_full_match(text, era_names() ~ '(元|\\d{1,2})[年./-]\\d{1,2}[月./-]\\d{1,2}日?') }}
            then {{ era_date(text) }}
        when {{ regex_full_match(text, '[2-6]\\d{4}(\\.\\d+)?') }}
            then date '1899-12-30' + {{ try_cast('floor(' ~ try_cast(text, 'double') ~ ')', 'integer') }}
        when {{ regex_full_match(text, '\\d{1,2}/\\d{1,2}/\\d{4}') }}
            then {{ try_cast(regex_replaced(text, '(\\d+)/(\\d+)/(\\d+)', '\\3-\\1-\\2'), 'date') }}
        when {{ regex_full_match(text, english_months() ~ '\\.?\\d{1,2},?\\d{4},?') }}
            then {{ english_date(text) }}
    end
{%- endmacro %}

{% macro era_names() -%} (令和|㋿|平成|㍻|昭和|㍼|[RrHhSs]) {%- endmacro %}

{# A day of an era; one outside the era's days does not exist and is not read (令和元年4月30日, 平成31年5月1日). #}
{% macro era_date(text) -%}
    {%- set digits = "replace(" ~ text ~ ", '元', '1')" -%}
    {%- set parts = [] -%}
    {%- for group in [1, 2, 3] -%}
        {%- set _ = parts.append(regex_group(digits, '(\\d{1,2})[年./-](\\d{1,2})[月./-](\\d{1,2})', group)) -%}
    {%- endfor -%}
    case
        {%- for names, year_before_first, first_day, last_day in [
            ('^(令和|㋿|[Rr])', 2018, '2019-05-01', '9999-12-31'),
            ('^(平成|㍻|[Hh])', 1988, '1989-01-08', '2019-04-30'),
            ('^(昭和|㍼|[Ss])', 1925, '1926-12-25', '1989-01-07'),
        ] %}
        when {{ regex_found(text, names) }}
            {%- set year = year_before_first ~ ' + ' ~ try_cast(parts[0], 'integer') -%}
            {%- set year = 'cast((' ~ year ~ ') as ' ~ text_type() ~ ')' %}
            then {{ day_within(
                try_cast(year ~ " || '-' || " ~ parts[1] ~ " || '-' || " ~ parts[2], 'date'), first_day, last_day
            ) }}
        {%- endfor %}
    end
{%- endmacro %}

{# Nov 24, 2026 without its blanks; names of months in full or by three letters. #}
{% macro english_months() -%}
(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)
{%- endmacro %}
{% macro english_date(text) -%}
    {%- set parts = [] -%}
    {%- for group in [1, 2, 3] -%}
        {%- set _ = parts.append(regex_group(text, '^([A-Za-z]{3})[a-z]*\\.?(\\d{1,2}),?(\\d{4})', group)) -%}
    {%- endfor -%}
    {{ day_of_english(parts | join(" || ' ' || ")) }}
{%- endmacro %}

{# Months as the first of the month: 2024/4, 2024-04, 202404, 2024年4月, 令和6年4月, or any date of the month. #}
{% macro to_month(text) -%}
    cast(date_trunc('month', case
        when {{ regex_full_match(text, '\\d{4}[-/.]\\d{1,2}') }}
            then {{ try_cast("replace(replace(" ~ text ~ ", '/', '-'), '.', '-') || '-1'", 'date') }}
        when {{ regex_full_match(text, '20\\d{2}(0[1-9]|1[0-2])') }}
            then {{ try_cast("substr(" ~ text ~ ", 1, 4) || '-' || substr(" ~ text ~ ", 5, 2) || '-01'", 'date') }}
        when {{ regex_full_match(text, '\\d{4}年\\d{1,2}月') }}
            then {{ try_cast(regex_replaced(text, '(\\d+)年(\\d+)月', '\\1-\\2-1'), 'date') }}
        when {{ regex_full_match(text, era_names() ~ '(元|\\d{1,2})[年./-]\\d{1,2}月?') }}
            then {{ era_month(text) }}
        else {{ to_date(text) }}
    end) as date)
{%- endmacro %}

{# A month of an era, as its first day; one that lies wholly outside the era does not exist. #}
{% macro era_month(text) -%}
    {%- set month = regex_replaced(text, '月$', '') -%}
    {# The eras changed within a month: its last days tell whether it belongs to the new one, its first ones to the old. #}
    coalesce({{ era_date("(" ~ month ~ " || '/1')") }}, {{ era_date("(" ~ month ~ " || '/28')") }})
{%- endmacro %}
