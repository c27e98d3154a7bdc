{{ cases_with_company('stg_enquiries', 'enquiry_id', prefecture=false) }}
