from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.mark.parametrize(("header", "status"), [(None, 401), ("Bearer wrong", 401), ("Bearer sesam", 200), ("sesam", 401)])
async def test_figures_may_ask_for_a_token(make_client, settings, header, status):
    client = await make_client(replace(settings, metrics_token="sesam"))  # noqa: S106
    headers = {"Authorization": header} if header else {}
    async with client.get("/metrics", headers=headers) as response:
        assert response.status == status
        assert ("bot_requests_total" in await response.text()) == (status == 200)
    async with client.get("/readyz") as response:
        assert response.status == 200
