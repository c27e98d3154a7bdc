{{ staged('entrepreneur_programme', [
    ('participant_id', 'id'),
    ('destination', 'text'),
    ('programme', 'compact_text'),
    ('budget_source', 'code', 'budget_source'),
    ('start_date', 'date'),
    ('end_date', 'date'),
]) }}
