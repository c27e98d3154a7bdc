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

{# One unit per company and fiscal year. Rows about nobody known stay units of their own, each; those about one of
   several companies stay units of their name (`company_counts` says whether they count). Rows without a possible date
   (`is_dated`; by default one up to the as-of date) may be of any year and stay units of their own too. #}
{% macro company_year(date_column, is_dated='') -%}
    case when company_is_resolved then company_key else '?' || coalesce(company_key, source_file || '#' || source_row) end
    || '|' || case
        when {{ is_dated or date_column ~ ' <= ' ~ as_of_date() }} then cast({{ fiscal_year(date_column) }} as varchar)
        else source_file || '#' || source_row
    end
{%- endmacro %}

{# Whether the company of a record counts: true or unknown. Companies of one doubt may be one: in each fiscal year the
   first of them counts, a known one before an unresolved one, and the others stay open. One that stands alone in its
   year counts whichever company it is. `could_count` is the rest of the rule: what cannot count casts no doubt.
   A row whose number already speaks for another company stays open: a number counts once, so one of the two rows must
   be mistaken. #}
{% macro company_counts(date_column, could_count) -%}
    case
        when is_conflicting_duplicate is true then null
        when company_is_resolved then true
        when company_doubt is not null and company_key = first_value(company_key) over (
            partition by company_doubt, coalesce({{ fiscal_year(date_column) }}, file_fiscal_year)
            order by
                case when {{ could_count }} then 1 when ({{ could_count }}) is null then 2 else 3 end,
                case when company_is_resolved then 1 else 2 end,
                company_key
            rows between unbounded preceding and unbounded following
        ) then true
    end
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

{# Whether a case has succeeded by its status. One still in support or cancelled that shows a confirmed success
   contradicts itself: unknown. #}
{% macro has_succeeded() -%}
    case
        when status in ('in_support', 'cancelled') and certainty = 'confirmed' and success_date is not null then null
        else status = 'success'
    end
{%- endmacro %}

{# A success needs a support that came before it. #}
{% macro lacks_earlier_support() -%}
    (support_date is null or coalesce(success_date < support_date, false))
{%- endmacro %}

{# Whether a row's date can be right: within the year its file registers or later, and known when the file was made. #}
{% macro is_datable(date_column) -%}
    coalesce(
        {{ date_column }} >= coalesce(registered_from, {{ date_column }})
        and {{ date_column }} <= least(snapshot_date, {{ as_of_date() }}),
        false
    )
{%- endmacro %}

{# The most that one unit of an indicator ever brought, by budget reading: what an unseen row can add at the most. #}
{% macro highest_units() -%}
    select
        indicator_id,
        budget_reading,
        max(value) as value
    from {{ ref('int_count_ledger') }}
    where is_counted
    group by indicator_id, budget_reading
{%- endmacro %}
