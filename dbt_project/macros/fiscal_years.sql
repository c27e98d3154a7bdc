{# Facts by fiscal year. A backfill names the years to rebuild in the variable `fiscal_years`, and the first and the last
   partition in `partition_bounds`; without them a fact is built whole. #}

{% macro is_backfill() -%} {{ return(var('fiscal_years', []) | length > 0) }} {%- endmacro %}

{# Whether a fiscal year belongs to a partition that is rebuilt: the first one holds the years before it as well, the
   last one those after it, so that every row belongs to one. #}
{% macro is_rebuilt_year(column) -%}
    least(greatest({{ column }}, {{ var('partition_bounds')[0] }}), {{ var('partition_bounds')[1] }})
        in ({{ var('fiscal_years') | join(', ') }})
{%- endmacro %}

{# The rows of a fact. In a backfill the table that stands is read, and rows are replaced by their key, not by their year
   alone: a case that moved to another fiscal year would else be there twice, or not at all.
   What follows from a file of a rebuilt year is rebuilt in whichever year it falls. #}
{% macro of_fiscal_years(all_years, key) -%}
    {%- set columns = model.columns.keys() | join(', ') -%}
    {%- if execute and is_backfill() and stands_with_its_columns() -%}
        with

        all_years as (
            select * from {{ ref(all_years) }}
        ),

        standing as (
            select * from {{ this }}
        ),

        rebuilt as (
            select {{ key }} from all_years
            where {{ is_rebuilt_year('fiscal_year') }} or {{ is_rebuilt_year('file_fiscal_year') }}
            union
            select {{ key }} from standing
            where {{ is_rebuilt_year('fiscal_year') }}
        )

        select {{ columns }} from all_years
        where {{ key }} in (select {{ key }} from rebuilt)
        union all
        select {{ columns }} from standing
        where {{ key }} not in (select {{ key }} from rebuilt)
            -- What no file holds any more leaves its year, whichever that was.
            and {{ key }} in (select {{ key }} from all_years)
    {%- else -%}
        select {{ columns }} from {{ ref(all_years) }}
    {%- endif -%}
{%- endmacro %}

{# Whether the table of this model is there with the columns it has now; else nothing of it can be kept. #}
{% macro stands_with_its_columns() -%}
    {%- set relation = load_relation(this) -%}
    {%- if relation is none -%} {{ return(false) }} {%- endif -%}
    {%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | list | sort -%}
    {{ return(there == model.columns.keys() | list | sort) }}
{%- endmacro %}

{# Keys of a fact whose row is not what all years say. #}
{% macro out_of_date(fact, all_years, key) -%}
    {%- set columns = adapter.get_columns_in_relation(ref(fact)) | map(attribute='name') | join(', ') if execute else '*' -%}
    select '{{ fact }}' as fact, {{ key }} as key
    from (
        (select {{ columns }} from {{ ref(all_years) }} except select {{ columns }} from {{ ref(fact) }})
        union all
        (select {{ columns }} from {{ ref(fact) }} except select {{ columns }} from {{ ref(all_years) }})
    ) as differing
{%- endmacro %}
