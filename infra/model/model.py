#!/usr/bin/env python3
"""What 1000dage.dk stands when many send at once, what senders see then, and what it costs.

    infra/model/model.py              the tables of README.md
    infra/model/model.py --quick      the same with one minute of every storm

One sender asks at least twice: the answers come back to be looked over, and are then sent with a receipt. On its way a request meets
the gateway's token bucket, the function's concurrency, the SDK's patience and the table's units. Nothing queues anywhere: what does
not fit is refused at once. Where the figures come from stands in README.md, line by line.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
import sys
from collections import Counter
from dataclasses import dataclass

BLOCK = 1024  # collector/src/seal.rs pads to whole blocks of this.
UNIT = 1024  # A write unit is a kilobyte begun.


@dataclass(frozen=True)
class Figures:
    """What was measured, and (marked »assumed«) what could not be without an account."""

    warm_cpu_ms: float = 1.15  # 0.97–1.15, sealed and stored.
    init_cpu_ms: float = 6.0  # 4.5–6.
    first_cpu_ms: float = 4.0  # Assumed: TLS with the table; it was measured without.
    place_ms: float = 125.0  # Assumed: until a new environment begins; nobody is billed for it.
    table_floor_ms: float = 3.0  # Assumed: »single-digit milliseconds«, so 3 and an exponential rest of 4.
    table_rest_ms: float = 4.0
    recipients: int = 5  # Assumed: three keys of staff and two pages in two safes, for each letter.
    long_letters: float = 0.12  # Of 2,000 made-up submissions; the others fit into one block.
    attributes: int = 223  # Bytes beside the two letters, names included.
    lines: tuple[tuple[str, float], ...] = (("routine", 0.757), ("soon", 0.211), ("urgent", 0.032))
    mends: float = 0.25  # Assumed: how often the form comes back with something to mend.
    looking_s: float = 20.0  # Assumed: how long a sender looks the answers over.
    pause_s: float = 20.0  # Assumed: how long until a sender tries again …
    tries: int = 3  # … and how often.
    reply_lost: float = 0.0001  # Assumed: the table has stored, but its answer never comes.

    def table_ms(self) -> float:
        return self.table_floor_ms + self.table_rest_ms

    def requests_each(self) -> float:
        """Requests of one submission that meets no trouble."""
        return 1 / (1 - self.mends) + 1


@dataclass(frozen=True)
class Limits:
    """What the template chooses, what AWS grants a new account, and the code's patience. `inf` lifts a limit."""

    throttle_rate: float = 250  # ThrottleRate, ThrottleBurst: for all senders together.
    throttle_burst: float = 500
    concurrency: float = 50  # ReservedConcurrency.
    memory_mb: int = 256
    max_write_units: float = 1000  # MaxWriteUnits.
    rate_per_environment: float = 10  # Lambda: ten requests a second for each unit of concurrency.
    scale_rate: float = 100  # Lambda: 1,000 new environments in ten seconds.
    scale_burst: float = 1000
    new_table_units: float = 4000  # DynamoDB on demand, until it has seen more; the index the same.
    key_units: float = 1000  # DynamoDB: one key of an index, however the rest is spread.
    attempts: int = 3  # collector/src/store/client.rs, from here on.
    attempt_s: float = 1.5
    operation_s: float = 5.0
    backoff_s: float = 1.0  # The SDK's own: a random share of 1 s, then of 2 s.
    retry_quota: int = 500  # The SDK's own, in each environment: 5 for a retry, 10 after silence.

    def cpu_share(self) -> float:
        """The share of a core: 1,769 MB have a whole one."""
        return self.memory_mb / 1769


class Bucket:
    """A token bucket: `size` at once, `rate` a second."""

    def __init__(self, rate: float, size: float) -> None:
        self.rate, self.size, self.tokens, self.at = rate, size, size, 0.0

    def holds(self, now: float, tokens: float = 1) -> bool:
        if self.size == math.inf:
            return True
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return self.tokens >= tokens

    def take(self, now: float, tokens: float = 1) -> bool:
        held = self.holds(now, tokens)
        if held and self.size != math.inf:
            self.tokens -= tokens
        return held


