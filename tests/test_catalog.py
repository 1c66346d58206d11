"""The contract notices broken cells, and so does the standard tool that reads it."""

import csv
import io
import json
import subprocess
import sys

import pandas as pd
import pytest
from frictionless import Resource, system

from cqdata import catalog
from cqdata.errors import DataError, Faults
from cqdata.files import decoded
from cqdata.names import EVIDENCE

NAMES = [entry["name"] for entry in catalog.package()["resources"]]
STATISTICS = catalog.raw_tables("statistics")
# Tables that share their fields with an earlier one (statistics; copies in processed) are broken in
# a few cells only, the first of them in every way.
WHOLE = {
    json.dumps(entry["schema"]["fields"]): entry["name"]
    for entry in reversed(catalog.package()["resources"])
}.values()


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def write_rows(path, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def faults(field):
    """Return cells that break the field's contract."""
    constraints = field.get("constraints", {})
    found = {
        "number": ["1.5x"],
        "integer": ["1.5"],
        "boolean": ["maybe"],
        "date": ["2023-13-01"],
    }.get(field["type"], [])
    if constraints.get("required"):
        found.append("")
    if "pattern" in constraints:
        found.append("!!")
    if "enum" in constraints:
        found.append("nonsense")
    if "minimum" in constraints:
        found.append(str(constraints["minimum"] - 1))
    if "maximum" in constraints:
        found.append(str(constraints["maximum"] + 1))
    return found


def a_row(entry):
    """Return a valid row for a table that is empty today."""
    return {
        "raw-corrections": ["raw-figures", "2023/x", "printed", "1家", "2家", "misprint"],
        "raw-acknowledged": ["some_check", "known"],
    }[entry["name"]]


def of_the_standard_tool(home, entry):
    """Return the row and field of every fault that it finds in one table by itself."""
    schema = {key: value for key, value in entry["schema"].items() if key != "foreignKeys"}
    descriptor = {**entry, "schema": schema}
    with system.use_context(trusted=True):
        resource = Resource.from_descriptor(descriptor, basepath=str(home / "data"))
        return {tuple(one) for one in resource.validate().flatten(["rowNumber", "fieldName"])}


def of_ours(home, name):
    """Return the row and field of every fault that we find."""
    faults = Faults()
    with faults.noted():
        table = catalog.read(name, root=home, faults=faults)
        catalog.validate({name: table}, home)
    return {(one.row, one.column) for one in faults.found}


@pytest.mark.parametrize("name", NAMES)
def test_every_broken_cell_is_noticed_by_the_standard_tool_and_by_us(home, name):
    entry = catalog.resource(name, home)
    path = catalog.path_of(name, home)
    header, *body = rows_of(path)
    body = body[:3] or [a_row(entry)]
    write_rows(path, [header, *body])
    assert of_the_standard_tool(home, entry) == of_ours(home, name) == set()
    rows, broken = [header, *body], {}
    for place, field in enumerate(entry["schema"]["fields"]):
        for cell in faults(field):
            rows.append([*body[-1][:place], cell, *body[-1][place + 1 :]])
            broken[len(rows), field["name"]] = cell
        if name not in WHOLE and len(broken) > 3:
            break
    assert len(broken) >= 2
    write_rows(path, rows)
    theirs, ours = of_the_standard_tool(home, entry), of_ours(home, name)
    assert {at: cell for at, cell in broken.items() if at not in theirs} == {}
    assert {at: cell for at, cell in broken.items() if at not in ours} == {}


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_key_that_stands_twice_is_noticed_by_both(home, name):
    entry = catalog.resource(name, home)
    path = catalog.path_of(name, home)
    header, *body = rows_of(path)
    body = body[:2] or [a_row(entry)]
    write_rows(path, [header, *body, body[-1]])
    assert of_the_standard_tool(home, entry)
    with pytest.raises(DataError, match="stands once"):
        catalog.validate({name: catalog.read(name, root=home)}, home)


def test_the_message_names_file_row_column_what_was_found_and_what_is_expected(home):
    path = catalog.path_of("raw-targets", home)
    rows = rows_of(path)
    rows[4][rows[0].index("value")] = "many"
    write_rows(path, rows)
    with pytest.raises(DataError) as error:
        catalog.validate({"raw-targets": catalog.read("raw-targets", root=home)}, home)
    for part in ("raw/plans/targets.csv", "row 5", "'value'", "'many'", "a plain decimal number"):
        assert part in str(error.value)


def test_a_value_outside_its_list_is_named_with_its_row(home):
    path = catalog.path_of("raw-gdp", home)
    rows = rows_of(path)
    rows[7][rows[0].index("status")] = "certain"
    write_rows(path, rows)
    with pytest.raises(DataError, match=r"gdp\.csv, row 8, column 'status': found 'certain'"):
        catalog.validate({"raw-gdp": catalog.read("raw-gdp", root=home)}, home)


@pytest.mark.parametrize(
    ("name", "column", "other"),
    [
        ("raw-gdp", "source_id", "raw-sources"),
        ("raw-gdp", "basis", "raw-bases"),
        ("raw-figures", "linked_to", "raw-figures"),
        ("observations", "also", "sources"),
        ("raw-series", "figure_id", "raw-figures"),
    ],
)
def test_a_reference_to_nothing_is_noticed(name, column, other):
    tables = {name: catalog.read(name), other: catalog.read(other)}
    catalog.validate(tables)
    broken = tables[name].copy()
    broken.loc[2, column] = "nowhere"
    with pytest.raises(DataError, match=rf"row 4, .*nowhere.*, expected a key of {other}"):
        catalog.validate({**tables, name: broken})


def test_statistics_share_one_schema():
    schemas = [catalog.resource(name)["schema"] for name in STATISTICS]
    assert len(schemas) == 8
    assert all(schema == schemas[0] for schema in schemas)


def test_every_field_is_described_and_every_table_has_a_key():
    for entry in catalog.package()["resources"]:
        names = [field["name"] for field in entry["schema"]["fields"]]
        assert set(entry["schema"]["primaryKey"]) <= set(names)
        for field in entry["schema"]["fields"]:
            assert field["type"] in ("string", "number", "integer", "boolean", "date")
            assert len(field["description"]) > 3


def test_every_csv_under_data_is_in_the_package(root):
    listed = {entry["path"] for entry in catalog.package()["resources"]}
    there = {str(p.relative_to(root / "data")) for p in (root / "data").rglob("*.csv")}
    # Series of other places, on which projections are calibrated: no table of the product.
    assert {name for name in there if not name.startswith("calibration/")} == listed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_tables_read_the_same_in_any_of_three_encodings(home, encoding):
    before, path = catalog.read("raw-figures", home), catalog.path_of("raw-figures", home)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    pd.testing.assert_frame_equal(catalog.read("raw-figures", home), before)


def test_full_width_digits_are_read_where_digits_are_meant(home):
    given = {"figure_id": "２０２３/x", "ordinal": "１２", "section": "２.４", "printed": "１２家"}
    given |= {"period": " ２０２３ "}
    columns = catalog.columns("raw-figures", home)
    cells = ",".join(given.get(name, "") for name in columns)
    path = catalog.path_of("raw-figures", home)
    path.write_text(f"{','.join(columns)}\n{cells}\n", encoding="gb18030")
    row = catalog.read("raw-figures", home).iloc[0]
    assert (row["figure_id"], row["ordinal"], row["section"]) == ("2023/x", "12", "2.4")
    assert row["period"] == "2023"
    assert row["printed"] == "１２家"  # kept as printed: the parser reads it
    assert row["linked_to"] == ""


def test_bytes_of_no_known_encoding_are_refused():
    with pytest.raises(DataError, match=r"^x\.csv: not a text file; found .* UTF-8 or GB18030"):
        decoded(b"\xff\xff\xff", "x.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "figure_id,ordinal\n2023/x,1\n",
            "row 1: found columns without 'section', .* expected figure_id, ordinal",
        ),
        ("", "empty; expected a header"),
    ],
)
def test_a_missing_column_is_named(home, text, message):
    catalog.path_of("raw-figures", home).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        catalog.read("raw-figures", home)


