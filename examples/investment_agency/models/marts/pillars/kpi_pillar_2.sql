{{ kpi_pillar('2') }}
