"""Addresses for comparing engines: made from rules, near misses of rules, and ordinary ones; the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from harness.lists.syntax import TYPES, Filter

WORDS = (
    *("analytics", "pixel", "track", "ads", "collect", "v1", "js", "main", "app", "bundle", "image", "static", "media"),
    *("user", "event", "beacon", "g", "r", "css", "fonts", "lib", "en", "nl", "huiswerk", "oefening", "klas", "les"),
)
PAGES = ("school.test", "www.school.test", "leer.example", "shop.example.com")


def requests(count: int, rules: Sequence[Filter], seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """`count` of (address, host of the page, type). A third is made from a rule, some of those changed a little."""
    choose = random.Random(seed)
    hosts = [f"{choose.choice(WORDS)}.{choose.choice(WORDS)}{number}.{choose.choice(('com', 'be', 'net'))}" for number in range(3000)]
    for _ in range(count):
        rule = choose.choice(rules)
        host, rest = choose.choice(hosts), ordinary(choose)
        if choose.random() < 0.35:
            host, rest = fitted(rule, host, rest, choose)
        page = choose.choice(rule.on) if rule.on and choose.random() < 0.5 else choose.choice(PAGES)
        yield f"https://{host}{rest}", page, choose.choice(TYPES)


def ordinary(choose: random.Random) -> str:
    path = "/".join(choose.choice(WORDS) for _ in range(choose.randrange(1, 5)))
    query = "&".join(f"{choose.choice(WORDS)}={choose.randrange(10**6)}" for _ in range(choose.randrange(4)))
    return f"/{path}?{query}" if query else f"/{path}"


def fitted(rule: Filter, host: str, rest: str, choose: random.Random) -> tuple[str, str]:
    """Host and rest of an address that the rule may well name."""
    pattern = rule.pattern.replace("*", choose.choice(("", "x", "/a/"))).replace("^", choose.choice(("/", "?", "&")))
    if choose.random() < 0.2:
        pattern = pattern[:-1] or "x"
    if rule.host:
        host = choose.choice(("", "www.", "a.b.", "not")) + rule.host
        return host, pattern if pattern[:1] in ("/", "?", ":") and ":" not in pattern else f"/{pattern}"
    if rule.labelled:
        return f"{rule.pattern.strip('*^').partition('/')[0]}example.com".replace("*", "").replace("^", ""), rest
    return host, f"/{pattern}{choose.choice(('', rest))}"
