{{ of_fiscal_years('int_cases__all_years', 'case_key') }}
