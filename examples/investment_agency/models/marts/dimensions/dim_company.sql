{{ named_companies(['int_enquiries', 'int_projects', 'int_trade_missions']) }}
