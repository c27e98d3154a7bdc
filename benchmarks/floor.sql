-- The floor: the figures of the marts from plain UTF-8 CSV by one hand-written script, and nothing else.
--
-- Makes: fct_cases, fct_survey_responses, dim_company, kpi_lineage, kpi_pillar_1 to kpi_pillar_4,
-- survey_response_rates and actuals (those of kpi_target_status). Leaves out what a pipeline is for: landing, receipts
-- and rejected rows; fuzzy linkage of companies; expectations, gaps and bounds; verdicts, pace and forecasts; why a
-- record does not count; history, disclosure, documents; and the other marts. Rows are numbered over all files of a
-- source, and a case number that occurs twice is represented by its newest row.
-- Reads the forms of dates, numbers and flags that clean exports hold; what else arrives is not counted.
--
-- Expects the variables `plain` (folder of the files), `as_of` (date).

create macro fiscal_year(d) as cast(year(d) - cast(month(d) < 4 as integer) as integer);
create macro month_of(d) as cast(date_trunc('month', d) as date);
create macro narrow(t) as
    case when regexp_matches(t, '[！-～　]') then translate(t, '０１２３４５６７８９／．，－　', '0123456789/.,-') else t end;
create macro era_day(t) as try_cast(
    (2018 + try_cast(regexp_extract(t, '^(?:令和|R)(\d+)', 1) as integer))
    || regexp_replace(t, '^(?:令和|R)\d+[年.](\d+)[月.](\d+)日?$', '-\1-\2') as date
);
create macro narrow_day(t) as coalesce(
    try_cast(replace(t, '/', '-') as date),
    case length(t)
        when 8 then try_cast(substr(t, 1, 4) || '-' || substr(t, 5, 2) || '-' || substr(t, 7) as date)
        when 5 then date '1899-12-30' + try_cast(t as integer)
    end,
    era_day(t)
);
create macro to_day(t) as narrow_day(narrow(t));
create macro to_month(t) as coalesce(
    try_cast(replace(narrow(t), '/', '-') || '-1' as date),
    try_cast(regexp_replace(narrow(t), '^(\d{4})年?(\d{1,2})月?$', '\1-\2-1') as date)
);
create macro to_amount(t) as try_cast(translate(narrow(t), '△,件人', '-') as decimal(18, 4));
create macro to_flag(t) as coalesce(t in ('○', '有', '1'), false);
create macro to_factor(t) as case t when '円' then 1 when '千円' then 1000 when '百万円' then 1000000 when '億円' then 100000000 end;
create macro to_budget(t) as case t when '当初予算' then 'initial' when '令和5年度補正' then 'supplementary_r5' end;
create macro to_certainty(t) as case t when '確定' then 'confirmed' when '見込' then 'expected' when '取下げ' then 'withdrawn' end;
create macro to_status(t) as case t when '支援中' then 'in_support' when '成功' then 'success' when '中止' then 'cancelled' end;
create macro in_period(d) as d between date '2023-04-01' and least(getvariable('as_of'), date '2027-03-31');
create macro rows_of(source) as table
    select
        * exclude (filename),
        parse_filename(filename) as source_file,
        cast(regexp_extract(filename, '_FY(\d{4})_', 1) as integer) as file_year,
        strptime(regexp_extract(filename, '_(\d{8})\.', 1), '%Y%m%d')::date as file_day,
        row_number() over () as source_row
    -- The dialect is told: found from a sample, quotes that come late are taken for text.
    from read_csv(
        getvariable('plain') || '/' || source || '/*.csv', all_varchar = true, header = true, filename = true,
        delim = ',', quote = '"', escape = '"'
    );
-- Half-width kana compose with their marks; legal forms, blanks and punctuation go.
create macro name_key(t) as nullif(regexp_replace(
    regexp_replace(
        upper(nfc_normalize(translate(
            t,
            'ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ'
            || 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９ﾞﾟ',
            'ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン'
            || 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789' || chr(12441) || chr(12442)
        ))),
        '株式会社|有限会社|合同会社|㈱|㈲|[(（][株有][)）]|[\s　・,.-]', '', 'g'
    ),
    '(INC|GMBH|COLTD|LTD|CORP|LLC|LIMITED)$', ''
), '');
create macro digit(t, place) as cast(substr(t, place + 1, 1) as integer);
create macro has_right_check_digit(t) as regexp_full_match(t, '\d{13}') and digit(t, 0) = 9 - (
    digit(t, 2) + digit(t, 4) + digit(t, 6) + digit(t, 8) + digit(t, 10) + digit(t, 12)
    + 2 * (digit(t, 1) + digit(t, 3) + digit(t, 5) + digit(t, 7) + digit(t, 9) + digit(t, 11))
) % 9;

