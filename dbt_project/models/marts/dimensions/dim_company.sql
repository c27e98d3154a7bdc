with

links as (
    select
        {{ columns_without('', ['company_name']) }},
        {{ without_contact_data('company_name') }} as company_name
    from {{ source('landing', 'company_links') }}
    where company_key is not null
),

-- That a company asked about economic coercion is confidential: one that no other source knows is not named.
named as (
    select company_key from {{ ref('int_fdi_cases') }}
    union
    select company_key from {{ ref('int_collaboration_cases') }}
    union
    select company_key from {{ ref('int_startup_cases') }}
    union
    select company_key from {{ ref('int_overseas_support') }}
    union
    select company_key from {{ ref('int_overseas_success') }}
    union
    select company_key from {{ ref('int_agrifood_cases') }}
),

final as (
    select
        company_key,
        -- The shortest spelling seen, then the first by code point: the same one every time.
        min_by({{ trimmed('company_name') }}, length(company_name) || company_name) as company_name,
        max(corporate_number) filter (where is_resolved) as corporate_number,
        max(prefecture) as prefecture,
        bool_and(is_resolved) as is_resolved,
        min(company_match) as company_match
    from links
    where company_key in (select named.company_key from named)
    group by company_key
)

select * from final
