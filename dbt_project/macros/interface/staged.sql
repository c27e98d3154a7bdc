{# A landed export as a staging model: every column typed by one rule, the raw text of what was typed kept beside it as
   `<column>_text`, and `unreadable_columns`, the names of the cells that hold something which could not be read.

   `columns` lists name and kind, and what the kind needs:
     id              number of a record, in half-width characters
     name            company name, as it stands; companies are told apart by it, it is never published
     identity        corporate number or prefecture, as it stands, in `<column>_text`; the company links read it
     text            text without surrounding blanks
     compact_text    text without any blank or contact data, such as a programme's name
     free_text       text without contact data
     code            code of the list that follows, NULL for what is not in it
     flag            yes or no; blank is no
     date, month, integer, number
     amount          amount in the unit and currency of its row; needs columns `unit` and `currency` of the kinds
     unit, currency  what the amounts of a row are in
   A survey's items may be declined: `surveyed` before the kind (`surveyed amount`) adds `<column>_is_declined`, and
   a blank flag is no answer then. #}
{% macro staged(source_name, columns) -%}
{%- set amounts = [] -%}
{%- for column in columns if column[1].split(' ') | last == 'amount' %}{% do amounts.append(column[0]) %}{% endfor -%}
with

source as (
    select * from {{ source('landing', source_name) }}
),

comparable {{ as_computed() }} (
    select
        {% for column in columns -%}
        {%- set name, kind = column[0], column[1].split(' ') | last -%}
        {%- if kind == 'id' -%} {{ half_width(name) }} as {{ name }},
        {%- elif kind == 'name' -%} {{ name }},
        {%- elif kind == 'identity' -%} {{ name }} as {{ name }}_text,
        {%- elif kind == 'text' -%} {{ clean_text(name) }} as {{ name }},
        {%- elif kind == 'compact_text' -%} {{ without_contact_data(without_blanks(name)) }} as {{ name }},
        {%- elif kind == 'free_text' -%} {{ without_contact_data(clean_text(name)) }} as {{ name }},
        {%- elif kind in ('code', 'unit', 'currency') -%} {{ clean_text(name) }} as {{ name }}_text,
        {%- elif kind in ('flag', 'date', 'month', 'integer', 'number', 'amount') -%}
        {{ name }} as {{ name }}_text,
        {{ comparable_text(name, 'amount' if kind == 'number' else kind) }} as {{ name }},
        {%- else -%}
        {{ exceptions.raise_compiler_error("column " ~ name ~ " of " ~ source_name ~ ": no kind is called '" ~ kind ~ "'") }}
        {%- endif %}
        {% endfor -%}
        {{ lineage_columns() }}
    from source
),
{% if amounts %}
-- The unit and currency of a row, said by their columns or inside its amounts.
measured {{ as_computed() }} (
    select
        *,
        {{ to_code('currency_text', 'currency') }} as currency_of_row,
        {% for amount in amounts -%}
        {{ to_code(currency_inside(amount), 'currency') }} as {{ amount }}_currency,
        {% endfor -%}
        {{ unit_of_row(to_code('unit_text', 'unit'), 'unit_text', amounts) }} as unit
    from comparable
),
{% endif %}
typed {{ as_computed() }} (
    select
        {% for column in columns -%}
        {%- set name, kind = column[0], column[1].split(' ') | last -%}
        {%- set is_surveyed = column[1].startswith('surveyed ') -%}
        {%- if kind == 'identity' -%} {{ name }}_text,
        {%- elif kind in ('id', 'name', 'text', 'compact_text', 'free_text') -%} {{ name }},
        {%- elif kind == 'unit' -%} unit_text, unit,
        {%- elif kind == 'currency' -%}
        currency_text,
        {% set inside = [] -%}
        {%- for amount in amounts %}{% do inside.append(amount ~ '_currency') %}{% endfor -%}
        {{ currency_of('currency_text', 'currency_of_row', inside) }} as currency,
        {%- elif kind == 'amount' -%}
        {%- set rule = to_answered_amount if is_surveyed else to_amount -%}
        {{ name }}_text,
        {{ rule(name, 'unit', 'currency_of_row', name ~ '_currency') }} as {{ name }},
        {%- else -%}
        {{ name }}_text,
        {% if kind == 'code' -%} {{ to_code(name ~ '_text', column[2]) }}
        {%- elif kind == 'flag' -%} {{ to_flag(name, blank='null' if is_surveyed else 'false') }}
        {%- elif kind == 'date' -%} {{ to_date(name) }}
        {%- elif kind == 'month' -%} {{ to_month(name) }}
        {%- elif is_surveyed -%} {{ to_answered_number(name) }}
        {%- elif kind == 'integer' -%} {{ to_integer(name) }}
        {%- else -%} {{ to_number(name) }}
        {%- endif %} as {{ name }},
        {%- endif %}
        {% if is_surveyed -%}
        {{ is_declined(name ~ '_text' if kind == 'code' else name) }} as {{ name }}_is_declined,
        {% endif -%}
        {% endfor -%}
        {{ lineage_columns() }}
    from {{ 'measured' if amounts else 'comparable' }}
),

final as (
    select
        *,
        {% set read = [] -%}
        {%- for column in columns if column[1].split(' ') | last in ('flag', 'date', 'month', 'integer', 'number', 'amount') -%}
        {%- set raw = column[0] ~ '_text' -%}
        {%- if column[1].startswith('surveyed ') -%}
        {%- set raw = 'case when not ' ~ column[0] ~ '_is_declined then ' ~ raw ~ ' end' -%}
        {%- endif -%}
        {%- do read.append([raw, column[0]]) -%}
        {%- endfor -%}
        {{ unreadable_columns(read) if read else 'cast(null as ' ~ text_type() ~ ')' }} as unreadable_columns
    from typed
)

select * from final
{%- endmacro %}