-- ---------------------------------------------------------------------------------------------------- rows, typed
create temp table rates as
    select
        "通貨" as currency,
        to_month("年月") as month,
        cast("円" as decimal(18, 4)) as yen
    from rows_of('fx_rates');
create temp table support as
    select
        "支援番号" as case_id, "企業名" as name, "法人番号" as number, "都道府県" as prefecture,
        to_day("支援日") as support_date, to_budget("財源") as budget_source, "事業名" as programme,
        "連携機関" is not null as has_partner,
        to_flag("進出支援") or to_flag("フォローアップ") as is_entry,
        to_flag("デジタル商談") as is_digital, to_flag("未経験") as is_first, to_flag("新規性") as is_novel,
        source_file, file_year, file_day, source_row
    from rows_of('overseas_support');
create temp table success as
    select
        "成功番号" as case_id, "支援番号" as support_id, "企業名" as name, "法人番号" as number, "都道府県" as prefecture,
        to_day("成約日") as success_date, "種別" as success_type,
        to_amount("成約金額") * to_factor("単位") as amount, "通貨" as currency,
        to_certainty("確度") as certainty, to_budget("財源") as budget_source, "事業名" as programme,
        to_flag("難市場") as is_hard, to_flag("進出") as is_entry, "連携機関" is not null as has_partner,
        source_file, file_year, file_day, source_row
    from rows_of('overseas_success');
create temp table agrifood as
    select
        "成功番号" as case_id, "企業名" as name, "法人番号" as number, "都道府県" as prefecture,
        to_day("成約日") as success_date, "種別" as success_type,
        to_amount("成約金額") * to_factor("単位") as amount, "通貨" as currency,
        to_certainty("確度") as certainty, to_budget("財源") as budget_source, "事業名" as programme,
        source_file, file_year, file_day, source_row
    from rows_of('agrifood_cases');
create temp table fdi as
    select
        "案件番号" as case_id, "企業名" as name, "法人番号" as number, "都道府県" as prefecture,
        to_day("支援開始日") as support_date, to_day("成功日") as success_date, regexp_extract("区分", '[1-4]') as category,
        to_status("状態") as status, to_certainty("確度") as certainty,
        to_budget("財源") as budget_source, "事業名" as programme, source_file, file_year, file_day, source_row
    from rows_of('fdi_cases');
create temp table collaboration as
    select
        "案件番号" as case_id, "日本企業名" as name, "法人番号" as number, cast(null as varchar) as prefecture,
        to_day("支援開始日") as support_date, to_day("成功日") as success_date, regexp_extract("区分", '[1-4]') as category,
        to_status("状態") as status, to_certainty("確度") as certainty,
        to_budget("財源") as budget_source, "事業名" as programme, source_file, file_year, file_day, source_row
    from rows_of('collaboration_cases');
create temp table startup as
    select
        "支援番号" as case_id, "企業名" as name, "法人番号" as number, cast(null as varchar) as prefecture,
        to_day("支援日") as support_date, to_day("成功日") as success_date, "成功種別" as success_type,
        to_certainty("確度") as certainty, to_budget("財源") as budget_source, "事業名" as programme,
        source_file, file_year, file_day, source_row
    from rows_of('startup_cases');
create temp table entrepreneur as
    select
        "参加者番号" as case_id, to_day("開始日") as support_date,
        to_budget("財源") as budget_source, "事業名" as programme, source_file, file_year, file_day, source_row
    from rows_of('entrepreneur_programme');
create temp table coercion as
    select
        "相談番号" as case_id, "企業名" as name, "法人番号" as number, cast(null as varchar) as prefecture,
        to_day("受付日") as support_date, to_day("完了日") as closed_date, "対応内容" as response,
        source_file, file_year, file_day, source_row
    from rows_of('coercion_consultations');

