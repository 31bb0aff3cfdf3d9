"""Bringing a register in: tolerant of how files are, exact about what they say, all or nothing."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from commonground.domains.commitments import actions, importing, queries
from commonground.domains.commitments.importing import FileUnreadable, ImportRefused, NewProgramme
from commonground.domains.commitments.models import (
    Change,
    Commitment,
    DateEstimate,
    ImportRun,
    Programme,
    ProposedChange,
)
from commonground.domains.commitments.rules import State
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).resolve().parents[4]
TRACKER = PROJECT.parent / "shared" / "data" / "tracker" / "okc_recommendations.json"
SLUG = "safer-together"
HEADINGS = "number,statement,status,percent,start\r\n"


class Uploaded(io.BytesIO):
    name = "register.csv"


def plan(text: str | bytes, programme: "str | NewProgramme" = SLUG) -> importing.ImportPlan:
    content = text if isinstance(text, bytes) else text.encode()
    return importing.plan_import(Uploaded(content), programme)


def load(text: str | bytes, by=COMMAND_LINE, **options) -> importing.ImportDone:
    return importing.carry_out(plan(text), by=by, **options)


def standing() -> dict[str, tuple]:
    fields = ("statement", "status", "percent", "start_on", "on_hold", "reported_implemented")
    return {one.number: tuple(getattr(one, field) for field in fields) for one in Commitment.objects.all()}


class TestCsv:
    def test_rows_are_added_then_changed_then_left_alone(self, programme):
        text = HEADINGS + "1,Write it down,Planning,40,May 2023\r\n2,Count it,,,\r\n"
        assert (load(text).created, Change.objects.filter(field="created").count()) == (2, 2)
        edited = text.replace("40", "60")
        assert plan(edited).as_table() == [("2", "1", "Percent done", "40", "60")]
        assert (load(edited).changed, load(edited).unchanged) == (1, 2)
        change = Change.objects.get(field="percent", after="60")
        assert change.note == "Imported from register.csv"
        assert ImportRun.objects.count() == 2

    def test_the_second_import_changes_nothing_at_all(self, programme):
        text = HEADINGS + "1,Write it down,Planning,40,May 2023\r\n"
        load(text)
        before = (
            standing(),
            Change.objects.count(),
            AuditEntry.objects.count(),
            Commitment.objects.get().version,
        )
        done = load(text)
        assert (done.import_id, done.unchanged) == (None, 1)
        assert before == (
            standing(),
            Change.objects.count(),
            AuditEntry.objects.count(),
            Commitment.objects.get().version,
        )

    @pytest.mark.parametrize(
        "content",
        [
            "number;statement;percent\n1;Write it down: señal;40\n",
            "number\tstatement\tpercent\n1\tWrite it down: señal\t40\n",
            "sep=;\nnumber;statement;percent\n1;Write it down: señal;40\n",
            "\ufeffNumber,STATEMENT,Percent\r\n1,Write it down: señal,40%\r\n",
            "\r\n,,\r\nPercent Complete,Recommendation,No.\r\n\r\n40.0,Write it down: señal,1\r\n,,\r\n",
            '"number","statement","percent"\n"1","Write it down: señal","40"\n',
            "number,statement,percent,notes\n1,Write it down: señal,40,\n",
            "number,statement,percent\n1,Write it down: señal,40,,,\n",
            "number,statement,percent\n1,Write it down: señal,40".encode("utf-16"),
            "number,statement,percent\n1,Write it down: señal,40".encode("cp1252"),
        ],
    )
    def test_spreadsheets_are_read_as_they_are_saved(self, programme, content):
        load(content)
        assert standing() == {"1": ("Write it down: señal", "", 40, None, False, False)}

    def test_quotes_and_line_breaks_within_cells_keep_their_line(self, programme):
        text = 'number,statement,detail,percent\n1,"He said ""no"", twice","One\nTwo",40\n2,Count it,,101\n'
        planned = plan(text)
        assert [(row.line, row.column) for row in planned.refused] == [(4, "percent")]
        load(text, skip_refused=True)
        assert Commitment.objects.get().detail == "One\nTwo"
        assert Commitment.objects.get().statement == 'He said "no", twice'

    def test_every_refused_row_is_named_with_line_column_and_reason(self, programme):
        text = HEADINGS + (
            "1,Write it down,Planning,40,May 2023\r\n"
            ",No number,,,\r\n"
            "3,Odd status,Sometime,,\r\n"
            "4,Odd everything,Whatever,140,Yesterday\r\n"
            "1,Twice,,,\r\n"
            "6,,,,\r\n"
            "a/b,Odd number,,,\r\n"
            "8,Too,many,cells,here,and,there\r\n"
        )
        planned = plan(text)
        assert [(row.line, row.column) for row in planned.refused] == [
            (3, "number"),
            (4, "status"),
            (5, "status"),
            (5, "percent"),
            (5, "start"),
            (6, "number"),
            (7, "statement"),
            (8, "number"),
            (9, ""),
        ]
        reasons = [row.reason for row in planned.refused]
        assert "Known: Not started, Initiation" in reasons[1]
        assert "stands in line 2 already" in reasons[5]
        with pytest.raises(ImportRefused, match="nothing was"):
            importing.carry_out(planned, by=COMMAND_LINE)
        assert not Commitment.objects.exists()
        done = importing.carry_out(planned, skip_refused=True, by=COMMAND_LINE)
        assert done.created == 1
        assert len(ImportRun.objects.get().refused) == 9

    def test_unknown_columns_are_passed_over_and_said(self, programme):
        planned = plan("number,statement,statsu,secret\n1,Write it down,Planning,x\n")
        assert any(
            "“statsu” is not known" in note and "Did you mean “status”" in note for note in planned.notes
        )
        assert len(planned.notes) == 2

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "empty"),
            (b"\n\n", "empty"),
            (b"name,what\n1,2\n", "no column"),
            (b"number,number,statement\n1,1,x\n", "twice"),
            (b"number,statement\n1,\x00\n", "not text"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
            (b'{"recommendations": [', "JSON"),
            (b'{"something": 1}', "no list"),
            (b"[1, 2]", "no list"),
            (b"number,statement\n1," + b"x" * (5 * 1024 * 1024), "larger"),
            (b'number,statement\n1,"' + b"x" * 200_000 + b'"', "field larger"),
        ],
    )
    def test_what_cannot_be_read_says_why(self, programme, content, why):
        with pytest.raises(FileUnreadable, match=why):
            plan(content)

    def test_an_empty_cell_is_not_known_and_a_missing_column_says_nothing(self, programme):
        load(HEADINGS + "1,Write it down,Planning,40,May 2023\r\n")
        load("number,percent\n1,\n")
        assert standing()["1"][:3] == ("Write it down", "planning", None)
        load("number,statement,on_hold,reported_implemented\n1,,,\n")
        assert standing()["1"][0] == "Write it down"

    def test_a_hold_in_words_lies_over_what_stands(self, programme):
        load(HEADINGS + "1,Write it down,Planning,40,May 2023\r\n")
        load(HEADINGS + "1,Write it down,On Hold,40,On hold (budget)\r\n")
        commitment = Commitment.objects.get()
        assert (commitment.on_hold, commitment.status, str(commitment.start)) == (True, "planning", "2023-05")
        load("number,on_hold,hold_reason,resume\n1,yes,Budget,2027-Q1\n")
        commitment.refresh_from_db()
        assert (commitment.hold_reason, str(commitment.resume)) == ("Budget", "2027-Q1")
        load("number,on_hold,hold_reason,resume\n1,no,,\n")
        commitment.refresh_from_db()
        assert (commitment.on_hold, commitment.hold_reason, commitment.resume) == (False, "", None)

    def test_no_file_makes_anything_implemented(self, programme, implemented, prove):
        text = "number,statement,status,reported_implemented\n1,Write it down,Full Implementation,no\n"
        load(text)
        assert queries.public_commitment(SLUG, "1").row.state is State.REPORTED
        prove(Commitment.objects.get(number="1"))
        assert load(text).unchanged == 1  # evidence alone confirms nothing either
        assert queries.public_commitment(SLUG, "1").row.state is State.REPORTED
        shown = implemented("2")
        load(f"number,status,reported_implemented\n{shown.number},Evaluation,yes\n")
        assert queries.public_commitment(SLUG, "2").row.state is State.IMPLEMENTED
        load(f"number,status\n{shown.number},Planning\n")
        assert queries.public_commitment(SLUG, "2").row.state is State.STARTED

    def test_a_claim_stays_a_claim_when_its_status_moves(self, programme, prove):
        load("number,statement,status\n1,Write it down,Full Implementation\n")
        prove(Commitment.objects.get())
        load("number,status\n1,Evaluation\n")
        assert queries.public_commitment(SLUG, "1").row.state is State.REPORTED

    def test_topics_and_bodies_are_made_when_they_are_new(self, programme):
        headings = "number,statement,topic_number,topic,bodies\n"
        planned = plan(headings + "1,Write it down,1,Force,Police Department; City\n2,Count it,1,,city\n")
        assert dict(planned.new_topics) == {1: "Force"}
        assert planned.new_bodies == ("City", "Police Department")
        refused = plan(headings + "3,Nothing,7,,\n").refused
        assert [(row.line, row.column) for row in refused] == [(2, "topic_number")]
        importing.carry_out(
            plan(headings + "1,Write it down,1,Force,Police Department; City\n"), by=COMMAND_LINE
        )
        row = queries.public_commitment(SLUG, "1").row
        assert (row.topic.name, [body.name for body in row.bodies]) == (
            "Force",
            ["City", "Police Department"],
        )
        load("number,topic_number,bodies\n1,,police department\n")
        row = queries.public_commitment(SLUG, "1").row
        assert (row.topic, [body.name for body in row.bodies]) == (None, ["Police Department"])

    def test_spanish_comes_and_goes_with_its_columns(self, programme):
        load("number,statement,statement_es\n1,Write it down,Escribirlo\n")
        load("number,detail_es\n1,Más\n")
        assert Commitment.objects.get().translations == {"es": {"statement": "Escribirlo", "detail": "Más"}}
        load("number,statement_es,detail_es\n1,,\n")
        assert Commitment.objects.get().translations == {}

    def test_estimates_and_the_promised_update_are_kept(self, programme):
        load("number,statement,estimated,next_update_by\n1,Write it down,2026-05,2027-01-31\n")
        load("number,estimated,next_update_by\n1,Q3 2026,2027-01-31\n")
        commitment = Commitment.objects.get()
        assert str(commitment.next_update_by) == "2027-01-31"
        assert [str(one.estimated) for one in DateEstimate.objects.all()] == ["2026-05", "2026-Q3"]

    def test_a_plan_that_has_been_overtaken_is_not_carried_out(self, programme, manager):
        load("number,statement\n1,Write it down\n")
        planned = plan("number,percent\n1,40\n")
        commitment = Commitment.objects.get()
        changes = actions.CommitmentChanges(percent=10)
        actions.update_commitment(commitment_id=commitment.pk, changes=changes, by=manager)
        with pytest.raises(ImportRefused, match="was changed while you looked"):
            importing.carry_out(planned, by=COMMAND_LINE)
        assert standing()["1"][2] == 10

    def test_status_waits_for_a_second_person_where_the_programme_asks(self, programme, manager, reviewer):
        load("number,statement,status,percent\n1,Write it down,Initiation,5\n")
        Programme.objects.update(second_review=True)
        text = "number,status,percent\n1,Planning,30\n"
        done = load(text, by=manager)
        assert (done.proposed, standing()["1"][1:3]) == (1, ("initiation", 30))
        assert load(text, by=manager).unchanged == 1  # it waits already
        actions.approve_change(proposal_id=ProposedChange.objects.get().pk, by=reviewer)
        assert load(text, by=manager).unchanged == 1

    def test_only_some_may_import(self, programme, make_person):
        from commonground.domains.commitments.actions.rights import NotAllowed

        with pytest.raises(NotAllowed):
            load("number,statement\n1,Write it down\n", by=make_person("commitment-owner"))
        assert not Commitment.objects.exists()

    def test_hostile_cells_are_text(self, programme):
        load('number,statement,detail\n1,<script>alert(1)</script>,"=HYPERLINK(""http://x"")"\n')
        commitment = Commitment.objects.get()
        assert commitment.statement == "<script>alert(1)</script>"
        assert commitment.detail.startswith("=HYPERLINK")

    def test_a_failure_in_the_middle_leaves_nothing(self, programme, monkeypatch):
        from commonground.domains.commitments.importing import carrying_out

        real = carrying_out.record

        def fails(action, *args, **kwargs):
            if action == "commitment.import.done":
                raise RuntimeError("the disk is full")
            return real(action, *args, **kwargs)

        monkeypatch.setattr(carrying_out, "record", fails)
        with pytest.raises(RuntimeError):
            load("number,statement,bodies\n1,Write it down,Somebody\n")
        assert not Commitment.objects.exists()
        assert not ImportRun.objects.exists()


class TestTracker:
    """A real tracker's file; absent where the data is not."""

    @pytest.fixture(autouse=True)
    def present(self):
        if not TRACKER.is_file():
            pytest.skip(f"{TRACKER} is not here: this test reads a real tracker's file")

    def planned(self) -> importing.ImportPlan:
        with TRACKER.open("rb") as file:
            return importing.plan_import(file, NewProgramme("partnership", "Public Safety Partnership"))

    def load(self):
        done = importing.carry_out(self.planned(), by=COMMAND_LINE)
        actions.publish_programme(programme_id=Programme.objects.get(slug="partnership").pk, by=COMMAND_LINE)
        return done

    def test_every_row_is_read_and_the_differences_are_said(self):
        planned = self.planned()
        assert (planned.created, planned.changed, planned.refused) == (39, 0, ())
        counters = planned.counters
        assert (counters.total, counters.started, counters.implemented, counters.reported) == (39, 23, 0, 17)
        assert (counters.on_hold, counters.unknown, counters.not_started) == (2, 16, 0)
        assert len(planned.new_milestones) == 20
        assert len(planned.new_topics) == 8
        assert planned.new_bodies == ("911 Dispatch", "City", "Police Department")
        assert planned.differences == (
            "The file says 34 started; its rows show 23, and the status of 16 is not known.",
            "The file says 17 implemented; 0 are shown by evidence, and 17 are reported implemented, "
            "evidence not yet shown.",
        )
        assert [note.partition(":")[0] for note in planned.notes] == [
            "Line 227, status",
            "Line 227, start",
            "Line 521, start",
        ]

    def test_what_stands_afterwards_is_what_the_plan_said(self):
        planned = self.planned()
        assert self.load().created == 39
        overview = queries.public_overview("partnership")
        counters = overview.counters
        assert (counters.total, counters.reported, counters.implemented, counters.unknown) == (39, 17, 0, 16)
        assert (counters.started, counters.on_hold) == (planned.counters.started, 2)
        assert len(overview.milestones) == 20
        assert [topic.counters.total for topic in overview.topics] == [8, 8, 4, 4, 4, 2, 7, 2]

    def test_its_oddities_are_kept_as_facts(self):
        self.load()

        def page(number: str):
            return queries.public_commitment("partnership", number).row

        six = page("6")
        assert (six.hold is not None, six.status, six.start, six.estimated, six.state) == (
            True,
            None,
            None,
            None,
            State.UNKNOWN,
        )
        twenty_seven = page("27")
        assert (twenty_seven.hold is not None, twenty_seven.status.key, twenty_seven.percent) == (
            True,
            "planning",
            40,
        )
        assert (twenty_seven.start, twenty_seven.estimated_in_words) == (None, "December 2025")
        seventeen = page("17")
        assert (seventeen.status.key, seventeen.state, seventeen.percent) == (
            "full-implementation",
            State.REPORTED,
            80,
        )
        assert (seventeen.start_in_words, seventeen.implemented_in_words) == ("October 2022", "August 2024")
        one = page("1")
        assert (one.status, one.percent, one.state) == (None, None, State.REPORTED)
        assert [body.name for body in page("9").bodies] == ["City", "Police Department"]
        assert one.as_of_note.startswith("undated hub page")

    def test_the_second_time_changes_nothing(self):
        self.load()
        before = (standing(), Change.objects.count(), Programme.objects.get().milestones.count())
        done = importing.carry_out(self.planned(), by=COMMAND_LINE)
        assert (done.created, done.changed, done.unchanged) == (0, 0, 39)
        assert before == (standing(), Change.objects.count(), Programme.objects.get().milestones.count())


