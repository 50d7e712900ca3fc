"""What our templates promise, one rule a promise, and mistakes that somebody could make: each rule must find its own."""

from promises import alarms, buckets, calls, closed, edge, logs, mails, rights, service, site, stages, table, workflows
from promises.common import RULES, Everything, Mistake, complaint

SUBJECTS = (buckets, site, edge, service, logs, table, calls, rights, workflows, mails, alarms, closed, stages)
MISTAKES = [mistake for subject in SUBJECTS for mistake in subject.MISTAKES]

__all__ = ["MISTAKES", "RULES", "Everything", "Mistake", "complaint"]
