-- That a company asked about economic coercion is confidential: one that no other source knows is not named.
{{ named_companies([
    'int_fdi_cases',
    'int_collaboration_cases',
    'int_startup_cases',
    'int_overseas_support',
    'int_overseas_success',
    'int_agrifood_cases',
]) }}
