-- Counting rule of projects_supported: see the description of this model and reference.indicators.
{% set conditions = dated('opened_date', in_file=true) + [numbered('project_id')] %}

select
    {{ counted_record(
        'projects_supported',
        source='projects',
        record_id='project_id',
        deciding_date='opened_date',
        conditions=conditions
    ) }}
from {{ ref('int_projects') }}