def test_a_row_with_too_few_cells_is_named(home):
    path = catalog.path_of("raw-sources", home)
    rows = rows_of(path)
    rows[3] = rows[3][:-2]
    write_rows(path, rows)
    with pytest.raises(DataError, match=r"sources\.csv, row 4, .*found 9, expected 11 cells"):
        catalog.read("raw-sources", root=home)


def test_changed_order_of_columns_in_a_raw_table_is_refused(home):
    path = catalog.path_of("raw-bases", home)
    rows = [row[::-1] for row in rows_of(path)]
    write_rows(path, rows)
    with pytest.raises(DataError, match="row 1: found columns"):
        catalog.read("raw-bases", root=home)


def test_no_such_file_and_no_such_table(home):
    catalog.path_of("raw-figures", home).unlink()
    with pytest.raises(DataError, match="no such file"):
        catalog.read("raw-figures", home)
    with pytest.raises(DataError, match="no table 'figurs'; expected one of"):
        catalog.resource("figurs")


def test_the_home_is_the_argument_then_the_environment_then_the_checkout(
    home, root, monkeypatch, tmp_path
):
    assert catalog.home() == home
    assert catalog.home(root) == root
    monkeypatch.delenv("CQDATA_HOME")
    assert catalog.home() == root
    monkeypatch.setenv("CQDATA_HOME", str(tmp_path))
    with pytest.raises(DataError, match="set CQDATA_HOME"):
        catalog.home()


