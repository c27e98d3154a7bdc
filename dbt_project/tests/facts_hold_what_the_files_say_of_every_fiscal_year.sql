-- A failing row is a case or response that a backfill of other fiscal years left out of date: what was landed for them
-- changes it as well, such as the company it is about. Remedy: materialize every fiscal year, or run the whole job.
select
    fact,
    key
from (
    {{ out_of_date('fct_cases', 'int_cases__all_years', 'case_key') }}
    union all
    {{ out_of_date('fct_survey_responses', 'int_survey_responses__all_years', 'survey_key') }}
) as out_of_date
-- Facts built whole hold it by the way they are built.
where {{ 'true' if is_backfill() else 'false' }}
