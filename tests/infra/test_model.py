"""The model of load and cost: answers that are known beforehand, and the same numbers as in the code and the template.

python3 tests/infra/test_model.py
"""

import importlib.util
import math
import random
import re
import sys
import unittest
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
loaded = importlib.util.spec_from_file_location("model", ROOT / "infra/model/model.py")
model = sys.modules["model"] = importlib.util.module_from_spec(loaded)
loaded.loader.exec_module(model)

OPEN = replace(model.GRANTED, key_units=math.inf)
# One request a sender, no trouble, nobody tries again.
PLAIN = replace(model.Figures(), mends=0, reply_lost=0, tries=0)


def storm(rate=50, seconds=60, limits=OPEN, figures=PLAIN, **more):
    return model.Simulation(rate, seconds, limits, figures, **more).run()


class KnownAnswers(unittest.TestCase):
    def test_the_token_bucket_by_hand(self):
        bucket = model.Bucket(rate=2, size=5)
        asked = [(0, 7), (1, 3), (1.25, 1), (1.5, 2), (100, 7)]
        self.assertEqual([sum(bucket.take(now) for _ in range(times)) for now, times in asked], [5, 2, 0, 1, 5])

    def test_a_bucket_gives_a_write_all_its_units_or_none(self):
        bucket = model.Bucket(rate=0, size=5)
        self.assertEqual([bucket.take(0, 4), bucket.take(0, 4), bucket.take(0, 1)], [True, False, True])

    def test_littles_law(self):
        # Without cold starts: as many requests a second as leave, times how long each stays.
        figures = replace(PLAIN, init_cpu_ms=0, first_cpu_ms=0, place_ms=0, table_rest_ms=1e-9)
        seen = storm(rate=400, seconds=200, figures=figures)
        checked = figures.warm_cpu_ms / 1000 / OPEN.cpu_share()
        stored = checked + figures.table_floor_ms / 1000
        expected = seen.senders * (checked + stored)
        self.assertAlmostEqual(seen.busy_seconds / expected, 1, places=6)
        self.assertEqual(seen.acknowledged, seen.senders)

    def test_what_finds_no_environment_is_refused_as_erlang_has_it(self):
        # Ten environments, ten requests a second, each a second long: Erlang B says 21.46 % are lost.
        lost = 1.0
        for servers in range(1, 11):
            lost = 10 * lost / (servers + 10 * lost)
        self.assertAlmostEqual(lost, 0.2146, places=4)
        figures = replace(PLAIN, warm_cpu_ms=1000 * OPEN.cpu_share(), init_cpu_ms=0, first_cpu_ms=0, place_ms=0, looking_s=1e9)
        limits = replace(OPEN, concurrency=10)
        seen = model.Simulation(10, 10_000, limits, figures)
        # Nobody sends what was looked over: only first requests count here.
        seen.check = lambda now, call: seen.leave(now, call, "200 looked over")
        seen.run()
        self.assertAlmostEqual(seen.answers["5xx of the gateway"] / seen.senders, lost, delta=0.01)
        self.assertEqual(seen.most_busy, 10)

    def test_the_gateway_lets_through_its_rate_and_one_bucket_full(self):
        seen = storm(rate=500, seconds=100, limits=replace(OPEN, throttle_rate=20, throttle_burst=30))
        through = seen.reached_function()
        # The bucket refills as long as the last of them look their answers over.
        self.assertLessEqual(through, 30 + 20 * seen.last + 1)
        self.assertGreaterEqual(through, 30 + 20 * 99)
        self.assertEqual(set(seen.refused), {"ThrottleRate"})

    def test_ten_requests_a_second_for_each_environment(self):
        seen = storm(rate=200, seconds=100, limits=replace(OPEN, concurrency=5), figures=replace(PLAIN, looking_s=1e9, place_ms=0))
        self.assertIn("ten requests a second for each environment", seen.refused)
        self.assertLessEqual(seen.answers["200 looked over"], 50 * 101)

    def test_a_key_of_the_index_takes_a_thousand_a_second(self):
        figures = replace(PLAIN, lines=(("routine", 1.0),), looking_s=0.01)
        seen = storm(rate=1500, seconds=20, limits=replace(OPEN, key_units=1000, attempts=1), figures=figures)
        self.assertAlmostEqual(len(seen.table.items) / 20, 1000, delta=60)
        self.assertEqual(set(seen.refused), {"key of the index"})


