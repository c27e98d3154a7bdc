with

{% set sources = {
    'fdi_cases': {'key': 'case_id', 'start': 'support_date', 'end': 'success_date', 'status': 'status'},
    'collaboration_cases': {'key': 'case_id', 'start': 'support_date', 'end': 'success_date', 'status': 'status'},
    'startup_cases': {'key': 'case_id', 'start': 'support_date', 'end': 'success_date', 'type': 'success_type'},
    'overseas_support': {'key': 'case_id', 'start': 'support_date', 'certainty': none},
    'overseas_success': {'key': 'success_id', 'end': 'success_date', 'type': 'success_type', 'amount': 'amount_jpy'},
    'agrifood_cases': {'key': 'success_id', 'end': 'success_date', 'type': 'success_type', 'amount': 'amount_jpy'},
} %}
cases as (
    {% for source, has in sources.items() -%}
        select
            '{{ source }}' as source,
            {{ has['key'] }} as case_id,
            company_key,
            {{ has.get('status', 'cast(null as ' ~ text_type() ~ ')') }} as status,
            {{ has.get('certainty', 'certainty') or 'cast(null as ' ~ text_type() ~ ')' }} as certainty,
            {{ has.get('type', 'cast(null as ' ~ text_type() ~ ')') }} as success_type,
            budget_source,
            programme,
            {{ has.get('start', 'cast(null as date)') }} as support_date,
            {{ has.get('end', 'cast(null as date)') }} as success_date,
            cast({{ has.get('amount', 'null') }} as decimal(28, 2)) as amount_jpy,
            {{ lineage_columns() }}
        from {{ ref('int_' ~ source) }}
        where occurrence = 1
        union all
    {% endfor -%}
    select
        'entrepreneur_programme' as source,
        participant_id as case_id,
        cast(null as {{ text_type() }}) as company_key,
        cast(null as {{ text_type() }}) as status,
        cast(null as {{ text_type() }}) as certainty,
        cast(null as {{ text_type() }}) as success_type,
        budget_source,
        programme,
        start_date as support_date,
        cast(null as date) as success_date,
        cast(null as decimal(28, 2)) as amount_jpy,
        {{ lineage_columns() }}
    from {{ ref('stg_entrepreneur_programme') }}
    qualify row_number() over (
            partition by coalesce(participant_id, source_file || '#' || source_row)
            order by snapshot_date desc, source_row asc
        ) = 1
    union all
    select
        'coercion_consultations' as source,
        case_id,
        cast(null as {{ text_type() }}) as company_key,
        case when closed_date is null then 'open' else 'closed' end as status,
        cast(null as {{ text_type() }}) as certainty,
        response as success_type,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        received_date as support_date,
        cast(null as date) as success_date,
        cast(null as decimal(28, 2)) as amount_jpy,
        {{ lineage_columns() }}
    from {{ ref('stg_coercion_consultations') }}
    qualify row_number() over (
            partition by coalesce(case_id, source_file || '#' || source_row) order by snapshot_date desc, source_row asc
        ) = 1
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
