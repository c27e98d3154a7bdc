{# Text in comparable form: the raw text is kept beside it. #}

{# Text without surrounding blanks, full-width ones included; blank is NULL. #}
{% macro clean_text(column) -%}
    nullif({{ trimmed("replace(replace(" ~ column ~ ", '　', ' '), chr(9), ' ')") }}, '')
{%- endmacro %}

{# Full-width ASCII and circled digits as NFKC folds them, without any blank inside; blank is NULL.
   Only cells with such characters are translated: translating is far slower than looking, and the slower the more
   characters it knows. Full-width dates and numbers need few. #}
{% macro half_width(column) -%}
    nullif(
        case
            when {{ regex_found(column, '[！-～￥①-⑨　\\x{00A0}\\x{202F}\\s]') }}
                then case
                    when not {{ regex_found(column, '[！-，：-～￥①-⑨\\x{00A0}\\x{202F}\\t-\\r]') }}
                        then translate({{ column }}, '０１２３４５６７８９／－．　 ', '0123456789/-.')
                    else translate(
                        {{ column }},
                        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀'
                        || 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～￥①②③④⑤⑥⑦⑧⑨　 '
                        || {{ character(160) }} || {{ character(8239) }} || {{ character(9) }} || {{ character(10) }}
                        || {{ character(11) }} || {{ character(12) }} || {{ character(13) }},
                        '!"#$%&' || {{ character(39) }} || '()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`'
                        || 'abcdefghijklmnopqrstuvwxyz{|}~¥123456789'
                    )
                end
            else {{ column }}
        end,
        ''
    )
{%- endmacro %}

{# A date or timestamp without its time of day, half-width: what to_date and to_month read. #}
{% macro day_text(column) -%}
    {{ half_width(regex_replaced(column, '[ T　][0-9０-９]{1,2}[:：][0-9０-９]{2}.*$', '')) }}
{%- endmacro %}

{# A programme's name as the exclusions spell it. #}
{% macro without_blanks(column) -%}
    nullif(replace(replace({{ column }}, '　', ''), ' ', ''), '')
{%- endmacro %}

{# Free text that is published, without the phone numbers and e-mail addresses that people write into it. Looking for a
   digit pair or an @ first is faster than the patterns. #}
{% macro without_contact_data(column) -%}
    {%- set digit = '[0-9０-９]' -%}
    {%- set hyphen = '[-‐‑–−ー－]' -%}
    {%- set letter = '[0-9A-Za-z_０-９Ａ-Ｚａ-ｚ.．+-]' -%}
    {%- set patterns = [
        letter ~ '+[@＠]' ~ letter ~ '+[.．]' ~ letter ~ '+',
        '[+＋]' ~ digit ~ '{1,3}[- －]' ~ digit ~ '[0-9０-９ －-]{6,12}' ~ digit,
        '[(（][0０]' ~ digit ~ '{1,4}[)）] ?' ~ digit ~ '{1,4}' ~ hyphen ~ digit ~ '{3,4}',
        '[0０]' ~ digit ~ '{1,4}[-‐‑–−ー－(（]' ~ digit ~ '{1,4}[-‐‑–−ー－)）]' ~ digit ~ '{3,4}',
        '\\b[0０]' ~ digit ~ '{9,10}\\b',
        '[(（][ 　]*[)）]',
    ] -%}
    {%- set text = namespace(sql=column) -%}
    {%- for pattern in patterns -%} {%- set text.sql = regex_removed(text.sql, pattern) -%} {%- endfor -%}
    case
        when {{ regex_found(column, '[@＠]|' ~ digit ~ '{2}') }}
            then nullif({{ trimmed(text.sql) }}, '')
        else {{ column }}
    end
{%- endmacro %}
