{# Numbers and amounts from text that half_width made comparable; NULL for what cannot be read. #}

{# What stands around the digits of an amount. The currencies are those of the code list `currency`. #}
{% macro currency_words() -%}
(JPY|USD|EUR|CNY|RMB|GBP|THB|日本円|円|米ドル|米国ドル|ドル|ユーロ|人民元|中国元|元|英ポンド|ポンド|タイバーツ|バーツ|US\$|¥|€|£)
{%- endmacro %}
{% macro multiple_words() -%} (千万|百万|十万|十億|百億|千億|万|千|億|兆) {%- endmacro %}
{% macro counter_words() -%} (人|件|社|回|名) {%- endmacro %}

{# Numbers: thousands separators, △ ▲ − for minus; a multiple (千, 百万, 億 …) inside the cell multiplies, a currency or
   counter around the digits is taken off. A comma elsewhere than between thousands is no number. #}
{% macro to_number(text) -%}
    case
        -- Plain and grouped digits need none of the rest, and most cells are such.
        when {{ regex_full_match(text, '-?(\\d+|\\d{1,3}(,\\d{3})+)(\\.\\d+)?') }}
            then {{ decimal_of("replace(" ~ text ~ ", ',', '')") }}
        -- A product beyond the type is unreadable; it must not stop the run.
        else {{ product_within(
            [bare_number(text), 'coalesce(' ~ multiple_inside(text) ~ ', 1)'], 'decimal(24, 4)'
        ) }}
    end
{%- endmacro %}

{# A number of digits alone. Short ones are cast as 64-bit decimals: DuckDB casts text to wider ones a hundred times
   slower, and no value changes. #}
{% macro decimal_of(digits) -%}
    case
        when length({{ digits }}) <= 14 then {{ try_cast(digits, 'decimal(18, 4)') }}
        else {{ try_cast(digits, 'decimal(24, 4)') }}
    end
{%- endmacro %}

{# The digits of an amount alone. #}
{% macro bare_number(text) -%}
    case
        when contains({{ text }}, ',')
            and not {{ regex_found(text, '(^|[^0-9,.])\\d{1,3}(,\\d{3})+($|[^0-9,])') }}
            then null
        else {{ decimal_of(ungrouped(without_words(text))) }}
    end
{%- endmacro %}

{% macro without_words(text) -%}
    {%- set behind = '(' ~ multiple_words() ~ '?' ~ currency_words() ~ '|' ~ multiple_words() ~ '|' ~ counter_words() ~ ')$' -%}
    {%- set without_behind = regex_replaced("replace(" ~ text ~ ", ',', '')", behind, '') -%}
    {{ regex_replaced(
        regex_replaced(without_behind, '^([△▲−‐–-]?)' ~ currency_words(), '\\1'), '^[△▲−‐–]', '-'
    ) }}
{%- endmacro %}

{# The multiple that a cell itself names: 1,000 for 3千円, 1 for 3円 and 3ドル, NULL when it names none. #}
{% macro multiple_inside(text) -%}
    case
        when not {{ regex_full_match(text, '[-+0-9.,]+') }}
            then coalesce(
                {{ number_of(regex_group(text, '[0-9.]' ~ multiple_words() ~ currency_words() ~ '?$', 1), {
                    '千': 1000,
                    '万': 10000,
                    '十万': 100000,
                    '百万': 1000000,
                    '千万': 10000000,
                    '億': 100000000,
                    '十億': 1000000000,
                    '百億': 10000000000,
                    '千億': 100000000000,
                    '兆': 1000000000000,
                }) }},
                case when {{ regex_found(text, '[0-9.]' ~ currency_words() ~ '$') }} then 1 end
            )
    end
{%- endmacro %}

{# The currency that a cell itself names, before or behind the digits, as text of the code list; NULL when none. #}
{% macro currency_inside(text) -%}
    case
        when not {{ regex_full_match(text, '[-+0-9.,]+') }}
            then nullif(
                coalesce(
                    nullif({{ regex_group(text, '[0-9.]' ~ multiple_words() ~ '?' ~ currency_words() ~ '$', 2) }}, ''),
                    {{ regex_group(text, '^[△▲−‐–-]?' ~ currency_words(), 1) }}
                ),
                ''
            )
    end
{%- endmacro %}

{# An amount in the unit of its row. A cell that names its own multiple is read by it when the row's unit is blank, 円 or
   the same; a cell that contradicts the unit or the currency of its row is unreadable, never guessed. #}
{% macro to_amount(text, unit, currency, currency_inside) -%}
    case
        when {{ currency_inside }} <> {{ currency }} then null
        when ({{ multiple_inside(text) }}) is null or coalesce({{ unit }}, '1') = '1' then {{ to_number(text) }}
        when cast({{ unit }} as bigint) = ({{ multiple_inside(text) }}) then {{ bare_number(text) }}
    end
{%- endmacro %}

{# The unit of a row: its unit column, or 円 (1) when that is blank and every amount of the row names its own. #}
{% macro unit_of_row(unit, unit_text, amounts) -%}
    coalesce(
        {{ unit }},
        case
            when {{ unit_text }} is null and coalesce({{ amounts | join(', ') }}) is not null
                {%- for amount in amounts %}
                and ({{ amount }} is null or {{ is_declined(amount) }} or ({{ multiple_inside(amount) }}) is not null)
                {%- endfor %}
                then '1'
        end
    )
{%- endmacro %}

{# The currency of a row: its currency column, or, when that is blank, the one that its amounts name; two different ones
   leave it unknown. #}
{% macro currency_of(currency_text, currency, currencies_inside) -%}
    case
        when {{ currency_text }} is not null then {{ currency }}
        {%- if currencies_inside | length == 1 %}
        else {{ currencies_inside[0] }}
        {%- else %}
        when greatest({{ currencies_inside | join(', ') }}) = least({{ currencies_inside | join(', ') }})
            then greatest({{ currencies_inside | join(', ') }})
        {%- endif %}
    end
{%- endmacro %}

{# A whole number; one with a fraction is unreadable, not rounded. #}
{% macro to_integer(text) -%}
    case when {{ to_number(text) }} = floor({{ to_number(text) }}) then {{ try_cast(to_number(text), 'bigint') }} end
{%- endmacro %}

{# A surveyed number that declines to answer. #}
{% macro is_declined(text) -%}
    coalesce({{ is_one_of(text, ['-9999', '−9999', '△9999', '▲9999', '-9,999', '-9999.0']) }}, false)
{%- endmacro %}

{# A surveyed number: NULL when declined. #}
{% macro to_answered_number(text) -%}
    case when not {{ is_declined(text) }} then {{ to_number(text) }} end
{%- endmacro %}

{# A surveyed amount: NULL when declined. #}
{% macro to_answered_amount(text, unit, currency, currency_inside) -%}
    case when not {{ is_declined(text) }} then {{ to_amount(text, unit, currency, currency_inside) }} end
{%- endmacro %}
