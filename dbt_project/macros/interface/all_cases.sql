{# Every case of every source in one shape. `sources` names, by source, the model and what its columns are called:
   `key`, and where there are such: `company`, `status`, `certainty`, `type`, `budget_source`, `programme`, `start`, `end`,
   `amount`. A source whose model does not tell which row of a number speaks for it says `repeats: true`. #}
{% macro all_cases(sources) -%}
{%- set no_text = 'cast(null as ' ~ text_type() ~ ')' -%}
with

cases as (
    {% for source, has in sources.items() -%}
        select
            '{{ source }}' as source,
            {{ has['key'] }} as case_id,
            {{ has.get('company', no_text) }} as company_key,
            {{ has.get('status', no_text) }} as status,
            {{ has.get('certainty', no_text) }} as certainty,
            {{ has.get('type', no_text) }} as success_type,
            {{ has.get('budget_source', no_text) }} as budget_source,
            {{ has.get('programme', no_text) }} as programme,
            {{ has.get('start', 'cast(null as date)') }} as support_date,
            {{ has.get('end', 'cast(null as date)') }} as success_date,
            cast({{ has.get('amount', 'null') }} as decimal(28, 2)) as amount_jpy,
            {{ lineage_columns() }}
        {% if has.get('repeats') -%}
            from (
                select
                    *,
                    row_number() over (
                        partition by coalesce({{ has['key'] }}, source_file || '#' || source_row)
                        order by {{ newest_first() }}
                    ) as occurrence
                from {{ ref(has['model']) }}
            ) as numbered
        {%- else -%}
            from {{ ref(has['model']) }}
        {%- endif %}
        where occurrence = 1
        {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        source || ':' || coalesce(case_id, source_file || '#' || source_row) as case_key,
        source,
        case_id,
        company_key,
        status,
        certainty,
        success_type,
        budget_source,
        programme,
        amount_jpy,
        support_date,
        success_date,
        coalesce({{ fiscal_year('coalesce(success_date, support_date)') }}, file_fiscal_year) as fiscal_year,
        {{ fiscal_year('support_date') }} as support_fiscal_year,
        {{ fiscal_year('success_date') }} as success_fiscal_year,
        source_file,
        source_row,
        file_fiscal_year
    from cases
)

select * from final
{%- endmacro %}