def sealed(text: int, recipients: int, noise: int = 0) -> int:
    """Bytes of a letter of `text` bytes: padded, with a header of age for each recipient, and its noise."""
    padded = math.ceil(text / BLOCK) * BLOCK
    header = 22 + 98 * recipients + 48 + noise
    return header + 16 + padded + 16 * max(1, math.ceil(padded / 65536))


def noise(chance: random.Random) -> int:
    """Bytes that age adds to a header on purpose, so that nobody relies on its length."""
    words = sum(1 + chance.randint(1, 8) for _ in range(chance.randint(0, 4)))
    body = math.ceil(chance.randint(0, 99) * 4 / 3)
    return 3 + chance.randint(1, 8) + 7 + words + 1 + body + body // 64 + 1


def item(figures: Figures, chance: random.Random) -> int:
    """Bytes of a submission as it is stored."""
    text = 2 * BLOCK if chance.random() < figures.long_letters else BLOCK
    return figures.attributes + sum(sealed(length, figures.recipients, noise(chance)) for length in (text, BLOCK))


def units(size: int) -> int:
    """Write units of an item."""
    return math.ceil(size / UNIT)


@dataclass(slots=True)
class Sender:
    number: int
    tries: int
    looked_over: bool = False
    line: str = ""
    size: int = 0


@dataclass(slots=True)
class Environment:
    quota: int


@dataclass(slots=True)
class Call:
    """One `put` of the SDK, with all its attempts."""

    sender: Sender
    environment: Environment
    billed_from: float
    began: float
    attempt: int = 0
    held: int = 0