class Letters(unittest.TestCase):
    def test_a_sealed_letter_by_hand(self):
        # One block; the first line, two recipients, the mark; a nonce; one chunk's tag.
        self.assertEqual(model.sealed(1, 2), 1024 + (22 + 2 * 98 + 48) + 16 + 16)
        self.assertEqual(model.sealed(1024, 2), model.sealed(1, 2))
        self.assertEqual(model.sealed(1025, 2) - model.sealed(1024, 2), 1024)

    def test_sizes_are_those_that_were_measured(self):
        # 2,000 made-up submissions, sealed for two keys each: headers of 279–445 bytes, 361 on average; items of 2,908–4,241 bytes,
        # 3,174 on average; 3, 4 and 5 units.
        chance = random.Random(7)
        headers = [22 + 2 * 98 + 48 + model.noise(chance) for _ in range(20_000)]
        self.assertEqual(min(headers), 279)
        self.assertAlmostEqual(sum(headers) / len(headers), 361, delta=3)
        size, units = model.mean_item(replace(model.Figures(), recipients=2))
        self.assertAlmostEqual(size, 3174, delta=15)
        self.assertAlmostEqual(units, (3 * 1106 + 4 * 805 + 5 * 89) / 2000, delta=0.06)

    def test_units_are_kilobytes_begun(self):
        self.assertEqual([model.units(size) for size in (1, 1024, 1025, 4096, 4097)], [1, 1, 2, 4, 5])


class Patience(unittest.TestCase):
    """What the SDK does, as client.rs asks it to."""

    def test_a_table_that_throttles_is_asked_three_times(self):
        seen = storm(rate=1, seconds=50, limits=replace(OPEN, max_write_units=0))
        self.assertEqual(seen.acknowledged, 0)
        self.assertEqual(seen.refused["MaxWriteUnits"], 3 * seen.senders)
        self.assertEqual(seen.gave_up, {"507 page, answers kept": seen.senders})
        # At most a second and two of waiting, and three quick answers.
        self.assertLess(seen.slowest_s, 3.3)

    def test_a_table_that_is_silent_holds_nobody_longer_than_the_operation(self):
        seen = storm(rate=2, seconds=100, silent=(0, 1e9))
        started = (PLAIN.warm_cpu_ms + PLAIN.init_cpu_ms + PLAIN.first_cpu_ms) / 1000 / OPEN.cpu_share()
        self.assertEqual(seen.acknowledged, 0)
        self.assertLessEqual(seen.slowest_s, 5.0 + started + 1e-6)
        self.assertGreater(seen.slowest_s, 4.9)

    def test_an_environment_stops_retrying_when_its_quota_is_gone(self):
        # 500, and 5 for a retry: a hundred retries, and then one attempt for each.
        limits = replace(OPEN, concurrency=1, rate_per_environment=math.inf, max_write_units=0)
        seen = storm(rate=0.05, seconds=20_000, limits=limits)
        failed = seen.answers["507 page, answers kept"]
        self.assertEqual(seen.refused["MaxWriteUnits"], failed + 100)


class NothingTwice(unittest.TestCase):
    def test_no_submission_is_counted_twice(self):
        # Every third answer of the table is lost after it has stored; senders try again as often as it takes.
        figures = replace(model.Figures(), reply_lost=0.33, tries=50)
        seen = storm(rate=20, seconds=120, figures=figures)
        self.assertEqual(len(seen.table.items), seen.senders)
        self.assertEqual(seen.acknowledged, seen.senders)
        self.assertEqual(seen.answers["200 receipt"], seen.senders)
        self.assertGreater(seen.answers["507 page, answers kept"], 0)

    def test_nothing_is_acknowledged_that_is_not_there_and_everybody_is_told(self):
        for limits in (model.Limits(), model.Limits(throttle_rate=20, throttle_burst=20, max_write_units=20)):
            seen = storm(rate=60, seconds=60, limits=limits, figures=replace(model.Figures(), reply_lost=0.1), silent=(20, 30))
            self.assertLessEqual(seen.acknowledged, len(seen.table.items))
            self.assertEqual(seen.acknowledged + seen.gave_up.total(), seen.senders)
            self.assertEqual(seen.busy, 0)

    def test_the_same_seed_tells_the_same(self):
        one, other = (storm(limits=model.Limits(), figures=model.Figures()) for _ in range(2))
        self.assertEqual((one.answers, one.billed_s, one.table.units), (other.answers, other.billed_s, other.table.units))


