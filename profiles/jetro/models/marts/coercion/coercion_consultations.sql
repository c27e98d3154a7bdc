select
    consultation_key,
    case_id,
    fiscal_year,
    received_date,
    closed_date,
    response,
    state,
    days_to_response,
    days_open,
    reported_on,
    source_file,
    cast(source_row as integer) as source_row
from {{ ref('int_coercion_consultations') }}
