"""Ways to break the file, contracts and models of a profile, in a copy of the example.

All of them, and those of `seed_breakages`, are made in one copy, so that one hiding another is seen.
"""

from __future__ import annotations

from tests.profiles.breaking import added, breakage, copied, deleted, replaced

RULES = "models/intermediate/counting/rules"

OF_THE_PROFILE_FILE = (
    breakage(
        "another name than the folder",
        replaced("profile.yml", "profile: inv", "profile: my_inv"),
        "profile.yml, profile: the profile is called my_investment_agency, and its folder investment_agency.",
    ),
    breakage(
        "a sample that is not there",
        replaced("profile.yml", "inbox: inbox", "inbox: exports"),
        "profile.yml, sample.inbox: there is no folder exports in the profile.",
    ),
    breakage(
        "a period that ends within a year",
        replaced("profile.yml", "2026-12-31", "2026-11-30"),
        "profile.yml, calendar.period_end: the period ends within a fiscal year.",
    ),
    breakage(
        "a pillar that nothing shows",
        replaced("profile.yml", '"3"]', '"3", "4"]'),
        "models/disclosed/disclosed_kpi_pillar_4.sql: there is no model of pillar 4, which profile.yml names.",
        "models/marts/pillars/kpi_pillar_4.sql: there is no model of pillar 4, which profile.yml names.",
        "profile.yml, pillars: pillar 4 has no name in seeds/pillars.csv.",
    ),
)
OF_CONTRACTS = (
    breakage(
        "two errors of a schema",
        replaced("contracts/exchange_rates.yml", "version: 1", "version: 0\nowned: x"),
        "contracts/exchange_rates.yml: version: Input should be greater than or equal to 1.",
        "contracts/exchange_rates.yml: owned: Extra inputs are not permitted.",
    ),
    breakage(
        "a code list that is none",
        replaced("contracts/enquiries.yml", "enquiry_stage", "enquiry_stages"),
        "contracts/enquiries.yml, stage: column stage: there is no code list 'enquiry_stages' in seeds/codes.csv.",
        "models/staging/stg_enquiries.sql, stage: column stage is read by the code list "
        "enquiry_stage, and its contract names enquiry_stages.",
    ),
    breakage(
        "a file that nobody reads",
        added("contracts/late.yaml", "source: late\n"),
        "contracts/late.yaml: it is never read.",
    ),
    breakage(
        "a source without staging model",
        copied("contracts/trade_missions.yml", "contracts/visits.yml", "source: trade_missions", "source: visits"),
        "models/sources.yml: source visits is not declared as landed, so that dbt does not know it.",
        "models/staging/stg_visits.sql: source visits has a contract and no staging model.",
        "suites/visits.yml: no suite examines source visits: gaps in it go unnamed.",
    ),
    breakage(
        "a source called as a table of the landing",
        copied("contracts/trade_missions.yml", "contracts/receipts.yml", "source: trade_missions", "source: receipts"),
        "contracts/receipts.yml: the landing keeps a table receipts of its own.",
        "models/staging/stg_receipts.sql: source receipts has a contract and no staging model.",
        "suites/receipts.yml: no suite examines source receipts: gaps in it go unnamed.",
    ),
)
OF_STAGING = (
    breakage(
        "a staging model without contract",
        added("models/staging/stg_orphans.sql", "select 1 as one\n"),
        "models/staging/stg_orphans.sql: there is no contract of a source orphans.",
    ),
    breakage(
        "a column that the contract has not",
        replaced("models/staging/stg_trade_missions.sql", "('market', ", "('markets', "),
        "models/staging/stg_trade_missions.sql, markets: column markets is not in the contract.",
        "models/staging/stg_trade_missions.sql, market: column market of the contract is not listed: "
        "what arrives in it is read by nobody.",
    ),
    breakage(
        "a column read as another type",
        replaced("models/staging/stg_projects.sql", "('landed_date', 'date')", "('landed_date', 'text')"),
        "models/staging/stg_projects.sql, landed_date: column landed_date is read as text, and its "
        "contract promises date.",
    ),
    breakage(
        "a staging model of another source",
        replaced("models/staging/stg_exchange_rates.sql", "staged('exchange_rates'", "staged('projects'"),
        "models/staging/stg_exchange_rates.sql: it does not read the landed table exchange_rates.",
    ),
    breakage(
        "a landed table under another name",
        replaced("models/staging/stg_enquiries.yml", "{name: enquiries}", "{name: enquires}"),
        "models/staging/stg_enquiries.yml: source enquiries is not declared as landed, so that dbt does not know it.",
        "models/staging/stg_enquiries.yml: it declares a landed table enquires, which no contract makes.",
    ),
)
OF_MODELS = (
    breakage(
        "a model that shared ones read",
        deleted("models/intermediate/sources/int_fx_needs.sql"),
        "models/intermediate/sources/int_fx_needs.sql: there is no model int_fx_needs, which every profile has.",
    ),
    breakage(
        "the name of a shared model",
        added("models/intermediate/int_count_ledger.sql", "select 1 as one\n"),
        "models/intermediate/int_count_ledger.sql: a shared model is called int_count_ledger too.",
    ),
    breakage(
        "a reference to what is not there",
        replaced("models/intermediate/sources/int_category_shares.sql", "'int_projects'", "'int_project'"),
        "models/intermediate/sources/int_category_shares.sql: it reads int_project, which is neither "
        "a model nor a seed.",
    ),
    breakage(
        "a template that is none",
        replaced("models/marts/dimensions/dim_company.sql", "'int_projects', ", "'int_"),
        "models/marts/dimensions/dim_company.sql: the template cannot be rendered: expected token "
        "',', got 'int_trade_missions'.",
    ),
    breakage(
        "a macro that is none",
        replaced("models/intermediate/cases/int_trade_missions.sql", "{{ ", "{{ case_with_company() }}{{ "),
        "models/intermediate/cases/int_trade_missions.sql: it calls case_with_company, which is no macro of "
        "the project or of dbt.",
    ),
    breakage(
        "a variable that nothing sets",
        replaced("models/marts/pillars/kpi_pillar_1.sql", "{{ kpi_pillar('1') }}", "{{ kpi_pillar(var('first')) }}"),
        "models/marts/pillars/kpi_pillar_1.sql: it reads the variable first, which nothing sets.",
    ),
    breakage(
        "SQL that is none",
        replaced("models/staging/stg_aftercare_survey.sql", "select\n    answers", "selec\n    answers"),
        "models/staging/stg_aftercare_survey.sql: the SQL that it makes is none: Parser Error: syntax error "
        'at or near "selec".',
    ),
    breakage(
        "a model that is not written yet",
        added("models/intermediate/int_later.sql", "-- select what is wanted\n"),
        "models/intermediate/int_later.sql: it makes no query.",
    ),
    breakage(
        "a pillar's mart that shows another",
        replaced("models/marts/pillars/kpi_pillar_3.sql", "'3'", "'2'"),
        "models/marts/pillars/kpi_pillar_3.sql: it shows kpi_pillar_2.",
    ),
    breakage(
        "what is published of a pillar's mart is of another",
        replaced("models/disclosed/disclosed_kpi_pillar_2.sql", "kpi_pillar_2", "kpi_pillar_1"),
        "models/disclosed/disclosed_kpi_pillar_2.sql: it shows kpi_pillar_1.",
    ),
    breakage(
        "a mart that no YAML file describes",
        added("models/marts/extra.sql", "select 1 as one\n"),
        "models/marts/extra.sql: no YAML file describes the mart extra: its columns are not "
        "promised, and dbt refuses it.",
    ),
    breakage(
        "a mart of no pillar",
        added("models/marts/pillars/kpi_pillar_9.sql", "{{ kpi_pillar('9') }}\n"),
        "models/marts/pillars/kpi_pillar_9.sql: it is of pillar 9, which profile.yml does not name.",
        "models/marts/pillars/kpi_pillar_9.sql: no YAML file describes the mart kpi_pillar_9: its "
        "columns are not promised, and dbt refuses it.",
    ),
    breakage(
        "a description of no model",
        added("models/marts/gone.yml", "models: [{name: kpi_pillar_0}]\n"),
        "models/marts/gone.yml: it describes a model kpi_pillar_0, which does not exist.",
    ),
    breakage(
        "a unit test of no model",
        added("models/marts/gone__unit_tests.yml", "unit_tests: [{name: it_counts, model: kpi_pillar_0}]\n"),
        "models/marts/gone__unit_tests.yml: it tests a model kpi_pillar_0, which does not exist.",
    ),
    breakage(
        "a test that reads what is not there",
        added("tests/no_row_is_lost.sql", "select * from {{ ref('stg_project') }}\n"),
        "tests/no_row_is_lost.sql: it reads stg_project, which is neither a model nor a seed.",
    ),
    breakage(
        "a YAML file that is none",
        added("models/marts/broken.yml", "models: [\n"),
        "models/marts/broken.yml: it is no YAML (line 2).",
    ),
)
OF_COUNTING = (
    breakage(
        "an indicator without rule",
        deleted(f"{RULES}/int_count__aftercare.sql"),
        "models/intermediate/counting/int_count_records.sql: it reads int_count__aftercare, which is "
        "neither a model nor a seed.",
        "seeds/indicators.csv row 5, column indicator_id: no counting rule counts capital_invested.",
        "seeds/indicators.csv row 6, column indicator_id: no counting rule counts jobs_created.",
        "models/intermediate/counting/rules/int_count__aftercare.yml: it describes a model "
        "int_count__aftercare, which does not exist.",
    ),
    breakage(
        "a rule that is not listed",
        replaced("models/intermediate/counting/int_count_records.sql", "    'int_count__export_deals',\n", ""),
        "models/intermediate/counting/rules/int_count__export_deals.sql: the rule is not listed in "
        "int_count_records: nothing of it counts.",
    ),
    breakage(
        "a condition without words",
        replaced(f"{RULES}/int_count__projects_landed.sql", "('landed'", "('arrived'"),
        "seeds/count_reasons.csv: condition arrived of "
        "models/intermediate/counting/rules/int_count__projects_landed.sql has no words for standing "
        "met.",
        "seeds/count_reasons.csv row 2, column condition: no counting rule names condition landed.",
        "seeds/count_reasons.csv row 3, column condition: no counting rule names condition landed.",
        "seeds/count_reasons.csv row 4, column condition: no counting rule names condition landed.",
    ),
    breakage(
        "a rule that counts from another source",
        replaced(f"{RULES}/int_count__enquiries_qualified.sql", "source='enquiries'", "source='enquires'"),
        "models/intermediate/counting/rules/int_count__enquiries_qualified.sql: it counts "
        "enquiries_qualified from enquires, which has no contract.",
    ),
    breakage(
        "a rule that counts no indicator",
        replaced(f"{RULES}/int_count__firms_abroad.sql", "        'firms_abroad'", "        'firms_abroud'"),
        "models/intermediate/counting/rules/int_count__firms_abroad.sql: it counts firms_abroud, "
        "which is no indicator.",
        "seeds/indicators.csv row 8, column indicator_id: no counting rule counts firms_abroad.",
    ),
)
BREAKAGES = (*OF_THE_PROFILE_FILE, *OF_CONTRACTS, *OF_STAGING, *OF_MODELS, *OF_COUNTING)
