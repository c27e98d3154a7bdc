{% set withheld = {} %}
{% set joins = [join_sensitive()] %}
{% for name, reading in [('initial', 'initial'), ('supplementary', 'supplement'), ('all', 'all')] %}
    {% set held_back = 'reading_' ~ name %}
    {% do joins.append(join_reading("'" ~ reading ~ "'", held_back)) %}
    {% do withheld.update(each(['actual_' ~ name, 'attainment_' ~ name ~ '_pct'], is_held_back(held_back))) %}
    {% for end in ['low', 'high'] %}
        {% do withheld.update(each(
            ['actual_' ~ name ~ '_' ~ end, 'attainment_' ~ name ~ '_' ~ end ~ '_pct'],
            is_bound_held_back('actual_' ~ name ~ '_' ~ end, 'actual_' ~ name, held_back)
        )) %}
    {% endfor %}
{% endfor %}
{% do withheld.update({
    'actual_both': is_sensitive() ~ ' and mart.actual_both <> 0',
    'actual_unknown': is_sensitive() ~ ' and mart.actual_unknown <> 0',
}) %}

{{ disclosed('target_comparison', withheld, joins) }}
