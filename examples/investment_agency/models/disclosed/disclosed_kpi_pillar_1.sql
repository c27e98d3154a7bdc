{{ disclosed_pillar('kpi_pillar_1') }}