@pytest.mark.parametrize("name", catalog.PROCESSED)
def test_loaded_tables_have_the_types_of_the_contract(name):
    frame = catalog.load(name)
    kinds = {"string": "str", "number": "float64", "boolean": "bool"}
    for field in catalog.resource(name)["schema"]["fields"]:
        kind = str(frame[field["name"]].dtype)
        if field["type"] == "integer":
            required = field.get("constraints", {}).get("required", False)
            assert kind == ("int64" if required else "Int64")
        elif field["type"] != "date":
            assert kind == kinds[field["type"]], field["name"]


def test_text_that_looks_like_a_number_stays_text():
    figures = catalog.figures()
    assert set(figures["period"]) <= {"2023", "2024"}
    assert "0" in set(figures["section"])
    assert catalog.targets()["baseline_year"].isna().any()


def test_loading_imports_nothing_that_draws_or_projects():
    code = (
        "import sys, cqdata as cq; cq.figures(); cq.observations(); cq.targets();"
        "print([m for m in ('matplotlib', 'statsmodels', 'scipy') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert out.stdout.strip() == "[]"


def test_editions_of_one_publication_are_cited_together():
    ids = [f"nbs-rd-{year}" for year in (2013, 2011, 2012, 2016, 2011)] + ["hualong-2023-03-31"]
    assert catalog.cite(ids, "zh") == (
        "《2011—2013、2016年全国科技经费投入统计公报》；华龙网（2023-03-31）"
    )
    assert catalog.cite(ids, "en") == (
        "NBS/MOST/MOF, National Bulletin on S&T Expenditure 2011–2013, 2016; "
        "Hualong Net (2023-03-31)"
    )
    with pytest.raises(DataError, match="source 'nbs-rd-2030' is not known"):
        catalog.cite(["nbs-rd-2030"])


def test_the_descriptor_is_read_again_when_it_changes(home):
    path = home / "data" / "datapackage.json"
    assert catalog.package(home)["name"] == "cqdata"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["name"] = "other"
    path.write_text(json.dumps(descriptor, indent=1), encoding="utf-8")
    assert catalog.package(home)["name"] == "other"


def test_the_order_of_evidence_is_that_of_the_contract():
    for name in ("sources", "observations", "targets"):
        fields = {field["name"]: field for field in catalog.resource(name)["schema"]["fields"]}
        assert tuple(fields["evidence"]["constraints"]["enum"]) == EVIDENCE[:-1]


def test_an_environment_of_another_clone_says_so(root, tmp_path, monkeypatch, recwarn):
    monkeypatch.delenv("CQDATA_HOME", raising=False)
    for folder in ("cqdata", "data", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "cqdata" / "__init__.py").touch()
    monkeypatch.chdir(root / "notebooks")
    assert catalog.home() == root
    assert not recwarn.list
    monkeypatch.chdir(tmp_path / "notebooks")
    with pytest.warns(UserWarning, match=r"the environment is that of .*; run make here"):
        assert catalog.home() == root
    monkeypatch.setenv("CQDATA_HOME", str(root))
    catalog.home()
    assert len(recwarn.list) == 0
