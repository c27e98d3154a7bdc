{# An amount in yen: its unit multiplies, its currency converts at the monthly mean rate of the month of the deciding
   date. Unknown unit, currency or rate gives NULL, never a guess; so does a product beyond the type. #}
{% macro to_yen(amount, unit, currency, yen_per_unit) -%}
    {{ product_within([
        amount,
        'cast(' ~ unit ~ ' as bigint)',
        'case when ' ~ currency ~ " = 'JPY' then 1 else " ~ yen_per_unit ~ ' end',
    ], 'decimal(28, 2)') }}
{%- endmacro %}

{# One rate per currency and month of a staging model of exchange rates, which may hold a month twice. #}
{% macro rates_by_month(rates) -%}
    select
        currency,
        month,
        max(yen_per_unit) as yen_per_unit
    from {{ ref(rates) }}
    group by currency, month
{%- endmacro %}
