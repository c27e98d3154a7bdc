{# Every record that the counting rules of a profile look at, with its place among all records. `rules` are the models
   that hold the rules, each made of calls of `counted_record`. #}
{% macro counted_records(rules) -%}
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
{%- endmacro %}
