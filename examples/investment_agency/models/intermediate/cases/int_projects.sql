{{ cases_with_company('stg_projects', 'project_id', prefecture=false) }}
