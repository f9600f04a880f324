"""What one process of a run has found out, all know; and nothing that goes wrong with the folder stops anybody."""

import multiprocessing
import threading
import time

import pytest

from cxsim.channels import known
from cxsim.channels.known import Known

QUESTION = ("axe", "http://127.0.0.1 /returns", "390x844")


def look_for_a_while(folder, answers):
    def look():
        time.sleep(0.3)
        return {"by": multiprocessing.current_process().name}

    answers.put(Known(folder).find(QUESTION, look))


def test_processes_that_ask_at_the_same_time_get_the_answer_of_one_of_them(tmp_path):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    crew = [context.Process(target=look_for_a_while, args=(tmp_path / "shared", answers)) for _ in range(2)]
    for member in crew:
        member.start()
    first, second = answers.get(timeout=60), answers.get(timeout=60)
    for member in crew:
        member.join()
    assert first == second
    assert len(list((tmp_path / "shared").iterdir())) == 1  # no claim and no half-written file is left


def test_answers_are_told_apart_by_every_part_of_the_question_and_nothing_is_an_answer_too(tmp_path):
    one, other = Known(tmp_path), Known(tmp_path)
    one.keep(("a", "bc"), None)
    assert other.get(("a", "bc"), "unknown") is None
    assert other.get(("ab", "c"), "unknown") == "unknown"
    assert other.get((), "unknown") == "unknown"


def test_who_asks_alone_writes_nothing():
    alone = Known()
    asked = []
    assert [alone.find(QUESTION, lambda: asked.append(1) or len(asked)) for _ in range(3)] == [1, 1, 1]
    assert Known().get(QUESTION) is None


def test_what_could_not_be_found_out_is_tried_again_by_the_next(tmp_path):
    def fail():
        raise RuntimeError("the page is gone")

    with pytest.raises(RuntimeError, match="the page is gone"):
        Known(tmp_path).find(QUESTION, fail)
    assert Known(tmp_path).find(QUESTION, lambda: 1) == 1


def test_a_process_that_died_while_it_was_looking_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(known, "PATIENCE", 0.1)
    finished = Known(tmp_path)
    finished.find(QUESTION, lambda: 1)
    (answer,) = tmp_path.iterdir()
    answer.rename(answer.with_suffix(".claim"))
    assert Known(tmp_path).find(QUESTION, lambda: 2) == 2
    assert Known(tmp_path).get(QUESTION) == 2


def test_what_comes_while_it_is_waited_for_is_taken(tmp_path):
    there, looking = threading.Event(), threading.Event()

    def look():
        looking.set()
        there.wait(10)
        return 1

    other = threading.Thread(target=lambda: Known(tmp_path).find(QUESTION, look))
    other.start()
    looking.wait(10)
    threading.Timer(0.1, there.set).start()
    assert Known(tmp_path).find(QUESTION, lambda: 2) == 1
    other.join()


@pytest.mark.parametrize("content", ["", '{"torn', "\udcff"])
def test_a_torn_answer_is_none(tmp_path, content):
    Known(tmp_path).keep(QUESTION, 1)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert Known(tmp_path).find(QUESTION, lambda: 2) == 2


def test_where_nothing_can_be_written_everybody_looks_for_herself(tmp_path):
    nowhere = tmp_path / "not" / "there"
    assert [Known(nowhere).find(QUESTION, lambda: 2) for _ in range(2)] == [2, 2]
    (tmp_path / "file").touch()
    assert Known(tmp_path / "file").find(QUESTION, lambda: 3) == 3
