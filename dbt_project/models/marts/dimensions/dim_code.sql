select
    kind,
    code,
    position,
    name_ja,
    name_en
from {{ ref('code_names') }}
