-- Counting rule of projects_landed: see the description of this model and reference.indicators.
{% set conditions = [
    ('landed', "status = 'landed'"),
    ('confirmed', "certainty = 'confirmed'"),
] + dated('landed_date', in_file=true) + [numbered('project_id')] %}

select
    {{ counted_record(
        'projects_landed',
        source='projects',
        record_id='project_id',
        deciding_date='landed_date',
        conditions=conditions
    ) }}
from {{ ref('int_projects') }}
