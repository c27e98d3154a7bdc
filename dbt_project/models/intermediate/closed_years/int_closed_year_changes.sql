with

kept as (
    select * from {{ source('history', 'closed_years') }}
    where as_of_date < {{ as_of_date() }}
),

compared_with as (
    select max(as_of_date) as as_of_date
    from kept
),

before as (
    select kept.*
    from kept
    inner join compared_with on kept.as_of_date = compared_with.as_of_date
    where {{ fiscal_year_end('kept.fiscal_year') }} + {{ var('closed_after_days') }} <= compared_with.as_of_date
),

-- A year that was not closed yet when the units were kept could still grow.
now as (
    select
        units.*,
        compared_with.as_of_date
    from {{ ref('int_closed_year_units') }} as units
    cross join compared_with
    where {{ fiscal_year_end('units.fiscal_year') }} + {{ var('closed_after_days') }} <= compared_with.as_of_date
),

compared as (
    select
        coalesce(now.indicator_id, before.indicator_id) as indicator_id,
        coalesce(now.unit_id, before.unit_id) as unit_id,
        coalesce(now.fiscal_year, before.fiscal_year) as fiscal_year,
        coalesce(now.source, before.source) as source,
        coalesce(now.source_file, before.source_file) as source_file,
        coalesce(now.source_row, before.source_row) as source_row,
        before.value as value_before,
        now.value as value_now,
        coalesce(now.as_of_date, before.as_of_date) as compared_with,
        case when before.unit_id is null then 'added' when now.unit_id is null then 'removed' else 'changed' end
            as change
    from now
    full outer join before
        on now.indicator_id = before.indicator_id
            and now.unit_id = before.unit_id
            and now.fiscal_year = before.fiscal_year
    where now.value is distinct from before.value
),

-- A company that got another key is the same unit under another name.
renamed as (
    select
        indicator_id,
        fiscal_year,
        source_file,
        source_row
    from compared
    where {{ text_ends_with('unit_id', "'|' || fiscal_year") }}
    group by indicator_id, fiscal_year, source_file, source_row
    having
        count(*) filter (where change = 'added') = 1
        and count(*) filter (where change = 'removed') = 1
        and count(*) = 2
        and max(value_before) = max(value_now)
),

final as (
    select
        compared.*,
        compared.indicator_id || ' ' || compared.change || ' ' || count(*) over (
            partition by compared.indicator_id, compared.change, compared.source, compared.fiscal_year
        ) as change_shown
    from compared
    left join renamed
        on compared.indicator_id = renamed.indicator_id
            and compared.fiscal_year = renamed.fiscal_year
            and compared.source_file = renamed.source_file
            and compared.source_row = renamed.source_row
            and {{ text_ends_with('compared.unit_id', "'|' || compared.fiscal_year") }}
    where renamed.indicator_id is null
)

select * from final
