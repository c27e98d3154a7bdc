{{ kpi_pillar('4') }}
