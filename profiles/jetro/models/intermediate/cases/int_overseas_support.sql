{{ cases_with_company('stg_overseas_support', 'case_id') }}
