"""Reads a calendar file with another program than ours, and writes its events as JSON.

Usage: read_calendar.py < FILE
"""

import json
import sys

from icalendar import Calendar

calendar = Calendar.from_ical(sys.stdin.buffer.read())
assert str(calendar["VERSION"]) == "2.0" and calendar["PRODID"] and str(calendar["METHOD"]) == "PUBLISH"
assert not calendar.errors, calendar.errors
events = []
for event in calendar.subcomponents:
    assert event.name == "VEVENT" and not event.errors and not event.subcomponents, event.errors
    events.append(
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "stamp": event.decoded("DTSTAMP").isoformat(),
            "start": event.decoded("DTSTART").isoformat(),
            "end": event.decoded("DTEND").isoformat(),
            "title": str(event["SUMMARY"]),
            "text": str(event.get("DESCRIPTION", "")),
        }
    )
json.dump({"name": str(calendar["X-WR-CALNAME"]), "events": events}, sys.stdout)
