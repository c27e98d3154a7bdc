{# Rows per source and month over the landed tables of every contract with `monthly_by`: a new source needs no line here.
   The landed tables exist before any model is built, so no model has to be waited for. #}
{% macro rows_by_month() -%}
    {%- set contracts = [] -%}
    {%- if execute -%}
        {%- set contracts = run_query(
            "select source, monthly_by, " ~ beside_in_list(
                texts_of_json('columns_json', 'name'), 'monthly_by', texts_of_json('columns_json', 'type')
            ) ~ " as type "
            "from " ~ source('landing', 'contracts') ~ " where monthly_by is not null order by source"
        ).rows -%}
    {%- endif -%}
    {%- for contract in contracts %}
        {%- set type = contract['type'] %}
    select
        '{{ contract["source"] }}' as source,
        {{ month_of(typed_value('comparable', type)) }} as month,
        count(*) as rows
    from (
        select {{ comparable_text(adapter.quote(contract["monthly_by"]), type) }} as comparable
        from {{ source('landing', 'contracts').schema }}.{{ adapter.quote(contract["source"]) }}
    ) as cells
    where {{ typed_value('comparable', type) }} is not null
    group by month
        {{ "union all" if not loop.last }}
    {%- else %}
    select
        cast(null as {{ text_type() }}) as source,
        cast(null as date) as month,
        cast(0 as bigint) as rows
    where false
    {%- endfor %}
{%- endmacro %}