-- ------------------------------------------------------------------------------------------------------ companies
create temp table identity as
    with said as (
        select name, number, prefecture from support
        union select name, number, prefecture from success
        union select name, number, prefecture from agrifood
        union select name, number, prefecture from fdi
        union select name, number, prefecture from collaboration
        union select name, number, prefecture from startup
        union select name, number, prefecture from coercion
    ),
    comparable as (
        select *, name_key(name) as key, replace(prefecture, '　', '') as place, narrow(number) as digits
        from said
    ),
    numbered as (
        select *, case when has_right_check_digit(digits) then digits end as own_number from comparable
    ),
    at_place as (
        select key, place, min(own_number) as found, count(distinct own_number) as numbers
        from numbered where place is not null and key is not null and own_number is not null group by all
    ),
    anywhere as (
        select
            key,
            min(own_number) as found, count(distinct own_number) as numbers,
            min(own_number) filter (where place is null) as found_placeless,
            count(distinct own_number) filter (where place is null) as numbers_placeless
        from numbered where key is not null and own_number is not null group by all
    )
    select
        name, number, prefecture, place, corporate_number,
        coalesce('C' || corporate_number, if(key is not null, 'N' || hash(key, place), null)) as company_key
    from (
        select
            numbered.*,
            coalesce(
                own_number,
                case
                    when place is null and anywhere.numbers = 1 then anywhere.found
                    when at_place.numbers = 1 then at_place.found
                    when place is not null and at_place.numbers is null and numbers_placeless = 1 then found_placeless
                end
            ) as corporate_number
        from numbered
        left join at_place using (key, place)
        left join anywhere using (key)
    );
-- The newest row of each number, with its company.
create macro cases_of(source) as table
    select rows.* exclude (name, number, prefecture), identity.company_key, identity.place
    from query_table(source) as rows
    left join identity
        on rows.name is not distinct from identity.name
        and rows.number is not distinct from identity.number
        and rows.prefecture is not distinct from identity.prefecture
    qualify row_number() over (partition by case_id order by source_file desc, source_row) = 1;
create macro successes_of(source) as table
    select
        rows.*,
        cast(amount * case when rows.currency = 'JPY' then 1 else rates.yen end as decimal(28, 2)) as amount_jpy
    from cases_of(source) as rows
    left join rates on rows.currency = rates.currency and month_of(rows.success_date) = rates.month;

create temp table supports as from cases_of('support');
drop table support;
create temp table successes as from successes_of('success');
drop table success;
create temp table agrifood_successes as from successes_of('agrifood');
create temp table fdi_cases as from cases_of('fdi');
create temp table collaboration_cases as from cases_of('collaboration');
create temp table startup_cases as from cases_of('startup');

create table dim_company as
    select
        company_key,
        min(name) as company_name,
        max(corporate_number) as corporate_number,
        max(place) as prefecture
    from identity
    where company_key in (
        select company_key from supports
        union select company_key from successes
        union select company_key from agrifood_successes
        union select company_key from fdi_cases
        union select company_key from collaboration_cases
        union select company_key from startup_cases
    )
    group by company_key;

-- ---------------------------------------------------------------------------------------------------------- facts
create table fct_cases as
    select
        source || ':' || case_id as case_key,
        * exclude (file_year) replace (cast(amount_jpy as decimal(28, 2)) as amount_jpy),
        coalesce(fiscal_year(coalesce(success_date, support_date)), file_year) as fiscal_year,
        fiscal_year(support_date) as support_fiscal_year,
        fiscal_year(success_date) as success_fiscal_year
    from (
        select
            'fdi_cases' as source, case_id, company_key, status, certainty, cast(null as varchar) as success_type,
            budget_source, programme, support_date, success_date, null as amount_jpy, source_file, source_row, file_year
        from fdi_cases
        union all by name
        select
            'collaboration_cases' as source, case_id, company_key, status, certainty, budget_source, programme,
            support_date, success_date, source_file, source_row, file_year
        from collaboration_cases
        union all by name
        select
            'startup_cases' as source, case_id, company_key, certainty, success_type, budget_source, programme,
            support_date, success_date, source_file, source_row, file_year
        from startup_cases
        union all by name
        select
            'overseas_support' as source, case_id, company_key, budget_source, programme, support_date,
            source_file, source_row, file_year
        from supports
        union all by name
        select
            'overseas_success' as source, case_id, company_key, certainty, success_type, budget_source, programme,
            success_date, amount_jpy, source_file, source_row, file_year
        from successes
        union all by name
        select
            'agrifood_cases' as source, case_id, company_key, certainty, success_type, budget_source, programme,
            success_date, amount_jpy, source_file, source_row, file_year
        from agrifood_successes
        union all by name
        select
            'entrepreneur_programme' as source, case_id, budget_source, programme, support_date,
            source_file, source_row, file_year
        from entrepreneur
        qualify row_number() over (partition by case_id order by source_file desc, source_row) = 1
        union all by name
        select
            'coercion_consultations' as source, case_id, if(closed_date is null, 'open', 'closed') as status,
            response as success_type, support_date, source_file, source_row, file_year
        from coercion
        qualify row_number() over (partition by case_id order by source_file desc, source_row) = 1
    );

