with

registration as (
    select * from {{ source('landing', 'registration') }}
),

final as (
    select
        as_of_date,
        is_synthetic,
        case when is_synthetic then '合成データによる。実在の案件・企業・実績ではない。' end as notice_ja,
        case
            when is_synthetic then 'Made from synthetic data: no real case, company or result.'
        end as notice_en,
        code_version
    from registration
)

select * from final