class Table:
    """DynamoDB on demand, with its index."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.items, self.units = limits, set(), 0
        self.by_second: Counter[int] = Counter()
        self.ceiling = Bucket(limits.max_write_units, limits.max_write_units)
        self.warm = Bucket(limits.new_table_units, limits.new_table_units)
        self.index = Bucket(limits.new_table_units, limits.new_table_units)
        self.keys: dict[str, Bucket] = {}

    def put(self, now: float, sender: Sender) -> str | None:
        """Stores once, however often it is asked; returns the limit that refused."""
        cost = units(sender.size)
        key = self.keys.setdefault(sender.line, Bucket(self.limits.key_units, self.limits.key_units))
        there = sender.number in self.items  # Found out by the condition, which costs units but no line in the index.
        asked = [("MaxWriteUnits", self.ceiling, cost), ("new table", self.warm, cost)]
        if not there:
            asked += [("new index", self.index, 1), ("key of the index", key, 1)]
        for limit, bucket, tokens in asked:
            if not bucket.holds(now, tokens):
                return limit
        for _, bucket, tokens in asked:
            bucket.take(now, tokens)
        self.items.add(sender.number)
        spent = cost + (not there)
        self.units += spent
        self.by_second[int(now)] += spent
        return None


class Simulation:
    """`rate` senders a second for `seconds`, and then until the last of them knows how it ended.

    `silent` is a span of time in which the table answers nothing."""

    def __init__(
        self,
        rate: float = 50,
        seconds: float = 600,
        limits: Limits = Limits(),
        figures: Figures = Figures(),
        seed: int = 1000,
        silent: tuple[float, float] = (0, 0),
    ) -> None:
        self.rate, self.seconds, self.limits, self.figures, self.silent = rate, seconds, limits, figures, silent
        self.chance = random.Random(seed)
        self.gateway = Bucket(limits.throttle_rate, limits.throttle_burst)
        rps = limits.concurrency * limits.rate_per_environment
        self.requests_a_second = Bucket(rps, rps)
        self.scaling = Bucket(limits.scale_rate, limits.scale_burst)
        self.table = Table(limits)
        self.idle: list[Environment] = []
        self.busy = self.most_busy = self.cold = 0
        self.busy_seconds = self.billed_s = self.slowest_s = self.last = 0.0
        self.senders = self.acknowledged = self.first_try = 0
        self.answers: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.first_refused: dict[str, float] = {}
        self.gave_up: Counter[str] = Counter()
        self.events: list = []
        self.order = itertools.count()

    def run(self) -> Simulation:
        coming = self.arrival(0.0)
        while coming is not None or self.events:
            if coming is not None and (not self.events or coming <= self.events[0][0]):
                self.arrive(coming)
                coming = self.arrival(coming)
            else:
                now, _, event, subject = heapq.heappop(self.events)
                event(now, subject)
        return self

    def at(self, time: float, event, subject) -> None:
        heapq.heappush(self.events, (time, next(self.order), event, subject))

    def arrival(self, after: float) -> float | None:
        then = after + self.chance.expovariate(self.rate)
        return then if then < self.seconds else None

    def arrive(self, now: float) -> None:
        self.senders += 1
        self.ask(now, Sender(self.senders, self.figures.tries))

    # The gateway and the function.

    def ask(self, now: float, sender: Sender) -> None:
        if not self.gateway.take(now):
            return self.refuse(now, sender, "ThrottleRate", "429 of the gateway")
        limit = self.no_room(now)
        if limit:
            return self.refuse(now, sender, limit, "5xx of the gateway")
        cold = not self.idle
        environment = Environment(self.limits.retry_quota) if cold else self.idle.pop()
        self.cold += cold
        self.count_busy(now, +1)
        figures = self.figures
        cpu_ms = figures.warm_cpu_ms + (figures.init_cpu_ms + figures.first_cpu_ms if cold else 0)
        billed_from = now + (figures.place_ms / 1000 if cold else 0)
        ready = billed_from + cpu_ms / 1000 / self.limits.cpu_share()
        call = Call(sender, environment, billed_from, ready)
        if sender.looked_over:
            self.at(ready, self.put, call)
        else:
            self.at(ready, self.check, call)

    def no_room(self, now: float) -> str | None:
        if not self.requests_a_second.holds(now):
            return "ten requests a second for each environment"
        if not self.idle:
            if self.busy >= self.limits.concurrency:
                return "ReservedConcurrency"
            if not self.scaling.take(now):
                return "new environments a second"
        self.requests_a_second.take(now)
        return None

    def check(self, now: float, call: Call) -> None:
        """The answers come back to be looked over, or the form to be mended."""
        mended = self.chance.random() >= self.figures.mends
        call.sender.looked_over = mended
        self.leave(now, call, "200 looked over" if mended else "422 to be mended")
        self.at(now + self.chance.expovariate(1 / self.figures.looking_s), self.ask, call.sender)

    def leave(self, now: float, call: Call, answer: str) -> None:
        self.count_busy(now, -1)
        self.idle.append(call.environment)
        # Billed by the millisecond begun.
        self.billed_s += math.ceil((now - call.billed_from) * 1000) / 1000
        self.slowest_s = max(self.slowest_s, now - call.billed_from)
        self.answers[answer] += 1

    def count_busy(self, now: float, change: int) -> None:
        self.busy_seconds += self.busy * (now - self.last)
        self.last = now
        self.busy += change
        self.most_busy = max(self.most_busy, self.busy)

    # The SDK and the table.

    def put(self, now: float, call: Call) -> None:
        call.attempt += 1
        figures, end = self.figures, call.began + self.limits.operation_s
        if not call.sender.size:
            call.sender.size = item(figures, self.chance)
            call.sender.line = self.chance.choices(*zip(*figures.lines))[0]
        if self.silent[0] <= now < self.silent[1]:
            return self.at(min(now + self.limits.attempt_s, end), self.timed_out, call)
        came = now + (figures.table_floor_ms + self.chance.expovariate(1 / figures.table_rest_ms)) / 1000
        limit = self.table.put(now, call.sender)
        if limit:
            self.note(now, limit)
            return self.at(came, self.throttled, call)
        if self.chance.random() < figures.reply_lost:
            return self.at(min(now + self.limits.attempt_s, end), self.timed_out, call)
        self.at(came, self.stored, call)

    def throttled(self, now: float, call: Call) -> None:
        self.retry(now, call, 5)

    def timed_out(self, now: float, call: Call) -> None:
        self.retry(now, call, 10)

    def retry(self, now: float, call: Call, cost: int) -> None:
        limits, environment = self.limits, call.environment
        end = call.began + limits.operation_s
        if call.attempt >= limits.attempts or environment.quota < cost or now >= end:
            return self.failed(now, call)
        # What an earlier retry took is gone for good; only the last one's share comes back with success.
        environment.quota -= cost
        call.held = cost
        then = now + self.chance.random() * limits.backoff_s * 2 ** (call.attempt - 1)
        self.at(min(then, end), self.put if then < end else self.failed, call)

    def stored(self, now: float, call: Call) -> None:
        environment = call.environment
        environment.quota = min(self.limits.retry_quota, environment.quota + (call.held or 1))
        self.leave(now, call, "200 receipt")
        self.acknowledged += 1
        self.first_try += call.sender.tries == self.figures.tries

    def failed(self, now: float, call: Call) -> None:
        self.leave(now, call, "507 page, answers kept")
        self.try_again(now, call.sender, "507 page, answers kept")

    # What the sender does about it.

    def note(self, now: float, limit: str) -> None:
        self.refused[limit] += 1
        self.first_refused.setdefault(limit, now)

    def refuse(self, now: float, sender: Sender, limit: str, answer: str) -> None:
        self.note(now, limit)
        self.answers[answer] += 1
        self.try_again(now, sender, answer)

    def try_again(self, now: float, sender: Sender, seen: str) -> None:
        if sender.tries == 0:
            self.gave_up[seen] += 1
        else:
            sender.tries -= 1
            self.at(now + self.chance.expovariate(1 / self.figures.pause_s), self.ask, sender)

    # What came of it.

    def requests(self) -> int:
        return sum(self.answers.values())

    def reached_function(self) -> int:
        return self.requests() - self.answers["429 of the gateway"] - self.answers["5xx of the gateway"]

    def bound(self) -> str:
        """The limits that refused, in the order in which they first did, and how often."""
        order = sorted(self.first_refused, key=self.first_refused.get)
        return ", ".join(f"{limit} ({self.refused[limit]:,})" for limit in order) or "none"

    def cost(self) -> float:
        """What it costs in USD beyond an idle month, with no free tier and the dearest reading of every rule."""
        return bill(
            {
                "edge request": self.requests(),
                "api request": self.requests(),
                "function request": self.reached_function(),
                "function GB-second": self.billed_s * self.limits.memory_mb / 1024,
                "write unit": self.table.units,
                "log GB": self.requests() * LOG_BYTES / 1e9,
                **told(len(self.table.items), self.last),
            }
        )


# Prices -----------------------------------------------------------------------------------------------------------------------------

# USD in us-east-1; where they were read, and when, stands in README.md. The dearer one where two were found.
PRICES = {
    "edge request": 0.012 / 10_000,
    "edge GB": 0.085,
    "edge function": 0.10 / 1e6,
    "api request": 1.00 / 1e6,
    "function request": 0.20 / 1e6,
    "function GB-second": 0.0000133334,
    "write unit": 0.625 / 1e6,
    "read unit": 0.125 / 1e6,
    "table GB-month": 0.25,
    "recovery GB-month": 0.20,
    "stream read": 0.02 / 100_000,
    "pipe request": 0.40 / 1e6,
    "step": 25.00 / 1e6,
    "mail": 2.00 / 100_000,
    "log GB": 0.50,
    "alarm-month": 0.10,
    "metric-month": 0.30,
    "firewall-month": 5.00 + 1.00,
    "firewall request": 0.60 / 1e6,
    "zone-month": 0.50,
    "watch-month": 0.75 + 2.00,
}

# What is free in every month, for as long as the account lives.
FREE = {
    "edge request": 10e6,
    "edge GB": 1000,
    "edge function": 2e6,
    "function request": 1e6,
    "function GB-second": 400_000,
    "table GB-month": 25,
    "stream read": 2.5e6,
    "step": 4000,
    "mail": 1000,
    "log GB": 5,
    "alarm-month": 10,
    "metric-month": 10,
}

# Stockholm's own list was not at hand: other regions cost up to a quarter more.
REGION = 1.25
LOG_BYTES = 1200  # Assumed: our line, Lambda's three, and the gateway's.
MONTH_S = 730 * 3600
# The notification: one mail for a thousand answers or for what came in five minutes, from each shard of the stream.
BATCH, WINDOW_S, SHARDS, STEPS = 1000, 300, 4, 8


def bill(usage: dict[str, float], months: float = 1, free: bool = False) -> float:
    """USD for `usage` spread evenly over `months`."""
    return sum(PRICES[what] * REGION * max(0.0, amount - (FREE.get(what, 0) * months if free else 0)) for what, amount in usage.items())


def told(submissions: float, seconds: float) -> dict[str, float]:
    """What it takes to tell staff of `submissions` that came in `seconds`."""
    mails = min(submissions, submissions / BATCH + SHARDS * (seconds / WINDOW_S + 1))
    return {"pipe request": submissions, "step": mails * STEPS, "mail": mails}


def mean_item(figures: Figures = Figures()) -> tuple[float, float]:
    """Bytes and write units of a submission, on average."""
    chance = random.Random(1)
    sizes = [item(figures, chance) for _ in range(20_000)]
    return sum(sizes) / len(sizes), sum(map(units, sizes)) / len(sizes)


@dataclass(frozen=True)
class Years:
    """Five years as they are planned. Everything but the number of submissions is assumed, and on the high side."""

    submissions: int = 225_000
    months: int = 60
    deeds: float = 2  # Of staff, for each submission: 1.83 in the made-up years.
    worked_bytes: int = 5900  # A submission with its history, on average there.
    exports_a_month: float = 4  # Each reads the whole table, as the daily round of retention does.
    rounds_a_month: float = 30.4
    visits: int = 75_000 * 30
    requests_a_visit: int = 15
    kilobytes_a_visit: int = 100
    alarms: int = 14
    metrics: int = 3
    watched_from: int = 3  # Regions, in each of which two checkers ask (assumed) …
    watched_each_s: int = 30  # … so often.
    polls_a_second: float = 4


def monthly(years: Years = Years()) -> dict[str, float]:
    """What an idle month uses, the firewall and the stream aside."""
    return {"alarm-month": years.alarms, "metric-month": years.metrics, "zone-month": 1}


def watch(years: Years = Years(), figures: Figures = Figures(), limits: Limits = Limits()) -> dict[str, float]:
    """What the check from outside uses in a month: each time a write that finds nothing to erase, in an environment that it keeps warm."""
    asked = 2 * years.watched_from * MONTH_S / years.watched_each_s
    return {
        "watch-month": 1,
        "edge request": asked,
        "api request": asked,
        "function request": asked,
        "function GB-second": asked * warm_s(figures, limits) * limits.memory_mb / 1024,
        "write unit": asked,
        "log GB": asked * LOG_BYTES / 1e9,
    }


def warm_s(figures: Figures, limits: Limits) -> float:
    """Seconds of a request that finds an environment warm and asks the table once."""
    return figures.warm_cpu_ms / 1000 / limits.cpu_share() + figures.table_ms() / 1000


def stream(years: Years = Years()) -> dict[str, float]:
    """What a pipe reads of the stream in a month, whether or not anything happens."""
    return {"stream read": SHARDS * years.polls_a_second * MONTH_S}


def firewall() -> dict[str, float]:
    return {"firewall-month": 1}


def five_years(years: Years = Years(), figures: Figures = Figures(), limits: Limits = Limits()) -> dict[str, dict[str, float]]:
    """What is used in five years, by what it is used for. Every start is cold, as if the check from outside kept nothing warm."""
    count, months = years.submissions, years.months
    requests = count * figures.requests_each()
    seconds = (figures.init_cpu_ms + figures.first_cpu_ms + figures.warm_cpu_ms) / 1000 / limits.cpu_share() + figures.table_ms() / 1000
    worked = units(years.worked_bytes)
    # A deed is a transaction, which costs twice: the case with its line in the index, and a line of the log.
    deed = 2 * (worked + 1 + 1)
    gigabytes = count * years.worked_bytes / 1e9 / 2 * months  # It grows evenly, so half of it on average.
    read_once = count / 2 * years.worked_bytes / 4096 / 2
    visits = years.visits * years.requests_a_visit
    return {
        "pages (CloudFront)": {
            "edge request": visits + requests,
            "edge GB": years.visits * years.kilobytes_a_visit / 1e6,
            "edge function": visits,
        },
        "gateway": {"api request": requests},
        "function": {
            "function request": requests,
            "function GB-second": requests * seconds * limits.memory_mb / 1024,
        },
        "table: what families write": {"write unit": count * (mean_item(figures)[1] + 1)},
        "table: what staff write and erase": {"write unit": count * (years.deeds * deed + worked + 1)},
        "table: what staff read": {"read unit": read_once * (years.exports_a_month + years.rounds_a_month) * months},
        "table: kept": {"table GB-month": gigabytes},
        "table: recovery to any second (PITR)": {"recovery GB-month": gigabytes},
        "logs": {"log GB": requests * LOG_BYTES / 1e9},
        "notification, a mail for each: they come far apart": {"pipe request": count, "step": count * STEPS, "mail": count},
        "alarms, metrics, zone": {what: amount * months for what, amount in monthly(years).items()},
        "the check from outside": {what: amount * months for what, amount in watch(years, figures, limits).items()},
        "if a pipe's reads are billed: the stream": {what: amount * months for what, amount in stream(years).items()},
        "if there is a firewall": {"firewall-month": months, "firewall request": visits + requests},
    }


OPTIONAL = "if "


def day_of_abuse(limits: Limits = Limits(), figures: Figures = Figures()) -> float:
    """USD of a day in which somebody sends, without a pause, as much as the limits let through."""
    sent = limits.throttle_rate * 86_400
    size = mean_item(figures)[1]
    stored = min(sent, limits.max_write_units / size * 86_400)
    seconds = warm_s(figures, limits)
    return bill(
        {
            "edge request": sent,
            "api request": sent,
            "function request": sent,
            "function GB-second": sent * seconds * limits.memory_mb / 1024,
            "write unit": stored * (size + 1),
            "log GB": sent * LOG_BYTES / 1e9,
            **told(stored, 86_400),
        }
    )


def needed(rate: float, figures: Figures = Figures(), headroom: float = 2) -> dict[str, float]:
    """The template's parameters for `rate` submissions a second, with room for as much again."""
    size = mean_item(figures)[1]
    throttle = math.ceil(rate * figures.requests_each() * headroom / 50) * 50
    # A table that hesitates holds every write for up to five seconds; whoever comes then is refused by the gateway.
    return {
        "ThrottleRate": throttle,
        "ThrottleBurst": 2 * throttle,
        "ReservedConcurrency": max(50, math.ceil(throttle / 10 / 10) * 10),
        "MaxWriteUnits": math.ceil(rate * size * headroom / 100) * 100,
        "units a second on the busiest key of the index": rate * max(share for _, share in figures.lines),
    }


