{{ kpi_pillar('1') }}
