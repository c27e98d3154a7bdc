{# Lists, and records inside them. #}

{% macro empty_list() -%} {{ adapter.dispatch('empty_list')() }} {%- endmacro %}
{% macro duckdb__empty_list() -%} [] {%- endmacro %}
{% macro spark__empty_list() -%} array() {%- endmacro %}
{# Of the type that stands beside it. #}
{% macro postgres__empty_list() -%} '{}' {%- endmacro %}

{# A list of one number. #}
{% macro list_of_number(number) -%} {{ adapter.dispatch('list_of_number')(number) }} {%- endmacro %}
{% macro duckdb__list_of_number(number) -%} [{{ number }}] {%- endmacro %}
{% macro spark__list_of_number(number) -%} array(cast({{ number }} as double)) {%- endmacro %}
{% macro postgres__list_of_number(number) -%} array[cast({{ number }} as double precision)] {%- endmacro %}

{# A text cut at every comma. #}
{% macro list_of_parts(text) -%} {{ adapter.dispatch('list_of_parts')(text) }} {%- endmacro %}
{% macro duckdb__list_of_parts(text) -%} string_split({{ text }}, ',') {%- endmacro %}
{% macro spark__list_of_parts(text) -%} split({{ text }}, ',') {%- endmacro %}
{# An empty text has one part; string_to_array would give none. #}
{% macro postgres__list_of_parts(text) -%} regexp_split_to_array({{ text }}, ',') {%- endmacro %}

{% macro length_of_list(list) -%} {{ adapter.dispatch('length_of_list')(list) }} {%- endmacro %}
{% macro duckdb__length_of_list(list) -%} len({{ list }}) {%- endmacro %}
{% macro spark__length_of_list(list) -%} array_size({{ list }}) {%- endmacro %}
{% macro postgres__length_of_list(list) -%} cardinality({{ list }}) {%- endmacro %}

{% macro list_has(list, item) -%} {{ adapter.dispatch('list_has')(list, item) }} {%- endmacro %}
{% macro duckdb__list_has(list, item) -%} list_contains({{ list }}, {{ item }}) {%- endmacro %}
{% macro spark__list_has(list, item) -%} array_contains({{ list }}, {{ item }}) {%- endmacro %}
{% macro postgres__list_has(list, item) -%} {{ item }} = any({{ list }}) {%- endmacro %}

{# One row per item, as a column of the select list. #}
{% macro each_of(list) -%} {{ adapter.dispatch('each_of')(list) }} {%- endmacro %}
{% macro duckdb__each_of(list) -%} unnest({{ list }}) {%- endmacro %}
{% macro spark__each_of(list) -%} explode({{ list }}) {%- endmacro %}
{% macro postgres__each_of(list) -%} unnest({{ list }}) {%- endmacro %}

{# Values of the rows of a group as a sorted list; NULL when there is none. `order_by` begins the value itself where it
   is not the value. #}
{% macro sorted_list(value, order_by='') -%}
    {{ adapter.dispatch('sorted_list')(value, order_by or value) }}
{%- endmacro %}
{% macro duckdb__sorted_list(value, order_by) -%} list({{ value }} order by {{ order_by }}) {%- endmacro %}
{% macro spark__sorted_list(value, order_by) -%} nullif(array_sort(collect_list({{ value }})), array()) {%- endmacro %}
{% macro postgres__sorted_list(value, order_by) -%} array_agg({{ value }} order by {{ order_by }}) {%- endmacro %}

{# The same of distinct values, of the rows that fulfil a condition. #}
{% macro sorted_set(value, where='') -%} {{ adapter.dispatch('sorted_set')(value, where) }} {%- endmacro %}
{% macro duckdb__sorted_set(value, where) -%}
    list(distinct {{ value }} order by {{ value }}){{ ' filter (where ' ~ where ~ ')' if where }}
{%- endmacro %}
{% macro spark__sorted_set(value, where) -%}
    nullif(array_sort(collect_set({{ value }}){{ ' filter (where ' ~ where ~ ')' if where }}), array())
{%- endmacro %}
{% macro postgres__sorted_set(value, where) -%}
    array_agg(distinct {{ value }} order by {{ value }}){{ ' filter (where ' ~ where ~ ')' if where }}
{%- endmacro %}

{# The items of two lists, each once and sorted; a list that is NULL has none. #}
{% macro union_of_lists(one, other) -%} {{ adapter.dispatch('union_of_lists')(one, other) }} {%- endmacro %}
{% macro duckdb__union_of_lists(one, other) -%}
    list_sort(list_distinct(list_concat({{ one }}, {{ other }})))
{%- endmacro %}
{% macro spark__union_of_lists(one, other) -%}
    array_sort(array_distinct(concat(coalesce({{ one }}, array()), coalesce({{ other }}, array()))))
{%- endmacro %}
{% macro postgres__union_of_lists(one, other) -%}
    array(
        select distinct listed.item
        from unnest({{ one }} || {{ other }}) as listed (item)
        where listed.item is not null
        order by listed.item
    )
{%- endmacro %}

{# A value with named fields. #}
{% macro record_of(fields) -%} {{ adapter.dispatch('record_of')(fields) }} {%- endmacro %}
{% macro duckdb__record_of(fields) -%}
    struct_pack(
        {%- for name, value in fields.items() %}
        {{ name }} := {{ value }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
{% macro spark__record_of(fields) -%}
    named_struct(
        {%- for name, value in fields.items() %}
        '{{ name }}', {{ value }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
{% macro postgres__record_of(fields) -%}
    jsonb_build_object(
        {%- for name, value in fields.items() %}
        '{{ name }}', {{ value }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# Names of files that one of two lists of records (file, sha256) holds and the other does not, or not with that content:
   the new ones, then those that are no longer read. #}
{% macro files_that_differ(new_files, old_files) -%}
    {{ adapter.dispatch('files_that_differ')(new_files, old_files) }}
{%- endmacro %}
{% macro duckdb__files_that_differ(new_files, old_files) -%}
    list_concat(
        list_transform(
            list_filter({{ new_files }}, lambda file: not list_contains({{ old_files }}, file)),
            lambda file: file.file
        ),
        list_transform(
            list_filter(
                {{ old_files }},
                lambda old: not list_contains(list_transform({{ new_files }}, lambda file: file.file), old.file)
            ),
            lambda old: old.file || ' (no longer read)'
        )
    )
{%- endmacro %}
{% macro spark__files_that_differ(new_files, old_files) -%}
    concat(
        transform(
            filter({{ new_files }}, file -> not array_contains({{ old_files }}, file)),
            file -> file.file
        ),
        transform(
            filter(
                {{ old_files }},
                old -> not array_contains(transform({{ new_files }}, file -> file.file), old.file)
            ),
            old -> old.file || ' (no longer read)'
        )
    )
{%- endmacro %}
{% macro postgres__files_that_differ(new_files, old_files) -%}
    array(
        select new.file ->> 'file'
        from unnest({{ new_files }}) with ordinality as new (file, place)
        where new.file <> all({{ old_files }})
        order by new.place
    ) || array(
        select (old.file ->> 'file') || ' (gone)'
        from unnest({{ old_files }}) with ordinality as old (file, place)
        where old.file ->> 'file' not in (select new.file ->> 'file' from unnest({{ new_files }}) as new (file))
        order by old.place
    )
{%- endmacro %}
