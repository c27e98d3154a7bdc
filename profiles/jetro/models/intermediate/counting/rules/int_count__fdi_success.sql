-- Counting rule of fdi_success: see the description of this model and reference.indicators.
{# A case in both programmes counts as collaboration; here it stays open until somebody says which. #}
{% set conditions = [
    ('succeeded', has_succeeded()),
    ('confirmed', "certainty = 'confirmed'"),
    ('in_category', "category in ('1', '2', '3', '4')"),
] + dated('success_date', in_file=true) + [
    numbered('case_id'),
    ('not_also_collaboration', yes_or_unknown('not is_also_collaboration')),
] %}

select
    {{ counted_record(
        'fdi_success',
        source='fdi_cases',
        record_id='case_id',
        deciding_date='success_date',
        conditions=conditions,
        doubts=[('supported_before', "coalesce(status = 'success', false) and " ~ lacks_earlier_support())]
    ) }}
from {{ ref('int_fdi_cases') }}
