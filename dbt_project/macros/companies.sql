{# Rows of a staging model with the company each is about. `prefecture` is false where the source has none. #}
{% macro with_company(staging_model, prefecture=true) -%}
    select
        cases.*,
        links.company_key,
        links.company_match,
        coalesce(links.is_resolved, false) as company_is_resolved,
        links.doubt as company_doubt,
        links.corporate_number,
        links.corporate_number_is_valid,
        links.prefecture,
        {{ registered_from('cases.file_fiscal_year') }} as registered_from,
        coalesce(
            cases.budget_source <> (
                select max(budget_source) from {{ ref('supplementary_programmes') }} as supplementary
                where supplementary.programme = cases.programme
            ),
            false
        ) as budget_contradicts_programme
    from {{ ref(staging_model) }} as cases
    left join {{ source('landing', 'company_links') }} as links
        on cases.company_name is not distinct from links.company_name
        and cases.corporate_number_text is not distinct from links.corporate_number_text
        and {{ 'cases.prefecture_text' if prefecture else 'null' }} is not distinct from links.prefecture_text
{%- endmacro %}

{# Numbers the rows that share a case number: 1 is the row of the newest snapshot, the one that speaks for the case.
   A duplicate conflicts when it is about another company: then it may be another case under a mistyped number. #}
{% macro occurrence_columns(key) -%}
    row_number() over case_number as occurrence,
    company_key is distinct from first_value(company_key) over case_number as is_conflicting_duplicate
{%- endmacro %}

{% macro case_number_window(key) -%}
    window case_number as (
        partition by coalesce({{ key }}, source_file || '#' || source_row)
        order by snapshot_date desc, file_fiscal_year desc, source_file, source_row
        {{ whole_frame() }}
    )
{%- endmacro %}
