{# The columns that every counting rule returns, one row per record considered.

   `conditions` lists what must hold, each a name (see the seed count_reasons) and SQL of three values: true, false, or
   unknown (NULL) when a gap in the record leaves it open. `meets_rule` is their AND: false wins over unknown, unknown
   over true. A record that counts but stands in doubt (`doubts`, named likewise: true is doubted) counts in the actual
   and not in its low bound. A record that would count but for an excluded programme (`is_left_out`) is shown beside. #}
{% macro counted_record(
    indicator_id, source, record_id, deciding_date, conditions, doubts=[], unit_id='', quantity='1', is_excluded='false'
) -%}
    {%- set in_scope = [] if is_excluded == 'false' else [('programme_in_scope', 'not ' ~ is_excluded)] -%}
        '{{ indicator_id }}' as indicator_id,
        '{{ source }}' as source,
        {{ record_id }} as record_id,
        {{ unit_id or unit_of(record_id) }} as unit_id,
        company_key,
        {{ deciding_date }} as deciding_date,
        budget_source,
        programme,
        certainty,
        cast({{ quantity }} as decimal(28, 2)) as quantity,
        {{ all_of(conditions + in_scope) }} as meets_rule,
        coalesce({{ all_of(conditions) }} and {{ is_excluded }}, false) as is_left_out,
        {{ any_of(doubts) }} as is_doubted,
        '{{ names_of(conditions + in_scope) }}' as conditions,
        {{ names_where(conditions + in_scope, 'is false') }} as failed_conditions,
        {{ names_where(conditions + in_scope, 'is null') }} as open_conditions,
        {{ names_where(doubts, 'is true') }} as doubts,
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
{% macro numbered(key) -%} {{ return(('numbered', yes_or_unknown(key ~ ' is not null'))) }} {%- endmacro %}

{# One unit per company and fiscal year. Rows about nobody known stay units of their own, each; those about one of
   several companies stay units of their name (`company_counts` says whether they count). Rows without a possible date
   (`is_dated`; by default one up to the as-of date) may be of any year and stay units of their own too. #}
{% macro company_year(date_column, is_dated='') -%}
    case when company_is_resolved then company_key else '?' || coalesce(company_key, source_file || '#' || source_row) end
    || '|' || case
        when {{ is_dated or date_column ~ ' <= ' ~ as_of_date() }} then cast({{ fiscal_year(date_column) }} as {{ text_type() }})
        else source_file || '#' || source_row
    end
{%- endmacro %}

{# Whether the company of a record counts: each condition true or unknown. A row whose number already speaks for another
   company stays open: a number counts once, so one of the two rows must be mistaken. Companies of one doubt may be one:
   in each fiscal year the first of them counts, a known one before an unresolved one, and the others stay open. One that
   stands alone in its year counts whichever company it is. The rule joins `join_firsts_of_doubts`. #}
{% macro company_counts() -%}
    {{ return([
        ('number_of_one_company', yes_or_unknown('is_conflicting_duplicate is not true')),
        (
            'company_known',
            'case when company_is_resolved or company_key = firsts_of_doubts.first_company_key then true end',
        ),
    ]) }}
{%- endmacro %}

{# Joins the company that counts of each doubt and fiscal year of `rows`, a relation that may be read twice: the few rows
   in doubt are looked at alone. `could_count` lists the rest of the rule: what cannot count casts no doubt; `among` says
   which rows the rule looks at. #}
{% macro join_firsts_of_doubts(rows, date_column, could_count, among='true') -%}
    left join (
        select distinct
            company_doubt as doubt,
            {{ year_of_doubt(date_column) }} as doubt_fiscal_year,
            first_value(company_key) over (
                partition by company_doubt, {{ year_of_doubt(date_column) }}
                order by
                    case when {{ all_of(could_count) }} then 1 when {{ all_of(could_count) }} is null then 2 else 3 end,
                    case when company_is_resolved then 1 else 2 end,
                    company_key nulls last
                rows between unbounded preceding and unbounded following
            ) as first_company_key
        from {{ rows }} as doubted
        where company_doubt is not null and ({{ among }}) is distinct from false
    ) as firsts_of_doubts
        on company_doubt = firsts_of_doubts.doubt
            and {{ year_of_doubt(date_column) }} is not distinct from firsts_of_doubts.doubt_fiscal_year
{%- endmacro %}

{% macro year_of_doubt(date_column) -%} coalesce({{ fiscal_year(date_column) }}, file_fiscal_year) {%- endmacro %}

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

{# Budget readings, each with a bit of its own: a set of readings is a sum, cheaper to form for a record than a list. #}
{% macro numbered_readings() -%}
    select
        *,
        cast(power(2, row_number() over (order by budget_reading) - 1) as integer) as reading_bit
    from {{ ref('budget_readings') }}
{%- endmacro %}

{# Records under each budget reading. A record whose budget source is unknown is unknown to the readings that depend on
   it. One whose programme exists in another budget only counts where its row says, in doubt, and may belong where its
   programme says. `records` has the columns of int_count_records. #}
{% macro records_by_reading(records) -%}
    {%- set contradicts -%}
        readings.budget_source = supplementary.budget_source and records.budget_source <> supplementary.budget_source
    {%- endset -%}
    {%- set conditions = [
        (
            'of_this_budget',
            'case when readings.budget_source is null or (' ~ contradicts ~ ') then true'
            ~ ' else records.budget_source = readings.budget_source end',
        ),
        ('budget_fits_programme', yes_or_unknown('(' ~ contradicts ~ ') is not true')),
    ] -%}
    {%- set doubts = [(
        'budget_fits_programme',
        'coalesce(readings.budget_source is not null and records.budget_source <> supplementary.budget_source, false)',
    )] -%}
    select
        {{ columns_without('records', ['is_doubted'], of=ref('int_count_records')) }},
        readings.budget_reading,
        readings.reading_bit,
        records.meets_rule and {{ all_of(conditions) }} as meets_reading,
        records.is_doubted or {{ any_of(doubts) }} as is_doubted,
        records.is_left_out
        and coalesce(readings.budget_source is null or records.budget_source = readings.budget_source, false)
            as is_left_out_of_reading,
        {{ names_where(conditions, 'is null') }} as open_in_reading,
        {{ names_where(doubts, 'is true') }} as doubts_in_reading
    from {{ records }} as records
    cross join ({{ numbered_readings() }}) as readings
    left join {{ ref('supplementary_programmes') }} as supplementary on records.programme = supplementary.programme
{%- endmacro %}

{# A record's place in the order of files and rows. #}
{% macro record_position(file_number, source_row) -%}
    {{ file_number }} * 10000000000 + {{ source_row }}
{%- endmacro %}

{# The order in which the records of a unit speak for it, as one number, the first having the least: the first that
   counts, so that a case supported in two years is of the first; then the newest snapshot, then the order of the files.
   A record without its day comes after those that have one. #}
{% macro speaking_order() -%}
    {%- set standing -%}
        case
            when meets_reading then 1
            when meets_reading is null then 2
            when is_left_out_of_reading then 3
            else 4
        end
    {%- endset -%}
    {%- set day = 'coalesce(4000000 - ' ~ days_between('deciding_date', "date '9999-12-31'") ~ ', 5000000)' -%}
    {%- set age = 'coalesce(' ~ days_between('snapshot_date', "date '9999-12-31'") ~ ', 5000000)' -%}
    cast(({{ standing }}) * 100000000000000 + {{ day }} * 10000000 + {{ age }} as {{ wide_integer_type() }})
    * 10000000000000000 + record_position
{%- endmacro %}

{# The record that an order names. #}
{% macro speaking_record(speaking_order) -%}
    cast({{ speaking_order }} % 10000000000000000 as bigint)
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
