{# Every company that one of `models` knows, with how it is called. #}
{% macro named_companies(models) -%}
with

links as (
    select
        {{ columns_without('', ['company_name'], of=source('landing', 'company_links')) }},
        {{ without_contact_data('company_name') }} as company_name
    from {{ source('landing', 'company_links') }}
    where company_key is not null
),

named as (
    {% for model in models -%}
        select company_key from {{ ref(model) }}
        {{ "union" if not loop.last }}
    {% endfor %}
),

final as (
    select
        company_key,
        -- The shortest spelling seen, then the first by code point: the same one every time.
        {{ min_by(trimmed('company_name'), 'length(company_name) || company_name') }} as company_name,
        max(corporate_number) filter (where is_resolved) as corporate_number,
        max(prefecture) as prefecture,
        bool_and(is_resolved) as is_resolved,
        min(company_match) as company_match
    from links
    where company_key in (select named.company_key from named)
    group by company_key
)

select * from final
{%- endmacro %}
