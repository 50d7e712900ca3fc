"""Reads exports with other programs than ours and complains of whatever is not as promised.

Usage: read_exports.py FOLDER FORM...
"""

import csv
import datetime
import json
import pathlib
import re
import sys

import openpyxl
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

WORDS = ["=1+1", "@SUM(A1)\nog mere", "3-4", "\t=cmd", "Åse »Ø« & <b>; \"x\"", "＝1 _x0041_ 👩\u200d👧"]
PHONE = "+45 20 12 34 56"
ROWS = 3


def read_workbook(path, forms, contact):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Læs mig", *forms, "Kodebog"], book.sheetnames
    said = set()
    for name in [*forms, "Kodebog"]:
        sheet = book[name]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions, name
        headings = [cell.value for cell in sheet[1]]
        assert all(cell.font.b for cell in sheet[1]) and None not in headings, name
        assert len({heading.lower() for heading in headings}) == len(headings), name
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), name
        words = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
        # Excel reads `_x005F_` as the line it stands for; openpyxl does so in shared strings alone.
        said.update(one.replace("_x005F_", "_") for one in words)
    for name in forms:
        sheet = book[name]
        assert sheet.max_row == ROWS + 1, name
        row = {head.value: cell for head, cell in zip(sheet[1], sheet[2])}
        assert row["Modtaget"].value == datetime.datetime(2026, 11, 22, 10, 0), row["Modtaget"].value
        assert row["Modtaget"].is_date and isinstance(row["Version"].value, int)
        assert isinstance(row["Nummer"].value, str) and row["Familie"].value.startswith("F")
    check_words(said, contact, WORDS)
    about = {row[0].value: row[1].value for row in book["Læs mig"].iter_rows()}
    assert about["Antal svar"] == str(ROWS * len(forms)), about
    assert about["Kontaktoplysninger"].startswith("Med." if contact else "Ikke med."), about


def check_words(said, contact, words):
    missing = [one for one in words if one not in said]
    assert not missing, missing
    assert (PHONE in said) == contact and ("0800" in said) == contact


def read_tables(folder, forms, contact):
    assert sorted(path.stem for path in folder.iterdir()) == sorted([*forms, "kodebog"])
    said = set()
    for path in folder.iterdir():
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n"), path
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert {len(row) for row in rows} == {len(rows[0])}, path
        assert path.stem == "kodebog" or len(rows) == ROWS + 1, path
        for cell in (cell for row in rows for cell in row):
            begins = cell.lstrip()[:1]
            assert not begins or begins not in "=@＝＋－＠", (path, cell)
            assert begins != "+" or re.fullmatch(r"\+[\d ]+", cell), (path, cell)
            assert begins != "-" or re.fullmatch(r"-\d+(,\d+)?", cell), (path, cell)
            said.add(cell.removeprefix("'"))
    check_words(said, contact, WORDS)


def read_lines(path, forms, contact):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == ROWS * len(forms)
    assert len({tuple(line) for line in lines}) == 1, "every line has the same keys"
    assert all(("contact" in line) == contact for line in lines)
    texts = {answer["value"] for line in lines for answer in line["answers"].values() if isinstance(answer["value"], str)}
    if contact:
        texts |= {one["value"] for line in lines for one in line["contact"].values() if isinstance(one["value"], str)}
        assert "+4520123456" in texts
    assert all(one in texts for one in WORDS)


def walk(items):
    for item in items or []:
        yield item
        yield from walk(item.get("item"))


def check_resources(resources, forms, contact):
    ids = [(one["resourceType"], one["id"]) for one in resources]
    assert len(set(ids)) == len(ids), "every resource has an id of its own"
    assert all(re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", id) for _, id in ids)
    asked = {}
    for one in resources:
        if one["resourceType"] == "Questionnaire":
            Questionnaire.model_validate(one)
            items = {item["linkId"]: item for item in walk(one["item"])}
            assert len(items) == len(list(walk(one["item"]))), one["url"]
            for item in items.values():
                for when in item.get("enableWhen", []):
                    assert when["question"] in items, when
                    options = [option["valueCoding"] for option in items[when["question"]].get("answerOption", [])]
                    code = when.get("answerCoding")
                    assert code is None or any(code["code"] == option["code"] for option in options), when
                assert len(item.get("enableWhen", [])) < 2 or item["enableBehavior"] in ("all", "any")
            asked[f"{one['url']}|{one['version']}"] = items
    responses = [one for one in resources if one["resourceType"] == "QuestionnaireResponse"]
    assert len(asked) == len(forms) and len(responses) == ROWS * len(forms)
    for one in responses:
        QuestionnaireResponse.model_validate(one)
        check_response(one, asked[one["questionnaire"]])
    text = json.dumps(responses, ensure_ascii=False)
    assert ("+4520123456" in text) == contact and ("Høje Taastrup" in text) == contact


def check_response(response, asked):
    values = {
        "choice": "valueCoding",
        "integer": "valueInteger",
        "date": "valueDate",
        "string": "valueString",
        "text": "valueString",
    }
    for item in walk(response["item"]):
        question = asked[item["linkId"]]
        for answer in item.get("answer", []):
            assert list(answer) == [values[question["type"]]], (question, answer)
            if "valueCoding" in answer:
                options = [option["valueCoding"] for option in question["answerOption"]]
                code = answer["valueCoding"]
                assert any((code["system"], code["code"]) == (one["system"], one["code"]) for one in options), code
        assert len(item.get("answer", [])) < 2 or question.get("repeats"), item["linkId"]
    said = {item["linkId"] for item in walk(response["item"])}
    lacking = [link for link, question in asked.items() if question.get("required") and link not in said]
    assert not lacking, lacking


def main():
    folder, forms = pathlib.Path(sys.argv[1]), sys.argv[2:]
    for name, contact in (("med", True), ("uden", False)):
        read_workbook(folder / f"{name}.xlsx", forms, contact)
        read_tables(folder / f"{name}.tabeller", forms, contact)
        read_lines(folder / f"{name}.jsonl", forms, contact)
        lines = (folder / f"{name}.ndjson").read_text(encoding="utf-8").split("\n")
        check_resources([json.loads(line) for line in lines if line], forms, contact)
        bundle = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        Bundle.model_validate(bundle)
        assert all(one["fullUrl"].endswith(one["resource"]["id"]) for one in bundle["entry"])
        check_resources([one["resource"] for one in bundle["entry"]], forms, contact)


if __name__ == "__main__":
    main()
