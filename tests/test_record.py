import json

import pytest

from cxsim.errors import RecordError
from cxsim.experience import Experience, Kind, Moment
from cxsim.record import EXPERIENCES, EvidenceFolder, load, missing_evidence, save


def lived(tmp_path, persona="anna"):
    proof = EvidenceFolder(tmp_path).keep(b"picture", type="image/webp", suffix=".webp", thumbnail=b"small")
    return Experience(
        scenario="lost-parcel",
        persona=persona,
        seed=7,
        moments=(
            Moment(at=0.0, touchpoint="", kind=Kind.BEGAN, data={"goals": ["my parcel"], "mood": -0.2}),
            Moment(
                at=1.5,
                touchpoint="web shop",
                kind=Kind.SAW,
                data={"url": "/", "title": "Übersicht  ‮"},
                measured={"load": 0.31},
                evidence=(proof,),
            ),
        ),
    )


def test_what_is_saved_reads_back_equal_with_measurements_and_evidence(tmp_path):
    first, second = lived(tmp_path), lived(tmp_path, "bernd")
    save(tmp_path, first)
    save(tmp_path, second)
    assert list(load(tmp_path)) == [first, second]
    again = next(load(tmp_path))
    assert again.moments[1].measured == {"load": 0.31}
    assert again.moments[1].evidence == first.moments[1].evidence


def test_a_torn_record_is_refused_and_never_read_as_a_short_visit(tmp_path):
    save(tmp_path, lived(tmp_path))
    file = tmp_path / EXPERIENCES
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(RecordError, match="cut off"):
        list(load(tmp_path))


def test_a_changed_line_is_noticed(tmp_path):
    save(tmp_path, lived(tmp_path))
    file = tmp_path / EXPERIENCES
    file.write_text(file.read_text(encoding="utf-8").replace("-0.2", "0.9"), encoding="utf-8")
    with pytest.raises(RecordError, match="changed or lost"):
        list(load(tmp_path))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("not json", "not a line of a record"),
        ("[1]", "not a line of a record"),
        (json.dumps({"experience": {}, "format": 99}), "format 99"),
        (json.dumps({"moment": {"at": 0, "touchpoint": "", "kind": "danced", "data": {}}}), "danced"),
    ],
)
def test_a_line_that_is_no_record_is_named_with_its_number(tmp_path, line, what):
    (tmp_path / EXPERIENCES).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(RecordError, match=f":1: .*{what}"):
        list(load(tmp_path))


def test_a_folder_without_a_record_says_so(tmp_path):
    with pytest.raises(RecordError, match="holds no record"):
        list(load(tmp_path))


def test_the_same_content_is_stored_once_and_changes_are_found(tmp_path):
    experience = lived(tmp_path)
    lived(tmp_path)
    assert len(list((tmp_path / "evidence").iterdir())) == 2  # the picture and its thumbnail
    assert missing_evidence(tmp_path, [experience]) == []
    proof = tmp_path / experience.moments[1].evidence[0].path
    proof.write_bytes(b"retouched")
    assert "was changed" in missing_evidence(tmp_path, [experience])[0]
    proof.unlink()
    assert "is missing" in missing_evidence(tmp_path, [experience])[0]
