select
    condition,
    standing,
    reason,
    text_ja,
    text_en
from {{ ref('count_reasons') }}
