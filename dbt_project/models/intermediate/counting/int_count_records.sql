{% set rules = [
    'int_count__fdi_success',
    'int_count__fdi_support',
    'int_count__collab_success',
    'int_count__collab_support',
    'int_count__su_success',
    'int_count__su_support',
    'int_count__ovs_success',
    'int_count__ovs_support_companies',
    'int_count__activities',
    'int_count__agrifood_success',
    'int_count__coercion_consultations',
    'int_count__entrepreneur_participants',
    'int_count__overseas_success_monitoring',
    'int_count__overseas_support_monitoring',
    'int_count__surveys',
    'int_count__web_views',
] %}
{% for rule in rules %}
    select * from {{ ref(rule) }}
    {{ "union all" if not loop.last }}
{% endfor %}
