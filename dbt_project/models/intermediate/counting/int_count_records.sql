{% set rules = [
    'int_count__fdi_success',
    'int_count__fdi_support',
    'int_count__collab_success',
    'int_count__collab_support',
    'int_count__su_success',
    'int_count__su_support',
    'int_count__ovs_success',
    'int_count__ovs_support_companies',
    'int_count__activities',
    'int_count__agrifood_success',
    'int_count__coercion_consultations',
    'int_count__entrepreneur_participants',
    'int_count__overseas_success_monitoring',
    'int_count__overseas_support_monitoring',
    'int_count__surveys',
    'int_count__web_views',
] %}
with

-- Files by their place in the order of names: with its row, a record has one number, cheaper to compare and to join by
-- than the name of a file.
files as (
    select
        file,
        row_number() over (order by file) as file_number
    from (select distinct file from {{ source('landing', 'snapshots') }}) as landed_files
),

records as (
    {% for rule in rules %}
        select * from {{ ref(rule) }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        records.*,
        {{ record_position('files.file_number', 'records.source_row') }} as record_position
    from records
    left join files on records.source_file = files.file
)

select * from final
