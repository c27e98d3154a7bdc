with

indicators as (
    select indicator_id
    from {{ ref('indicators') }}
    where value_type = 'narrative'
),

final as (
    select
        texts.indicator_id,
        texts.dated_on,
        {{ fiscal_year('texts.dated_on') }} as fiscal_year,
        texts.narrative_text as text,
        row_number() over (partition by texts.indicator_id order by texts.dated_on desc) = 1 as is_current,
        texts.source_file
    from {{ ref('stg_narratives') }} as texts
    inner join indicators on texts.indicator_id = indicators.indicator_id
    where texts.dated_on <= {{ as_of_date() }}
)

select * from final