create table fct_survey_responses as
    with said as (
        select
            "調査番号" as survey_id, "対象" as subject, "案件番号" as case_id, "回答状況" as status,
            to_day("発送日") as sent_date, to_day("回答期限") as due_date, to_day("回答日") as answered_date,
            to_factor("単位") as factor, "通貨" as currency,
            to_amount(nullif("投資金額", '-9999')) as investment_amount, "投資金額" = '-9999' as investment_declined,
            to_amount(nullif("出資額", '-9999')) as equity_amount, "出資額" = '-9999' as equity_declined,
            to_amount(nullif("企業価値", '-9999')) as enterprise_value, "企業価値" = '-9999' as value_declined,
            to_amount(nullif("新規雇用者数", '-9999')) as new_jobs, "新規雇用者数" = '-9999' as jobs_declined,
            nullif("売上変化", '-9999') as sales_change, "売上変化" = '-9999' as sales_declined,
            case "行動変容" when '有' then true when '無' then false end as behaviour_change,
            "行動変容" = '-9999' as behaviour_declined,
            case "新規性" when '有' then true when '無' then false end as is_novel, "新規性" = '-9999' as novel_declined,
            source_file, file_year, file_day, source_row
        from rows_of('outcome_survey')
        qualify row_number() over (partition by survey_id order by source_file desc, source_row) = 1
    ),
    cases as (
        select
            case source
                when 'fdi_cases' then 'fdi'
                when 'collaboration_cases' then 'collaboration'
                when 'startup_cases' then 'startup'
                else 'overseas'
            end as subject,
            case_id, company_key, budget_source, programme, certainty,
            if(source = 'overseas_support', support_date, success_date) as case_date
        from fct_cases
        where source in ('fdi_cases', 'collaboration_cases', 'startup_cases', 'overseas_support', 'overseas_success')
    ),
    with_case as (
        select
            said.*, company_key, budget_source, programme, certainty,
            coalesce(case_date, answered_date) as deciding_date
        from said left join cases on said.subject = cases.subject and said.case_id = cases.case_id
    ),
    in_yen as (
        select
            with_case.*,
            factor * case when with_case.currency = 'JPY' then 1 else rates.yen end as yen_per_unit
        from with_case
        left join rates on with_case.currency = rates.currency and month_of(deciding_date) = rates.month
    )
    select
        * exclude (factor, currency, yen_per_unit),
        cast(investment_amount * yen_per_unit as decimal(28, 2)) as investment_amount_jpy,
        cast(equity_amount * yen_per_unit as decimal(28, 2)) as equity_amount_jpy,
        cast(enterprise_value * yen_per_unit as decimal(28, 2)) as enterprise_value_jpy,
        coalesce(fiscal_year(coalesce(due_date, sent_date, answered_date)), file_year) as fiscal_year
    from in_yen;

