-- Counting rule of collab_success: see the description of this model and reference.indicators.
{% set conditions = [
    ('succeeded', has_succeeded()),
    ('confirmed', "certainty = 'confirmed'"),
    ('in_category', "category in ('1', '2', '3', '4')"),
] + dated('success_date', in_file=true) + [
    numbered('case_id'),
] %}

select
    {{ counted_record(
        'collab_success',
        source='collaboration_cases',
        record_id='case_id',
        deciding_date='success_date',
        conditions=conditions,
        doubts=[
            ('not_also_fdi', 'is_also_fdi'),
            ('supported_before', "coalesce(status = 'success', false) and " ~ lacks_earlier_support()),
        ]
    ) }}
from {{ ref('int_collaboration_cases') }}
