{{ kpi_pillar('3') }}
