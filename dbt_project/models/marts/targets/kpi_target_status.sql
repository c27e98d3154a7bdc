with

verdicts as (
    select * from {{ ref('int_target_verdicts') }}
),

versions as (
    select * from {{ ref('int_target_versions') }}
),

supplements as (
    select
        indicator_id,
        actual
    from {{ ref('int_indicator_bounds') }}
    where
        budget_reading = 'supplement'
        and indicator_id in (
            select placed.indicator_id
            from {{ ref('int_version_indicators') }} as placed
            where placed.has_budget_source
        )
),

chances as (
    select
        futures.indicator_id,
        futures.target_version,
        avg(case when futures.actual + futures.still_to_come >= futures.target then 1e0 else 0e0 end) as probability_met
    from (
        select
            verdicts.indicator_id,
            verdicts.target_version,
            verdicts.target,
            verdicts.actual,
            {{ each_of('forecasts.quantiles') }} as still_to_come
        from verdicts
        inner join {{ ref('int_indicator_forecast') }} as forecasts
            on verdicts.indicator_id = forecasts.indicator_id
                and verdicts.budget_reading = forecasts.budget_reading
        where verdicts.target is not null
    ) as futures
    group by futures.indicator_id, futures.target_version
),

bands as (
    select
        verdicts.indicator_id,
        verdicts.target_version,
        {{ max_by(
            'bands.band', 'bands.from_percent',
            where='verdicts.actual_low * 100 >= verdicts.target * bands.from_percent'
        ) }} as band_low,
        {{ max_by(
            'bands.band', 'bands.from_percent',
            where='verdicts.actual_high * 100 >= verdicts.target * bands.from_percent'
        ) }} as band_high
    from verdicts
    cross join {{ ref('attainment_bands') }} as bands
    group by verdicts.indicator_id, verdicts.target_version
),

numbers as (
    select
        verdicts.indicator_id,
        cast(indicators.pillar as {{ text_type() }}) as pillar,
        cast(indicators.section as {{ text_type() }}) as section,
        indicators.name_ja,
        indicators.name_en,
        indicators.unit,
        indicators.is_core,
        verdicts.target_version,
        versions.effective_from,
        versions.is_in_force,
        verdicts.budget_reading,
        {{ as_of_date() }} as as_of_date,
        cast(verdicts.target_base as bigint) as target_base,
        cast(verdicts.target_supplement as bigint) as target_supplement,
        cast(verdicts.target as bigint) as target,
        cast({{ rounded_whole('verdicts.actual') }} as bigint) as actual,
        cast({{ rounded_whole('verdicts.actual_low') }} as bigint) as actual_low,
        cast({{ rounded_whole('verdicts.actual_high') }} as bigint) as actual_high,
        {{ attainment_pct('verdicts.actual', 'verdicts.target') }} as attainment_pct,
        cast(verdicts.pace as double) as pace,
        paces.pace_basis,
        case when verdicts.target is not null then forecasts.forecast end as forecast,
        case when verdicts.target is not null then forecasts.forecast_low end as forecast_low,
        case when verdicts.target is not null then forecasts.forecast_high end as forecast_high,
        -- Out of the futures that were drawn, those that reach the target.
        case
            when verdicts.target is null then null
            when verdicts.actual_low >= verdicts.target then 1.0
            else chances.probability_met
        end as probability_met,
        verdicts.status,
        verdicts.status_at_low,
        verdicts.status_at_high,
        -- A band only where no gap could change it.
        case when bands.band_low = bands.band_high then bands.band_low end as band,
        coalesce(verdicts.actual_low * 100 >= verdicts.target * {{ var('over_achievement_from') }}, false)
            as is_over_achieved,
        cast({{ rounded_whole('verdicts.excluded') }} as bigint) as excluded,
        case when verdicts.target_supplement > 0 then cast({{ rounded_whole('supplements.actual') }} as bigint) end
            as supplement_actual,
        case
            when verdicts.target_supplement > 0
                then {{ attainment_pct('supplements.actual', 'verdicts.target_supplement') }}
        end as supplement_attainment_pct,
        verdicts.gap_ids,
        verdicts.paired_outcome,
        paired.name_ja as paired_name_ja,
        paired.name_en as paired_name_en,
        indicators.value_type,
        indicators.counting_rule,
        indicators.counting_rule_en,
        indicators.position
    from verdicts
    inner join {{ ref('indicators') }} as indicators on verdicts.indicator_id = indicators.indicator_id
    left join {{ ref('indicators') }} as paired on verdicts.paired_indicator_id = paired.indicator_id
    inner join versions on verdicts.target_version = versions.target_version
    left join supplements on verdicts.indicator_id = supplements.indicator_id
    left join {{ ref('int_target_pace') }} as paces
        on verdicts.indicator_id = paces.indicator_id
            and verdicts.target_version = paces.target_version
    left join {{ ref('int_indicator_forecast') }} as forecasts
        on verdicts.indicator_id = forecasts.indicator_id
            and verdicts.budget_reading = forecasts.budget_reading
    left join chances
        on verdicts.indicator_id = chances.indicator_id
            and verdicts.target_version = chances.target_version
    left join bands
        on verdicts.indicator_id = bands.indicator_id
            and verdicts.target_version = bands.target_version
),

