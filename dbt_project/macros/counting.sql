{# The columns that every counting rule returns, one row per record considered.

   `meets_rule` has three values: true counts, false does not, unknown (NULL) when a gap in the record leaves it
   open. SQL's own three-valued AND gives that: false wins over unknown, unknown over true. A record that counts
   but stands in doubt (`is_doubted`) counts in the actual and not in its low bound. A record that would count but
   for an excluded programme (`is_left_out`) is shown beside. #}
{% macro counted_record(
    indicator_id, source, unit_id, deciding_date, rule, is_doubted='false', quantity='1', is_excluded='false'
) -%}
        '{{ indicator_id }}' as indicator_id,
        '{{ source }}' as source,
        {{ unit_id }} as unit_id,
        company_key,
        {{ deciding_date }} as deciding_date,
        budget_source,
        programme,
        certainty,
        cast({{ quantity }} as decimal(28, 2)) as quantity,
        ({{ rule }}) and not {{ is_excluded }} as meets_rule,
        coalesce(({{ rule }}) and {{ is_excluded }}, false) as is_left_out,
        {{ is_doubted }} as is_doubted,
        source_file,
        source_row,
        file_fiscal_year,
        snapshot_date
{%- endmacro %}

{# A record's own number, or its place in the file when it has none. #}
{% macro unit_of(key) -%}
    coalesce({{ key }}, source_file || '#' || source_row)
{%- endmacro %}

{# A record without its number cannot be told from others: whether it counts is unknown. #}
{% macro has_number(key) -%}
    case when {{ key }} is not null then true end
{%- endmacro %}

{# One unit per company and fiscal year. Rows about nobody known, or about one of several companies, stay units of
   their own that leave the count open; so do rows without a possible date, which may be of any year. #}
{% macro company_year(date_column) -%}
    case when company_is_resolved then company_key else '?' || coalesce(company_key, source_file || '#' || source_row) end
    || '|' || case
        when {{ date_column }} <= {{ as_of_date() }} then cast({{ fiscal_year(date_column) }} as varchar)
        else source_file || '#' || source_row
    end
{%- endmacro %}

{# Whether it is known which company a row is about: unknown also when its number already speaks for another one, since
   a number counts once and one of the two rows must be mistaken. #}
{% macro has_company() -%}
    case when company_is_resolved and is_conflicting_duplicate is not true then true end
{%- endmacro %}

{# Programmes that an indicator leaves out, as data: joins the considered records with `programme_exclusions`. #}
{% macro join_exclusions(indicator_id) -%}
    left join {{ ref('programme_exclusions') }} as exclusions
        on exclusions.indicator_id = '{{ indicator_id }}'
        and considered.programme = exclusions.programme
{%- endmacro %}

{# Unknown when the exclusion depends on a budget source that is unknown. #}
{% macro is_excluded() -%}
    case
        when exclusions.programme is null then false
        when exclusions.budget_source is null then true
        else considered.budget_source = exclusions.budget_source
    end
{%- endmacro %}
