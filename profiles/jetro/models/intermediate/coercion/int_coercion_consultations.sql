-- Each consultation once, by what its newest file says. Who asked, about what and where is left behind here.
with

consultations as (
    select
        *,
        row_number() over (
            partition by coalesce(case_id, source_file || '#' || source_row)
            order by snapshot_date desc, file_fiscal_year desc, source_file asc, source_row asc
        ) as occurrence
    from {{ ref('stg_coercion_consultations') }}
),

final as (
    select
        coalesce(case_id, source_file || '#' || source_row) as consultation_key,
        case_id,
        received_date,
        closed_date,
        coalesce({{ fiscal_year('received_date') }}, file_fiscal_year) as fiscal_year,
        coalesce(response, 'unknown') as response,
        case
            when
                received_date is null
                or received_date > {{ as_of_date() }}
                or closed_date > {{ as_of_date() }}
                or closed_date < received_date
                or (closed_date is null and {{ clean_text('closed_date_text') }} is not null)
                then 'unclear'
            when closed_date is null then 'open'
            else 'closed'
        end as state,
        -- The day up to which the file can tell: one closed since is still open in it.
        least(snapshot_date, {{ as_of_date() }}) as reported_on,
        source_file,
        source_row
    from consultations
    where occurrence = 1
)

select
    *,
    case
        when state = 'closed' then cast({{ days_between('received_date', 'closed_date') }} as integer)
    end as days_to_response,
    case when state = 'open' then cast({{ days_between('received_date', 'reported_on') }} as integer) end as days_open
from final
