"""Ways to break the seeds and suites of a profile, in a copy of the example."""

from __future__ import annotations

from tests.profiles.breaking import added, breakage, deleted, replaced

OF_SEEDS = (
    breakage(
        "a seed that is missing",
        deleted("seeds/attainment_bands.csv"),
        "seeds/attainment_bands.csv: the file is missing.",
    ),
    breakage(
        "a seed that nothing describes",
        added("seeds/regions.csv", "region\nnorth\n"),
        "seeds/regions.csv: no YAML file describes this seed, and no shared model reads it.",
    ),
    breakage(
        "a column under another name",
        replaced("seeds/series_breaks.csv", "note_en", "note_english"),
        "seeds/series_breaks.csv row 1: the columns note_en are missing.",
    ),
    breakage(
        "a column too many",
        replaced("seeds/annual_plan.csv", ",plan", ",plan,remark"),
        "seeds/annual_plan.csv row 1, column remark: nothing reads this column.",
    ),
    breakage(
        "a section of no pillar",
        replaced("seeds/sections.csv", "3.1,4,3,", "3.1,4,7,"),
        "seeds/indicators.csv row 8, column pillar: section 3.1 is of pillar 7, not 3.",
        "seeds/indicators.csv row 9, column pillar: section 3.1 is of pillar 7, not 3.",
        "seeds/sections.csv row 5, column pillar: there is no pillar '7'.",
    ),
    breakage(
        "an indicator of no section",
        replaced("seeds/indicators.csv", ",1,1.2,C", ",1,1.9,C"),
        "seeds/indicators.csv row 4, column section: there is no section '1.9'.",
    ),
    breakage(
        "a kind that there is not",
        replaced("seeds/indicators.csv", "people,monitoring", "people,monitored"),
        "seeds/indicators.csv row 6, column kind: 'monitored' is not a value of this column.",
    ),
    breakage(
        "a ratio of nothing",
        replaced("seeds/indicators.csv", "deals,target,count", "deals,target,ratio"),
        "seeds/indicators.csv row 9, column value_type: export_deals is a ratio, and no survey item makes it.",
        "seeds/indicators.csv row 9, column value_type: export_deals is a ratio, and a counting rule "
        "counts it: its records are shown nowhere.",
    ),
    breakage(
        "sources and indicators that are none",
        replaced("seeds/indicator_sources.csv", "export_deals,trade_missions", "export_deal,trade_mission"),
        "models/intermediate/counting/rules/int_count__export_deals.sql: it counts export_deals from "
        "trade_missions, and seeds/indicator_sources.csv does not say so.",
        "seeds/indicator_sources.csv row 9, column indicator_id: there is no indicator 'export_deal'.",
        "seeds/indicator_sources.csv row 9, column source: there is no source 'trade_mission'.",
    ),
    breakage(
        "a text in full-width letters",
        replaced("seeds/codes.csv", "status,Lost", "status,Ｌost"),
        "seeds/codes.csv row 7, column text: 'Ｌost' holds 'Ｌ': cells are compared half-width and without blanks.",
    ),
    breakage(
        "a text with a blank",
        replaced("seeds/codes.csv", ",Undeliverable,", ",Not deliverable,"),
        "seeds/codes.csv row 16, column text: 'Not deliverable' holds ' ': cells are compared "
        "half-width and without blanks.",
    ),
    breakage(
        "a text that stands twice",
        added("seeds/codes.csv", "currency,EUR,EUR\n"),
        "seeds/codes.csv row 23, column text: domain 'currency', text 'EUR' stands in row 22 already.",
    ),
    breakage(
        "an item without a name",
        added("seeds/survey_items.csv", "project,rent,円,capital_invested\n"),
        "seeds/survey_items.csv row 4, column item: item rent has no name in code_names.csv: readers "
        "would see the code.",
    ),
    breakage(
        "an item that is not asked for",
        replaced("seeds/indicator_items.csv", "1,project,new_jobs", "1,project,jobs"),
        "seeds/indicator_items.csv row 3, column item: 'jobs' is not asked about 'project' in survey_items.csv.",
    ),
    breakage(
        "a sum that is wrong",
        replaced("seeds/targets.csv", "revised,60,30,90", "revised,60,30,91"),
        "seeds/targets.csv row 7, column target: 60 + 30 is 90, not 91.",
    ),
    breakage(
        "a sensitive figure of nothing",
        replaced("seeds/sensitive_figures.csv", "item,new_jobs", "item,jobs"),
        "seeds/sensitive_figures.csv row 5, column name: there is no name 'jobs'.",
    ),
    breakage(
        "a flag that is none",
        replaced("seeds/sections.csv", "Enquiries,true", "Enquiries,yes"),
        "seeds/sections.csv row 3, column has_figures_in_document: 'yes' is no boolean.",
    ),
    breakage(
        "a reading that is missing",
        replaced("seeds/budget_readings.csv", "supplement,", "special,"),
        "seeds/budget_readings.csv: there is no reading supplement, which the shared models read.",
    ),
    breakage(
        "a pillar that is not named",
        added("seeds/pillars.csv", "5,五,Five\n"),
        "seeds/pillars.csv row 5, column pillar: pillar 5 is not named in profile.yml.",
    ),
    breakage(
        "one reason in two words",
        replaced(
            "seeds/count_reasons.csv",
            "doubted,budget_contradicts_programme,補正",
            "doubted,budget_contradicts_programme,別",
        ),
        "seeds/count_reasons.csv row 38, column reason: reason budget_contradicts_programme has "
        "other words further up.",
    ),
)
OF_SUITES = (
    breakage(
        "two errors of one suite",
        replaced(
            "suites/exchange_rates.yml", "severity: warning\n    blocking: false", "severity: bad\n    blocking: 1"
        ),
        "suites/exchange_rates.yml, expectations[0].severity: Input should be 'info', 'warning', "
        "'error' or 'critical'.",
        "suites/exchange_rates.yml, expectations[0].blocking: Input should be a valid boolean.",
    ),
    breakage(
        "a table that nobody builds",
        replaced("suites/enquiries.yml", "table: intermediate.int_enq", "table: marts.int_enq"),
        "suites/enquiries.yml, table: there is no table marts.int_enquiries.",
    ),
    breakage(
        "a source without contract",
        replaced("suites/enquiries.yml", "source: enquiries", "source: enquires"),
        "suites/enquiries.yml, source: source enquires has no contract.",
    ),
    breakage(
        "an indicator that is none",
        replaced("suites/enquiries.yml", "[enquiries_qualified]", "[enquiry]"),
        "suites/enquiries.yml, expectations[0] (enquiries__enquiry_id__missing).indicators: there is "
        "no indicator enquiry.",
    ),
    breakage(
        "an entry that the runbook lacks",
        replaced("suites/enquiries.yml", "runbook: number-missing", "runbook: no-number"),
        "suites/enquiries.yml, expectations[0] (enquiries__enquiry_id__missing).runbook: the runbook "
        "has no entry no-number.",
    ),
    breakage(
        "an order that is taken",
        replaced("suites/projects.yml", "order: 20", "order: 10"),
        "suites/projects.yml, order: order 10 is that of the shared source_files.yml too.",
    ),
    breakage(
        "an id that is taken",
        replaced("suites/projects.yml", "projects__project_id__duplicate", "projects__project_id__missing"),
        "suites/projects.yml, expectations[1].id: projects__project_id__missing stands in suites/projects.yml already.",
    ),
)
BREAKAGES = (*OF_SEEDS, *OF_SUITES)