create temp table answers as
    select
        *,
        state = 'answered' as is_valid,
        coalesce(due_date <= getvariable('as_of'), false) or state in ('answered', 'declined') as is_due
    from (
        select
            * exclude (has_answer, is_declined),
            case
                when status = '回答' and has_answer then 'answered'
                when status = '辞退' or (status = '回答' and is_declined) then 'declined'
                when status = '未発送' then 'not_sent'
                when status is distinct from '回答' and (due_date <= getvariable('as_of')) is not true then 'not_due'
                else 'no_reply'
            end as state
        from (
            select
                survey_id, subject, status, fiscal_year, due_date, company_key, deciding_date, answered_date,
                source_file, file_day, source_row, answer.*
            from (
                select
                    *,
                    unnest(case subject
                        when 'fdi' then [
                            {'item': 'investment_amount', 'has_answer': investment_amount is not null,
                                'is_declined': investment_declined, 'quantity': investment_amount_jpy},
                            {'item': 'new_jobs', 'has_answer': new_jobs is not null, 'is_declined': jobs_declined,
                                'quantity': cast(new_jobs as decimal(28, 2))}
                        ]
                        when 'collaboration' then [
                            {'item': 'equity_amount', 'has_answer': equity_amount is not null,
                                'is_declined': equity_declined, 'quantity': equity_amount_jpy},
                            {'item': 'new_jobs', 'has_answer': new_jobs is not null, 'is_declined': jobs_declined,
                                'quantity': cast(new_jobs as decimal(28, 2))}
                        ]
                        when 'startup' then [
                            {'item': 'enterprise_value', 'has_answer': enterprise_value is not null,
                                'is_declined': value_declined, 'quantity': enterprise_value_jpy}
                        ]
                        else [
                            {'item': 'sales_change', 'has_answer': sales_change is not null,
                                'is_declined': sales_declined,
                                'quantity': cast(sales_change is not distinct from '増' as decimal(28, 2))},
                            {'item': 'behaviour_change', 'has_answer': behaviour_change is not null,
                                'is_declined': behaviour_declined,
                                'quantity': cast(coalesce(behaviour_change, false) as decimal(28, 2))},
                            {'item': 'is_novel', 'has_answer': is_novel is not null, 'is_declined': novel_declined,
                                'quantity': cast(coalesce(is_novel, false) as decimal(28, 2))}
                        ]
                    end) as answer
                from fct_survey_responses
            )
        )
    );
create table survey_response_rates as
    select
        subject, item, fiscal_year,
        count(*) filter (where is_due) as due,
        count(*) filter (where state <> 'not_sent') as sent,
        count(*) filter (where status = '回答') as answered,
        count(*) filter (where is_valid) as valid,
        count(*) filter (where state = 'declined') as declined,
        count(*) filter (where state = 'no_reply') as no_reply,
        count(*) filter (where is_valid) / nullif(count(*) filter (where is_due), 0) as response_rate,
        cast(sum(quantity) filter (where is_valid) as decimal(28, 2)) as total
    from answers
    group by subject, item, fiscal_year;