worded as (
    select
        *,
        {{ grouped_digits('actual') }} || unit as actual_ja,
        {{ grouped_digits('target') }} || unit as target_ja,
        coalesce({{ grouped_digits('actual_low') }}, '?')
        || '～'
        || coalesce({{ grouped_digits('actual_high') }}, '?')
        || unit as range_ja,
        coalesce({{ grouped_digits('actual_low') }}, '?')
        || ' to '
        || coalesce({{ grouped_digits('actual_high') }}, '?') as range_en,
        case when pace_basis = 'annual_plan' then '年度計画によるペース' else '期間按分のペース' end as pace_name_ja,
        {{ one_decimal('pace', grouped=true) }} as pace_text
    from numbers
),

final as (
    select
        *,
        case status
            when 'met' then '実績' || actual_ja || '。下限でも目標' || target_ja || 'に達している。'
            when 'on_track'
                then '実績' || actual_ja || '（' || range_ja || '）。' || pace_name_ja || pace_text || unit || '以上。'
            when 'at_risk'
                then '実績' || actual_ja || '（' || range_ja || '）。上限でも' || pace_name_ja || pace_text || unit || 'を下回る。'
            when 'missed' then '期間終了。実績' || actual_ja || '（' || range_ja || '）。上限でも目標' || target_ja || 'に届かない。'
            when 'waived' then '実績' || actual_ja || 'は不足だが、「' || paired_name_ja || '」が達成済みのため、成功率を高めたものとして扱う。'
            when 'not_assessable'
                then
                    '実績' || actual_ja || '（' || range_ja || '）。データの欠落' || {{ length_of_list('gap_ids') }} || '件により'
                    || case when paired_outcome = 'open' then '（対となる成功件数を含め）' else '' end || '判定が変わりうる。'
            else case when value_type = 'narrative' then '記述指標。数値なし。' else '目標なし。把握した値のみを示す。' end
        end as reason_ja,
        case status
            when
                'met'
                then 'Actual '
                    || {{ grouped_digits('actual') }}
                    || '; even the low bound reaches the target of '
                    || {{ grouped_digits('target') }}
                    || '.'
            when
                'on_track'
                then 'Actual '
                    || {{ grouped_digits('actual') }}
                    || ' ('
                    || range_en
                    || '), at or above the pace of '
                    || pace_text
                    || '.'
            when
                'at_risk'
                then 'Actual '
                    || {{ grouped_digits('actual') }}
                    || ' ('
                    || range_en
                    || '); even the high bound is below the pace of '
                    || pace_text
                    || '.'
            when
                'missed'
                then 'Period over; actual '
                    || {{ grouped_digits('actual') }}
                    || ' ('
                    || range_en
                    || '), even the high bound is short of '
                    || {{ grouped_digits('target') }}
                    || '.'
            when
                'waived'
                then 'Actual '
                    || {{ grouped_digits('actual') }}
                    || ' is short, but "'
                    || paired_name_en
                    || '" is met: a higher success rate.'
            when 'not_assessable'
                then
                    'Actual ' || {{ grouped_digits('actual') }} || ' (' || range_en || '); '
                    || {{ length_of_list('gap_ids') }} || ' data gaps'
                    || case when paired_outcome = 'open' then ', those of the paired success included,' else '' end
                    || ' could change the verdict.'
            else case
                    when value_type = 'narrative' then 'Narrative indicator, no figure.' else
                        'No target; what arrives is counted.'
                end
        end as reason_en
    from worded
)

select
    indicator_id,
    pillar,
    section,
    name_ja,
    name_en,
    unit,
    is_core,
    target_version,
    is_in_force,
    budget_reading,
    as_of_date,
    target_base,
    target_supplement,
    target,
    actual,
    actual_low,
    actual_high,
    attainment_pct,
    pace,
    pace_basis,
    forecast,
    forecast_low,
    forecast_high,
    cast(probability_met as double) as probability_met,
    status,
    status_at_low,
    status_at_high,
    reason_ja,
    reason_en,
    band,
    is_over_achieved,
    excluded,
    supplement_actual,
    supplement_attainment_pct,
    gap_ids,
    counting_rule,
    counting_rule_en,
    cast(position as integer) as position,
    effective_from
from final
