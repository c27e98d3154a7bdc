{# Disclosure control: which blocks of an amount are held back, so that nobody learns what one or two companies answered.

   Blocks are nested: the total, its fiscal years, their budget sources, the cells of these. A published block is held by
   three companies at least (`disclosure_companies`), and so is what is left of it when its published parts are taken
   away. Published blocks and rests split the answers: whatever is reckoned from published figures is made of whole
   parts of that split, so no sum tells of fewer companies. Each level is decided at once, nothing is repeated. #}

{# CTEs that end with `name`, the blocks of one level by `keys`: companies, value, is_suppressed.

   Needs a CTE `answers`, a row per answer with company_key, value and the keys, and the CTE `parent`, the level above by
   `parent_keys`. An answer of nobody known may be that of any of the others: it makes no further company.

   Below a parent that is held back everything is. Below a published one: the blocks of too few companies, and further
   ones, those of the fewest companies first, until what is held back is of enough companies together and worth more than
   nothing: a rest of nothing would say that each of them is nothing. #}
{% macro blocks_of_level(name, keys, parent, parent_keys) -%}
{{ name }}_ordered as (
    select
        blocks.*,
        parents.is_suppressed as is_parent_suppressed,
        count(*) filter (where blocks.companies < {{ var('disclosure_companies') }}) over siblings as too_small,
        row_number() over (
            partition by {{ listed('blocks', parent_keys) }}
            order by
                blocks.companies < {{ var('disclosure_companies') }} desc,
                blocks.companies,
                blocks.value,
                {{ listed('blocks', keys, ' nulls last') }}
        ) as position
    from (
        select
            {{ keys | join(', ') }},
            count(distinct company_key) as companies,
            sum(value) as value
        from answers
        group by {{ keys | join(', ') }}
    ) as blocks
    inner join {{ parent }} as parents on {{ same('blocks', 'parents', parent_keys) }}
    window siblings as (partition by {{ listed('blocks', parent_keys) }})
),

-- Companies by the first block that they appear in: a company of two blocks is one.
{{ name }}_first_seen as (
    select
        {{ parent_keys | join(', ') }},
        position,
        count(*) as companies
    from (
        select
            {{ listed('blocks', parent_keys) }},
            answers.company_key,
            min(blocks.position) as position
        from answers
        inner join {{ name }}_ordered as blocks on {{ same('answers', 'blocks', keys) }}
        where answers.company_key is not null
        group by {{ listed('blocks', parent_keys) }}, answers.company_key
    ) as companies
    group by {{ parent_keys | join(', ') }}, position
),

{{ name }}_joint as (
    select
        blocks.*,
        sum(coalesce(first_seen.companies, 0)) over to_here as joint_companies,
        sum(blocks.value) over to_here as joint_value
    from {{ name }}_ordered as blocks
    left join {{ name }}_first_seen as first_seen
        on blocks.position = first_seen.position and {{ same('blocks', 'first_seen', parent_keys) }}
    window to_here as (partition by {{ listed('blocks', parent_keys) }} order by blocks.position)
),

{{ name }} as (
    select
        {{ keys | join(', ') }},
        companies,
        value,
        is_parent_suppressed
        or (
            too_small > 0
            -- Where no number of blocks is enough, all of them.
            and position <= coalesce(min(position) filter (
                where
                position >= too_small
                and joint_companies >= {{ var('disclosure_companies') }}
                and joint_value > 0
            ) over (partition by {{ parent_keys | join(', ') }}), position)
        ) as is_suppressed
    from {{ name }}_joint
)
{%- endmacro %}

{% macro listed(relation, columns, order='') -%}
    {% for column in columns %}{{ relation }}.{{ column }}{{ order }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}

{% macro same(left, right, columns) -%}
    {% for column in columns -%}
        {{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
