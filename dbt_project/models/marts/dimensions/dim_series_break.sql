with

breaks as (
    select
        series_breaks.*,
        versions.effective_from as break_date
    from {{ ref('series_breaks') }} as series_breaks
    left join {{ ref('target_versions') }} as versions on series_breaks.target_version = versions.target_version
),

final as (
    select
        indicator_id,
        kind,
        target_version,
        break_date,
        is_comparable,
        coalesce(break_date <= {{ as_of_date() }}, true) as has_happened,
        note_ja,
        note_en,
        source as source_document
    from breaks
)

select * from final