class TestJson:
    def test_null_says_nothing(self, programme):
        load("number,statement,status,percent\n1,Write it down,Planning,40\n")
        record = {"number": 1, "title": "Write it down", "status": None, "percent_implemented": None}
        load(json.dumps({"recommendations": [record]}))
        assert standing()["1"][1:3] == ("planning", 40)

    def test_odd_records_are_named_by_their_line(self, programme):
        text = (
            '{\n "topics": [{"number": 1, "name": "Force"}, 7],\n "recommendations": [\n  {"number": 1, "title": "A"},'
            '\n  "what",\n  {"number": 2, "title": "B",\n   "start": "soon"}\n ],\n'
            ' "milestones": [{"date": "one day", "event": "x"}, {"event": "y"}],\n "counters": {"total": 9}\n}'
        )
        planned = plan(text)
        assert [(row.line, row.column) for row in planned.refused] == [(5, ""), (6, "start"), (9, "date")]
        assert planned.differences == ("The file says 9 in total; 1 result.",)

    def test_a_body_with_and_in_its_name_stays_whole(self, programme):
        records = [
            {"number": 1, "title": "A", "responsible_body": "Parks and Recreation"},
            {"number": 2, "title": "B", "responsible_body": "City and Parks and Recreation"},
            {"number": 3, "title": "C", "responsible_body": "City"},
        ]
        load(json.dumps({"recommendations": records}))
        assert [body.name for body in queries.public_commitment(SLUG, "1").row.bodies] == [
            "Parks and Recreation"
        ]


