{# Columns that lack values although every row must have one: one row with the number lacking per column. All columns of
   a model in one pass: as a test each, they took more time than building the models. #}
{% test not_null_columns(model, columns) %}
    select *
    from (
        select
            {%- for column in columns %}
                count(*) - count({{ column }}) as {{ column }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ model }}
    ) as lacking
    where {% for column in columns %}{{ column }} > 0{{ " or " if not loop.last }}{% endfor %}
{% endtest %}
