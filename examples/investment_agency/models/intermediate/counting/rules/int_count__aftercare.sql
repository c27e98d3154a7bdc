-- Counting rules of capital_invested and jobs_created: see the description of this model and reference.indicators.
with

considered {{ as_inlined() }} (
    {{ answers_to_count() }}
)

{{ count_survey_totals(['capital_invested', 'jobs_created'], source='aftercare_survey', answers='considered') }}
