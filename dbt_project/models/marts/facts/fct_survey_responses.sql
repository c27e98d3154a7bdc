{{ of_fiscal_years('int_survey_responses__all_years', 'survey_key') }}
