{# Answers to surveys with the case that each is about, in yen. `subjects` lists what a survey can be about: subject,
   model, its key, the day that decides the fiscal year, and its certainty; `responses` is the staging model of the
   answers and `rates` that of the exchange rates. #}
{% macro survey_responses(subjects, responses, rates) -%}
with

responses as (
    select * from {{ ref(responses) }}
),

asked_about as (
    select distinct case_id from {{ ref(responses) }}
    where case_id is not null
),

-- What a survey can be about; a subject may have several models. Only cases that a survey asks about are looked at:
-- they are few.
cases as (
    {% for subject, model, key, deciding_date, certainty in subjects -%}
        select
            '{{ subject }}' as subject,
            {{ key }} as case_id,
            company_key,
            budget_source,
            programme,
            {{ certainty }} as certainty,
            {{ deciding_date }} as deciding_date
        from {{ ref(model) }}
        where occurrence = 1 and {{ key }} in (select asked_about.case_id from asked_about)
        {{ "union all" if not loop.last }}
    {% endfor %}
),

cases_once as (
    select *
    from (
        select
            *,
            row_number()
                over (partition by subject, case_id order by deciding_date nulls last, company_key nulls last)
                as place
        from cases
    ) as placed
    where place = 1
),

rates as (
    {{ rates_by_month(rates) }}
),

with_case as (
    select
        responses.*,
        cases_once.case_id is not null as has_case,
        cases_once.company_key,
        cases_once.budget_source,
        cases_once.programme,
        cases_once.certainty,
        coalesce(cases_once.deciding_date, responses.answered_date) as deciding_date,
        coalesce(responses.due_date <= {{ as_of_date() }}, false) as is_past_due
    from responses
    left join cases_once
        on responses.subject = cases_once.subject
            and responses.case_id = cases_once.case_id
),

occurrences as (
    select
        source_file,
        source_row,
        row_number() over (partition by survey_id order by {{ newest_first() }}) as occurrence
    from {{ ref(responses) }}
    where survey_id in ({{ repeated_numbers(responses, 'survey_id') }})
),

final as (
    select
        with_case.*,
        -- The year of a survey is the year it was due in; unsent ones stay in the year of their file.
        coalesce({{ fiscal_year('coalesce(due_date, sent_date, answered_date)') }}, file_fiscal_year) as fiscal_year,
        {% for item in ['investment_amount', 'equity_amount', 'enterprise_value'] -%}
            {{ to_yen(item, 'unit', 'with_case.currency', 'rates.yen_per_unit') }} as {{ item }}_jpy,
        {% endfor -%}
        coalesce(occurrences.occurrence, 1) as occurrence
    from with_case
    {{ join_occurrences('with_case') }}
    left join rates
        on with_case.currency = rates.currency
            and {{ month_of('with_case.deciding_date') }} = rates.month
)

select * from final
{%- endmacro %}

{# Valid answers to the items that indicators are taken from, as records to count. #}
{% macro answers_to_count() -%}
    select
        answers.*,
        items.indicator_id as item_indicator_id,
        coalesce(answers.deciding_date, answers.answered_date) as counted_on,
        answers.company_key is not null as company_is_resolved,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('int_survey_answers') }} as answers
    inner join {{ ref('survey_items') }} as items
        on answers.subject = items.subject
            and answers.item = items.item
    where answers.is_valid
{%- endmacro %}

{# Counting rules of the totals of survey items, one for each indicator, from `answers`, a relation of
   `answers_to_count`: amounts, jobs. #}
{% macro count_survey_totals(indicators, source, answers) -%}
{% for indicator_id in indicators %}
    select
    {{ counted_record(
        indicator_id,
        source=source,
        record_id='survey_id',
        deciding_date='counted_on',
        conditions=dated('counted_on') + [('quantified', yes_or_unknown('quantity is not null'))],
        quantity='quantity'
    ) }}
    from {{ answers }}
    where item_indicator_id = '{{ indicator_id }}'
    {{ "union all" if not loop.last }}
{% endfor %}
{%- endmacro %}

{# Items of the surveys that a profile does not ask for, as columns of its staging model: nobody answered, nobody
   declined. #}
{% macro items_not_asked(items) -%}
    {%- set types = {'sales_change': text_type(), 'behaviour_change': 'boolean', 'is_novel': 'boolean'} -%}
    {%- for item in items %}
    cast(null as {{ types.get(item, 'decimal(24, 4)') }}) as {{ item }},
    cast(null as {{ text_type() }}) as {{ item }}_text,
    false as {{ item }}_is_declined
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