-- -------------------------------------------------------------------------------------------------------- counting
-- One row per indicator and record considered; those of indicators that count companies share a unit within a year.
create temp table considered as
    select
        'ovs_support_companies' as indicator_id, 'overseas_support' as source, case_id as record_id,
        company_key || '|' || fiscal_year(support_date) as unit_id, company_key, support_date as deciding_date,
        budget_source, programme, cast(null as varchar) as certainty, 1::decimal(28, 2) as quantity,
        in_period(support_date) and support_date <= file_day
        and support_date >= make_date(file_year, 4, 1) as is_counted,
        programme = 'ヘルスケアスタートアップ・エコシステム強化事業' as is_excluded, source_file, file_day, source_row
    from supports
    union all
    select
        indicator.indicator_id, 'overseas_support', case_id,
        if(indicator.indicator_id = 'novel_challengers', company_key || '|' || fiscal_year(support_date), null),
        company_key, support_date, budget_source, programme, null, 1, in_period(support_date), false,
        source_file, file_day, source_row
    from (
        select
            *,
            unnest(list_filter(
                [
                    {'indicator_id': 'first_timers', 'holds': is_first},
                    {'indicator_id': 'digital_meetings', 'holds': is_digital},
                    {'indicator_id': 'partner_support', 'holds': has_partner},
                    {'indicator_id': 'entry_support', 'holds': is_entry},
                    {'indicator_id': 'novel_challengers', 'holds': is_novel}
                ],
                lambda one: one.holds
            )) as indicator
        from supports
    )
    union all
    select
        'ovs_success', 'overseas_success', case_id, null, company_key, success_date, budget_source, programme,
        certainty, 1,
        certainty in ('confirmed', 'expected') and in_period(success_date)
        and (certainty = 'expected' or success_date <= file_day),
        programme = 'ヘルスケアスタートアップ・エコシステム強化事業', source_file, file_day, source_row
    from successes
    union all
    select
        indicator.indicator_id, 'overseas_success', case_id,
        if(indicator.indicator_id like '%_companies', company_key || '|' || fiscal_year(success_date), null),
        company_key, success_date, budget_source, programme, certainty, 1,
        certainty in ('confirmed', 'expected') and in_period(success_date), false, source_file, file_day, source_row
    from (
        select
            *,
            unnest(list_filter(
                [
                    {'indicator_id': 'partner_success', 'holds': has_partner},
                    {'indicator_id': 'entry_success', 'holds': is_entry},
                    {'indicator_id': 'hard_market_companies', 'holds': is_hard},
                    {
                        'indicator_id': 'regional_companies',
                        'holds': place is not null and place not in ('東京都', '神奈川県', '大阪府', '愛知県')
                    }
                ],
                lambda one: one.holds
            )) as indicator
        from successes
    )
    union all
    select
        'agrifood_success', 'agrifood_cases', case_id, null, company_key, success_date, budget_source, programme,
        certainty, 1,
        certainty in ('confirmed', 'expected') and in_period(success_date)
        and (certainty = 'expected' or success_date <= file_day),
        false, source_file, file_day, source_row
    from agrifood_successes
    union all
    select
        'fdi_success', 'fdi_cases', case_id, null, company_key, success_date, budget_source, programme, certainty, 1,
        status = 'success' and certainty = 'confirmed' and category <> '' and in_period(success_date)
        and success_date <= file_day
        and case_id not in (select case_id from collaboration_cases where case_id is not null),
        false, source_file, file_day, source_row
    from fdi_cases
    union all
    select
        'fdi_support', 'fdi_cases', case_id, null, company_key, support_date, budget_source, programme, certainty, 1,
        in_period(support_date) and support_date <= file_day
        and case_id not in (select case_id from collaboration_cases where case_id is not null),
        false, source_file, file_day, source_row
    from fdi_cases
    union all
    select
        'collab_success', 'collaboration_cases', case_id, null, company_key, success_date, budget_source, programme,
        certainty, 1,
        status = 'success' and certainty = 'confirmed' and category <> '' and in_period(success_date)
        and success_date <= file_day,
        false, source_file, file_day, source_row
    from collaboration_cases
    union all
    select
        'collab_support', 'collaboration_cases', case_id, null, company_key, support_date, budget_source, programme,
        certainty, 1, in_period(support_date) and support_date <= file_day, false, source_file, file_day, source_row
    from collaboration_cases
    union all
    select
        'su_success', 'startup_cases', case_id, null, company_key, success_date, budget_source, programme, certainty, 1,
        certainty = 'confirmed' and in_period(success_date) and success_date <= file_day,
        programme = '起業家等育成プログラム' and budget_source = 'supplementary_r5', source_file, file_day, source_row
    from startup_cases
    union all
    select
        'su_support', 'startup_cases', case_id, null, company_key, support_date, budget_source, programme, certainty, 1,
        in_period(support_date) and support_date <= file_day, false, source_file, file_day, source_row
    from startup_cases
    union all
    select
        'entrepreneur_participants', 'entrepreneur_programme', case_id, null, null, support_date, budget_source,
        programme, null, 1, in_period(support_date), false, source_file, null, source_row
    from fct_cases where source = 'entrepreneur_programme'
    union all
    select
        'coercion_consultations', 'coercion_consultations', case_id, null, null, support_date, null, null, null, 1,
        in_period(support_date), false, source_file, null, source_row
    from fct_cases where source = 'coercion_consultations'
    union all
    select
        indicator_id, 'activities', "活動番号", null, null, activity_date, null, null, null, quantity,
        in_period(activity_date), false, source_file, file_day, source_row
    from (
        select *, to_day("活動日") as activity_date, to_amount("件数") as quantity from rows_of('activities')
        qualify row_number() over (partition by "活動番号" order by source_file desc, source_row) = 1
    )
    cross join (values
        ('gov_liaison_count', '1-1', ['政府連携', '地方自治体連携', '政府への情報提供']),
        ('pr_events', '1-1', ['広報イベント', 'エコシステムイベント']),
        ('gov_info_count', '1-2', ['政府への情報提供'])
    ) as kinds (indicator_id, section, types)
    where "節" = section and list_contains(types, "種別")
    union all
    select
        'web_views', 'web_analytics', "サイト" || '|' || month, null, null, month, null, null, null,
        to_amount("閲覧数"), in_period(month), false, source_file, file_day, source_row
    from (
        select
            *,
            to_month("年月") as month
        from rows_of('web_analytics')
    )
    qualify row_number() over (partition by "サイト", month order by source_file desc, source_row) = 1
    union all
    select
        case item when 'investment_amount' then 'fdi_amount' else item end, 'outcome_survey', survey_id, null,
        company_key, coalesce(deciding_date, answered_date), null, null, null, quantity,
        in_period(coalesce(deciding_date, answered_date)) and quantity is not null, false, source_file, file_day, source_row
    from answers
    where is_valid and item in ('investment_amount', 'equity_amount', 'new_jobs', 'enterprise_value')
    union all
    select distinct
        indicator_id, 'outcome_survey', survey_id, company_key || '|' || fiscal_year(answered_date), company_key,
        answered_date, null, null, null, 1, in_period(answered_date) and company_key is not null, false,
        source_file, file_day, source_row
    from answers
    cross join (values ('impact_companies'), ('behaviour_change')) as indicators (indicator_id)
    where
        is_valid and subject = 'overseas' and quantity > 0
        and (indicator_id = 'impact_companies' or item = 'behaviour_change');

