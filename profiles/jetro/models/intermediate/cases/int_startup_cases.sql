{{ cases_with_company('stg_startup_cases', 'case_id', prefecture=false) }}
