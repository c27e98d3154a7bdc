-- An amount of a single case is that of one company.
{{ disclosed('fct_cases', {'amount_jpy': 'true'}) }}
