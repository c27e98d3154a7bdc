{{ cases_with_company('stg_trade_missions', 'visit_id', prefecture=false) }}
