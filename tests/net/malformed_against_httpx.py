"""How many of the malformed replies does httpx survive with its own transport? Run this file to see them by name."""

import asyncio
import sys

import httpx
from loopback_server import is_survived, serving_malformed
from malformed import CASES


async def stock_survivors() -> dict[str, str]:
    """Return for each case the empty text where httpx read it, else what happened instead."""
    results: dict[str, str] = {}
    async with serving_malformed() as place, httpx.AsyncClient(trust_env=False, verify=False, timeout=3.0) as client:
        for case in CASES:
            try:
                answer = await client.get(f"http://127.0.0.1:{place.port}/{case.name}")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                results[case.name] = type(error).__name__
            else:
                fine = is_survived(case, answer.status_code, answer.headers, answer.content)
                results[case.name] = "" if fine else f"read as {answer.status_code}, {len(answer.content)} bytes"
    return results


if __name__ == "__main__":
    found = asyncio.run(stock_survivors())
    for name, problem in found.items():
        sys.stdout.write(f"{name:26} {problem or 'survived'}\n")
    sys.stdout.write(f"{sum(not problem for problem in found.values())} of {len(found)} survived\n")
