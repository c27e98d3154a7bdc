-- Totals by the year in which surveys were due split the same answers in another way than the figures of their
-- indicators by month do: differences of the two would be single answers. There are only those of items without such
-- a figure.
{% set joins %}
left join {{ ref('survey_items') }} as survey_items
    on mart.subject = survey_items.subject and mart.item = survey_items.item
{{ join_sensitive('item', 'mart.item') }}
left join {{ ref('sensitive_figures') }} as figure
    on figure.kind = 'indicator' and survey_items.indicator_id = figure.name
left join (
    select
        subject,
        item,
        fiscal_year,
        count(distinct company_key) as companies
    from {{ ref('int_survey_answers') }}
    where is_valid
    group by subject, item, fiscal_year
) as answers
    on mart.subject = answers.subject and mart.item = answers.item and mart.fiscal_year = answers.fiscal_year
{% endset %}

{{ disclosed('survey_response_rates', {
    'total': is_sensitive() ~ ' and (figure.name is not null or answers.companies < ' ~ var('disclosure_companies') ~ ')'
}, [joins]) }}