class Answers(unittest.TestCase):
    """What README.md says, in a short version."""

    def test_a_spot_needs_more_than_a_hundred_requests_a_second(self):
        self.assertGreater(50 * model.Figures().requests_each(), model.TIGHT.throttle_rate)
        tight = model.Simulation(50, 300, model.TIGHT).run()
        self.assertIn("ThrottleRate", tight.refused)
        chosen = model.needed(50)
        raised = model.Limits(
            chosen["ThrottleRate"], chosen["ThrottleBurst"], chosen["ReservedConcurrency"], max_write_units=chosen["MaxWriteUnits"]
        )
        wide = model.Simulation(50, 300, raised).run()
        self.assertFalse({"ThrottleRate", "ReservedConcurrency"} & set(wide.refused))
        self.assertGreater(wide.first_try / wide.senders, 0.999)

    def test_a_hundred_times_that_stays_at_the_gateway(self):
        seen = model.Simulation(5000, 5, model.Limits()).run()
        self.assertGreater(seen.refused["ThrottleRate"], 0.9 * seen.refused.total())
        self.assertLessEqual(seen.most_busy, 50)

    def test_a_bill_by_hand(self):
        self.assertAlmostEqual(model.bill({"write unit": 2e6, "mail": 1000}), 1.25 * (1.25 + 0.02))
        self.assertEqual(model.bill({"mail": 2000}, months=2, free=True), 0)
        # 2,500 at once: a mail for each thousand, and one more from each shard in each window.
        self.assertEqual(model.told(2500, 300)["mail"], 2.5 + 4 * 2)
        self.assertEqual(model.told(3, 86_400)["mail"], 3)
        self.assertAlmostEqual(model.bill({"alarm-month": 24}, months=2, free=True), 1.25 * 4 * 0.10)


class SameNumbers(unittest.TestCase):
    """The model speaks of this code and this template, and of no others."""

    def read(self, path, pattern):
        found = re.search(pattern, (ROOT / path).read_text(), re.DOTALL)
        self.assertIsNotNone(found, f"{path}: {pattern}")
        return [float(number) for number in found.groups()]

    def test_patience_is_that_of_the_code(self):
        client = "collector/src/store/client.rs"
        _, attempt, operation = self.read(client, r"Patience::Service => \((\d+), (\d+), (\d+)\)")
        now = model.Limits()
        self.assertEqual([attempt / 1000, operation / 1000], [now.attempt_s, now.operation_s])
        self.assertEqual(self.read(client, r"with_max_attempts\((\d+)\)"), [now.attempts])
        self.assertEqual(self.read("collector/src/seal.rs", r"const BLOCK: usize = (\d+);"), [model.BLOCK])

    @unittest.skipUnless((ROOT / "infra/template.yaml").exists(), "no template yet")
    def test_limits_are_those_of_the_template(self):
        now = model.Limits()
        for name, number in [
            ("ThrottleRate", now.throttle_rate),
            ("ThrottleBurst", now.throttle_burst),
            ("ReservedConcurrency", now.concurrency),
            ("MaxWriteUnits", now.max_write_units),
        ]:
            self.assertEqual(
                self.read("infra/template.yaml", rf"\n  {name}:\n(?:    [^\n]*\n)*?    Default: (\d+)"), [number], name
            )
        self.assertEqual(self.read("infra/template.yaml", r"MemorySize: (\d+)"), [now.memory_mb])
        # Whoever waits for the table hears from us before the function is ended.
        self.assertGreater(self.read("infra/template.yaml", r"\n +Timeout: (\d+)")[0], now.operation_s + 1)

    def test_what_is_watched_is_what_is_billed(self):
        text = "".join((ROOT / path).read_text() for path in ("infra/template.yaml", "infra/edge.yaml"))
        years = model.Years()
        self.assertEqual(text.count("Type: AWS::CloudWatch::Alarm\n"), years.alarms)
        # Two counted from the logs, and one that a state machine writes.
        self.assertEqual(text.count("Type: AWS::Logs::MetricFilter\n") + text.count(":putMetricData"), years.metrics)
        self.assertEqual(self.read("infra/edge.yaml", r"RequestInterval: (\d+)"), [years.watched_each_s])
        regions = re.search(r"Regions: \[([^\]]*)\]", text)[1].split(",")
        self.assertEqual(len(regions), years.watched_from)
        self.assertEqual(model.watch()["api request"], 2 * 3 * 2 * 60 * 730)


if __name__ == "__main__":
    unittest.main()