# What is printed --------------------------------------------------------------------------------------------------------------------

# What seems plenty, and is not.
TIGHT = Limits(throttle_rate=100, throttle_burst=200)
# The template's own.
SPOT = Limits()
# As much as an account has without asking: ours lifted, 100 of 1,000 environments left to others.
ACCOUNT = Limits(throttle_rate=10_000, throttle_burst=5_000, concurrency=900, max_write_units=40_000)
# As much as AWS may grant: what is left is how our table is made.
GRANTED = Limits(math.inf, math.inf, math.inf, max_write_units=math.inf, scale_burst=math.inf, new_table_units=math.inf)
STORMS = [
    ("50 a second, throttle 100/200", 50, TIGHT, (0, 0)),
    ("50 a second, throttle 250/500", 50, SPOT, (0, 0)),
    ("5,000 a second, throttle 100/200", 5000, TIGHT, (0, 0)),
    ("5,000 a second, throttle 250/500", 5000, SPOT, (0, 0)),
    ("5,000 a second, our own limits lifted", 5000, ACCOUNT, (0, 0)),
    ("5,000 a second, AWS's lifted too", 5000, GRANTED, (0, 0)),
    ("10 a second, the table silent for a minute", 10, SPOT, (60, 120)),
    ("50 a second, throttle 250/500, the table silent for a minute", 50, SPOT, (60, 120)),
]