-- Only companies of a year need to be told apart here: the numbers of cases are unique by now. The first record of a
-- company in a year speaks for it; of one day, that of the newest file.
create temp table firsts as
    select
        indicator_id, unit_id,
        min({'day': deciding_date, 'age': date '9999-12-31' - file_day, 'row': source_row}).row as source_row
    from considered
    where unit_id is not null and is_counted and not is_excluded
    group by all;
create table kpi_lineage as
    select
        considered.indicator_id,
        case
            when is_counted is not true then 'not_counted'
            when is_excluded then 'excluded'
            when considered.unit_id is null or firsts.source_row = considered.source_row then 'counted'
            else 'merged'
        end as outcome,
        source, record_id, coalesce(considered.unit_id, record_id) as unit_id, company_key, budget_source, programme,
        certainty, quantity, fiscal_year(deciding_date) as fiscal_year, month_of(deciding_date) as month, deciding_date,
        source_file, considered.source_row
    from considered
    left join firsts on considered.indicator_id = firsts.indicator_id and considered.unit_id = firsts.unit_id;

create temp table months as
    select
        indicator_id, fiscal_year, month, coalesce(budget_source, 'unknown') as budget_source,
        coalesce(programme, '') as programme, cast(sum(quantity) as decimal(28, 2)) as value
    from kpi_lineage
    where outcome = 'counted'
    group by all;
create macro pillar_of(indicator) as case
    when indicator like 'fdi%' or indicator like 'collab%' or indicator like 'su\_%' escape '\' then '1'
    when indicator in (
        'equity_amount', 'new_jobs', 'enterprise_value', 'gov_liaison_count', 'gov_info_count', 'pr_events', 'web_views',
        'entrepreneur_participants'
    ) then '1'
    when indicator = 'agrifood_success' then '2'
    when indicator = 'coercion_consultations' then '4'
    else '3'
end;
create table kpi_pillar_1 as from months where pillar_of(indicator_id) = '1';
create table kpi_pillar_2 as from months where pillar_of(indicator_id) = '2';
create table kpi_pillar_3 as from months where pillar_of(indicator_id) = '3';
create table kpi_pillar_4 as from months where pillar_of(indicator_id) = '4';

-- Actuals under both readings: every case in scope, and those of the initial budget alone.
create table actuals as
    select indicator_id, 'all' as budget_reading, sum(value) as actual from months group by indicator_id
    union all
    select
        indicator_id, 'initial',
        if(
            indicator_id in ('ovs_support_companies', 'novel_challengers', 'regional_companies', 'hard_market_companies'),
            count(distinct unit_id), sum(quantity)
        )
    from kpi_lineage
    where outcome in ('counted', 'merged') and budget_source = 'initial'
    group by indicator_id
    union all
    select
        'response_rate_money_jobs', 'all',
        100.0 * count(*) filter (where is_valid) / nullif(count(*) filter (where is_due), 0)
    from answers
    where item in ('investment_amount', 'equity_amount', 'new_jobs');