class TestCommand:
    def run(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command("commitments", *arguments, stdout=out, stderr=out)
        return out.getvalue()

    def file(self, tmp_path: Path, text: str) -> str:
        path = tmp_path / "our register.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def test_the_first_import_of_a_new_city(self, tmp_path):
        path = self.file(tmp_path, HEADINGS + "1,Write it down,Planning,40,May 2023\r\n")
        with pytest.raises(CommandError, match="There is no programme yet"):
            self.run("import", path)
        said = self.run("import", path, "--create-programme", "--dry-run")
        assert "Percent done" in said
        assert "Dry run: nothing was changed." in said
        assert not Programme.objects.exists()
        said = self.run("import", path, "--create-programme", "--publish", "--name", "Our Register")
        assert "Imported into our-register: 1 added" in said
        assert queries.public_programmes()[0].name == "Our Register"
        assert "1 unchanged" in self.run("import", path)

    def test_what_is_wrong_is_said_and_nothing_is_done(self, tmp_path, programme):
        path = self.file(tmp_path, HEADINGS + "1,Write it down,Planning,140,\r\n")
        out = io.StringIO()
        with pytest.raises(CommandError, match="nothing was"):
            call_command("commitments", "import", path, stdout=out, stderr=out)
        assert "Refused: line 2, column percent" in out.getvalue()
        for arguments, why in (
            (("import", "/no/such/file"), "cannot be read"),
            (("import", path, "--programme", "other"), "There is no programme"),
            (("import", path, "--by", "nobody@riverbend.example"), "Nobody here"),
        ):
            with pytest.raises(CommandError, match=why):
                self.run(*arguments)
        actions.create_programme(
            slug="other", details=actions.ProgrammeDetails(name="Other"), by=COMMAND_LINE
        )
        with pytest.raises(CommandError, match=r"Say which programme.*other, safer-together"):
            self.run("import", path)

    def test_a_person_imports_with_their_own_rights(self, tmp_path, programme, make_person):
        path = self.file(tmp_path, HEADINGS + "1,Write it down,Planning,40,\r\n")
        owner = make_person("commitment-owner")
        with pytest.raises(CommandError, match="roles"):
            self.run("import", path, "--by", owner.email)


_STOPPED_IN_THE_MIDDLE = """
import sys, time
import django
django.setup()
from commonground.domains.commitments.importing import carrying_out
real, written = carrying_out._write, []
def write(*arguments):
    written.append(real(*arguments))
    if len(written) == 30:
        print("half", flush=True)
        time.sleep(120)
    return written[-1]
carrying_out._write = write
from django.core.management import call_command
call_command("commitments", "import", sys.argv[1], "--create-programme", "--programme", "killed")
"""


def test_a_process_that_is_killed_in_the_middle_leaves_the_old_state_whole(tmp_path):
    database = tmp_path / "house.sqlite3"
    environment = {
        **os.environ,
        "COMMONGROUND_DATABASE_URL": f"sqlite:///{database}",
        "COMMONGROUND_DATA_FOLDER": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "commonground.doors.staff.settings",
        "PYTHONPATH": str(PROJECT / "src"),
    }
    rows = "".join(f"{number},Commitment {number},Planning,40,May 2023\r\n" for number in range(1, 61))
    register = tmp_path / "register.csv"
    register.write_text(HEADINGS + rows, encoding="utf-8")
    python = [sys.executable, "-W", "ignore"]
    migrate = [*python, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(migrate, env=environment, check=True, timeout=300)

    importer = subprocess.Popen(
        [*python, "-c", _STOPPED_IN_THE_MIDDLE, str(register)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = ""
    while importer.stdout and said != "half" and (line := importer.stdout.readline()):
        said = line.strip()
    assert said == "half"
    importer.send_signal(signal.SIGKILL)
    importer.wait(timeout=30)
    importer.stdout.close()

    with sqlite3.connect(database) as house:
        assert house.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table in ("commitment", "change", "programme", "importrun"):
            assert house.execute(f"SELECT count(*) FROM commitments_{table}").fetchone() == (0,)
    house.close()

    again = [*python, "-m", "django", "commitments", "import", str(register), "--create-programme"]
    subprocess.run(again, env=environment, check=True, timeout=120, stdout=subprocess.DEVNULL)
    with sqlite3.connect(database) as house:
        assert house.execute("SELECT count(*) FROM commitments_commitment").fetchone() == (60,)
    house.close()
