{% set valid_percent = rounded(ratio('100.0 * valid', 'nullif(due, 0)'), 1) %}
with

indicators as (
    select *
    from {{ ref('indicators') }}
    where kind = 'monitoring'
),

-- What is only monitored is counted whole, whoever paid for it.
bounds as (
    select *
    from {{ ref('int_indicator_bounds') }}
    where budget_reading = 'all'
),

item_rates as (
    select
        items.indicator_id,
        items.position,
        items.name_ja,
        items.name_en,
        coalesce(sum(rates.due), 0) as due,
        coalesce(sum(rates.valid), 0) as valid
    from {{ ref('indicator_items') }} as items
    left join {{ ref('survey_response_rates') }} as rates
        on items.subject = rates.subject
            and items.item = rates.item
    group by items.indicator_id, items.position, items.name_ja, items.name_en
),

response_rates as (
    select
        indicator_id,
        cast(sum(due) as bigint) as due,
        cast(sum(valid) as bigint) as valid,
        cast({{ ratio('sum(valid)', 'nullif(sum(due), 0)') }} as double) as response_rate,
        cast(min({{ ratio('valid', 'nullif(due, 0)') }}) as double) as lowest_item_rate,
        {{ joined_text(
            "name_ja || ' ' || coalesce(" ~ one_decimal(valid_percent) ~ " || '%', '―') || '（' || "
            ~ grouped_digits('valid') ~ " || '/' || " ~ grouped_digits('due') ~ " || '）'",
            '、',
            'position'
        ) }} as response_rates_ja,
        {{ joined_text(
            "name_en || ' ' || coalesce(" ~ one_decimal(valid_percent) ~ " || ' %', '-') || ' (' || "
            ~ grouped_digits('valid') ~ " || ' of ' || " ~ grouped_digits('due') ~ " || ')'",
            '; ',
            'position'
        ) }} as response_rates_en
    from item_rates
    group by indicator_id
),

breaks as (
    select
        indicator_id,
        {{ joined_text('note_ja', ' ', 'break_date nulls last, kind') }} as break_notes_ja,
        {{ joined_text('note_en', ' ', 'break_date nulls last, kind') }} as break_notes_en
    from {{ ref('dim_series_break') }}
    where has_happened
    group by indicator_id
),

texts as (
    select *
    from {{ ref('narratives') }}
    where is_current
),

-- Every open gap that names the indicator, also those that move no bound: nobody must take the figure for certain.
named as (
    select
        {{ each_of('indicator_ids') }} as indicator_id,
        gap_id
    from {{ ref('data_gaps') }}
    where status <> 'resolved'
),

gaps as (
    select
        indicator_id,
        {{ sorted_list('gap_id') }} as gap_ids
    from named
    group by indicator_id
),

final as (
    select
        indicators.indicator_id,
        cast(indicators.position as integer) as position,
        cast(indicators.pillar as {{ text_type() }}) as pillar,
        cast(indicators.section as {{ text_type() }}) as section,
        indicators.name_ja,
        indicators.name_en,
        indicators.unit,
        indicators.value_type,
        {{ as_of_date() }} as as_of_date,
        cast(bounds.actual as decimal(28, 2)) as actual,
        cast(bounds.actual_low as decimal(28, 2)) as actual_low,
        cast(bounds.actual_high as decimal(28, 2)) as actual_high,
        coalesce(gaps.gap_ids, {{ empty_list() }}) as gap_ids,
        response_rates.indicator_id is not null and indicators.value_type <> 'ratio' as needs_response_rate,
        response_rates.due,
        response_rates.valid,
        response_rates.response_rate,
        response_rates.lowest_item_rate,
        response_rates.response_rates_ja,
        response_rates.response_rates_en,
        dimension.comparable_from,
        breaks.break_notes_ja,
        breaks.break_notes_en,
        texts.text as narrative,
        texts.dated_on as narrative_dated_on,
        dimension.in_current,
        dimension.in_revised,
        indicators.counting_rule,
        indicators.counting_rule_en
    from indicators
    left join {{ ref('dim_indicator') }} as dimension on indicators.indicator_id = dimension.indicator_id
    left join bounds on indicators.indicator_id = bounds.indicator_id
    left join response_rates on indicators.indicator_id = response_rates.indicator_id
    left join breaks on indicators.indicator_id = breaks.indicator_id
    left join texts on indicators.indicator_id = texts.indicator_id
    left join gaps on indicators.indicator_id = gaps.indicator_id
)

select * from final
