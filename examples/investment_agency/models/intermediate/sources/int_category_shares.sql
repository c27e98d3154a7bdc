{{ category_shares([
    ('projects', 'int_projects', 'certainty', "status = 'landed'"),
    ('projects', 'int_projects', 'sector', 'true'),
    ('trade_missions', 'int_trade_missions', 'market', 'true'),
]) }}
