{# Text in comparable form: the raw text is kept beside it. #}

{# Text without surrounding blanks, full-width ones included; blank is NULL. #}
{% macro clean_text(column) -%}
    nullif(trim(replace(replace({{ column }}, '　', ' '), chr(9), ' ')), '')
{%- endmacro %}

{# Full-width ASCII and circled digits as NFKC folds them, without any blank inside; blank is NULL.
   Only cells with such characters are translated: translating is far slower than looking. #}
{% macro half_width(column) -%}
    nullif(
        case
            when regexp_matches({{ column }}, '[！-～￥①-⑨　\x{00A0}\x{202F}\s]')
                then translate(
                    {{ column }},
                    '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀'
                    || 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～￥①②③④⑤⑥⑦⑧⑨　 '
                    || chr(160) || chr(8239) || chr(9) || chr(10) || chr(11) || chr(12) || chr(13),
                    '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`'
                    || 'abcdefghijklmnopqrstuvwxyz{|}~¥123456789'
                )
            else {{ column }}
        end,
        ''
    )
{%- endmacro %}

{# A date or timestamp without its time of day, half-width: what to_date and to_month read. #}
{% macro day_text(column) -%}
    {{ half_width("regexp_replace(" ~ column ~ ", '[ T　][0-9０-９]{1,2}[:：][0-9０-９]{2}.*$', '')") }}
{%- endmacro %}

{# A programme's name as the exclusions spell it. #}
{% macro without_blanks(column) -%}
    nullif(replace(replace({{ column }}, '　', ''), ' ', ''), '')
{%- endmacro %}
