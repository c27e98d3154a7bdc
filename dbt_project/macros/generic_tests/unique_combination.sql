{# Rows that share their key with another: the grain that the model promises does not hold.

   Keys are grouped by their hash first: a number each instead of several texts, of which millions fit into memory. #}
{% test unique_combination(model, columns) %}
    with suspected as (
        select {{ row_hash(columns) }} as key_hash
        from {{ model }}
        group by {{ row_hash(columns) }}
        having count(*) > 1
    )

    select {{ columns | join(', ') }}, count(*) as rows
    from {{ model }}
    where {{ row_hash(columns) }} in (select key_hash from suspected)
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