def table(rows: list[list[str]]) -> None:
    print("| " + " | ".join(rows[0]) + " |\n|" + " --- |" * len(rows[0]))
    for row in rows[1:]:
        print("| " + " | ".join(row) + " |")
    print()


def row(name: str, storm: Simulation) -> list[str]:
    share = lambda part: f"{100 * part / storm.senders:.1f} %"
    last = ", ".join(f"{share(count)} {seen}" for seen, count in storm.gave_up.most_common() if count) or "–"
    return [
        name,
        f"{storm.senders:,}",
        share(storm.first_try),
        share(storm.acknowledged - storm.first_try),
        last,
        storm.bound(),
        f"{storm.most_busy:,}",
        f"{max(storm.table.by_second.values(), default=0):,}",
        f"{storm.slowest_s:.1f}",
        f"{storm.cost():,.2f}",
    ]


def main(quick: bool) -> None:
    size, cost = mean_item()
    print(f"An item: {size:,.0f} bytes, {cost:.2f} write units, and one in the index. Requests for a submission: {Figures().requests_each():.2f}.\n")
    head = "storm, senders, stored at once, stored after trying again, gave up and saw last, what refused (how often), environments at most, units in a second at most, slowest answer s, USD"
    rows = [head.split(", ")]
    for name, rate, limits, silent in STORMS:
        seconds = 180 if silent[1] else 60 if quick or limits in (ACCOUNT, GRANTED) else 600
        rows.append(row(f"{name}, {seconds // 60} min", Simulation(rate, seconds, limits, silent=silent).run()))
    table(rows)

    rows = [["submissions a second", *needed(50), "USD of a day of abuse"]]
    for rate in (5, 20, 50, 200, 1300):
        chosen = needed(rate)
        held = Limits(throttle_rate=chosen["ThrottleRate"], max_write_units=chosen["MaxWriteUnits"])
        rows.append([f"{rate:,}", *(f"{amount:,.0f}" for amount in chosen.values()), f"{day_of_abuse(held):,.0f}"])
    for name, held in [("the template's defaults", SPOT), ("with a throttle of 100/200", TIGHT)]:
        chosen = (held.throttle_rate, held.throttle_burst, held.concurrency, held.max_write_units)
        rows.append([name, *(f"{amount:,.0f}" for amount in chosen), "", f"{day_of_abuse(held):,.0f}"])
    table(rows)

    months = Years().months
    used = five_years()
    rows = [["225,000 submissions in five years", "USD", "with what is always free"]]
    for what, usage in used.items():
        rows.append([what, f"{bill(usage):,.2f}", f"{bill(usage, months, free=True):,.2f}"])
    always = [usage for what, usage in used.items() if not what.startswith(OPTIONAL)]
    rows.append(["**all, without the two ifs**", f"**{sum(map(bill, always)):,.2f}**", f"**{sum(bill(usage, months, free=True) for usage in always):,.2f}**"])
    table(rows)

    rows = [["an idle month", "USD", "with what is always free"]]
    for what, usage in [("alarms, metrics, zone", monthly()), ("the check from outside", watch()), ("the stream, if a pipe's reads are billed", stream()), ("the firewall, if there is one", firewall())]:
        rows.append([what, f"{bill(usage):,.2f}", f"{bill(usage, free=True):,.2f}"])
    table(rows)


if __name__ == "__main__":
    main("--quick" in sys.argv)
