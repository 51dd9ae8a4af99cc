"""A second opinion: what is asked, what fails, and that nothing goes by it before people allow it.

Tests of duplicates/opinions/result.py, duplicates/opinions/judges.py,
duplicates/opinions/undecided.py and ledger/agreement.py.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.duplicates import chat_judge
from workbench.duplicates.opinions import judges
from workbench.duplicates.opinions.judges import CrossEncoderJudge, read_same
from workbench.errors import InputError, ModelError
from workbench.ledger import Ledger


def table():
    """Return 40 questions twice, with another number, so that a guard holds them back."""
    random = np.random.default_rng(0)
    words = ["".join(random.choice(list("abcdefghiklmnoprstu"), 6)) for _ in range(400)]
    rows = [
        f"{' '.join(words[10 * k : 10 * k + 10])} takes {days} days"
        for k in range(40)
        for days in (3, 5)
    ]
    return pd.DataFrame({"id": [f"t{k}" for k in range(len(rows))], "text": rows})


@pytest.fixture
def corpus(tmp_path):
    return wb.embed(
        table(),
        text="text",
        id="id",
        model=FakeEncoder(),
        ledger=tmp_path / "ledger.jsonl",
        progress=False,
        cache=False,
    )


@pytest.fixture
def server():
    """Answer as told: a status and words, a pause, or a function of the question."""
    state = SimpleNamespace(asked=[], replies=[(200, '{"same": true}')], pause=0.0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body["messages"][-1]["content"])
            time.sleep(state.pause)
            several = len(state.replies) > 1
            status, words = state.replies.pop(0) if several else state.replies[0]
            words = words(state.asked[-1]) if callable(words) else words
            choice = {"index": 0, "message": {"role": "assistant", "content": words}}
            whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
            data = json.dumps({**whole, "choices": [choice]} if status == 200 else {}).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass  # who asked has gone

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{http.server_port}/v1"
        yield state
        http.shutdown()


def judge(server, tmp_path, **settings):
    given = {"retries": 0, "progress": False, "cache": tmp_path / "answers", **settings}
    return chat_judge("m", server.url, **given)


def yes(left, right):
    return True


def test_a_function_proposes_and_nothing_goes(corpus):
    before = corpus.duplicates(0.85)
    assert before.n_review > 30
    opinions = before.second_opinion(yes, max_pairs=35)
    assert len(opinions) == 35
    assert set(opinions.to_frame()["opinion"]) == {"same"}
    assert (
        repr(opinions) == "Opinions('yes' on 35 pairs: 35 same, 0 not the same, 0 unsure, 0 open)"
    )
    after = corpus.duplicates(0.85)
    assert (after.n_removed, after.n_review) == (before.n_removed, before.n_review)
    reasons = pd.Series(after.to_frame()["reason"])
    assert reasons.str.contains("yes says: same").any()
    assert reasons.str.contains("number differs").sum() == after.n_review
    assert any("not asked about" in note for note in opinions.notes)


def test_a_model_counts_only_after_thirty_answers_that_agree(corpus):
    before = corpus.duplicates(0.85)
    opinions = before.second_opinion(yes, max_pairs=200)
    assert np.isnan(corpus.ledger.agreement("yes").share)
    with pytest.raises(InputError, match="people have answered 0 of the pairs"):
        corpus.ledger.accept(model="yes")
    questions = opinions.questions(30)
    corpus.ledger.add_labels(questions.assign(same=[k >= 10 for k in range(len(questions))]))
    with pytest.raises(InputError, match="20 of 30 answers agree"):
        corpus.ledger.accept(model="yes", min_agreement=0.8)
    corpus.ledger.add_labels(questions.assign(same=True))
    agreement = corpus.ledger.accept(model="yes", min_agreement=0.8)
    assert (agreement.answers, agreement.agreed, agreement.wrongly_same) == (30, 30, 0)
    assert 0.9 < agreement.ci_low < agreement.share == 1.0
    after = corpus.duplicates(0.85)
    assert after.n_removed > before.n_removed + 30
    reasons = pd.Series(after.to_frame()["reason"])
    assert reasons.str.contains("by yes (accepted)", regex=False).any()
    assert any("accepted proposal" in note for note in after.notes)
    undone = corpus.ledger.undo()
    assert undone is not None
    assert undone.decision == "accept"
    assert corpus.duplicates(0.85).n_removed < after.n_removed


def test_a_decision_by_hand_stands_above_an_accepted_model(corpus):
    opinions = corpus.duplicates(0.85).second_opinion(yes)
    questions = opinions.questions(31)
    corpus.ledger.add_labels(questions.iloc[:30].assign(same=True))
    corpus.ledger.accept(model="yes")
    line = questions.iloc[30]
    corpus.ledger.decide_pair("not the same", line["left_text"], line["right_text"])
    pairs = corpus.duplicates(0.85).pairs
    ends = {line["left_text"], line["right_text"]}
    both = zip(pairs["left_text"], pairs["right_text"], strict=True)
    found = pairs[[{*one} == ends for one in both]]
    assert found["decision"].tolist() == ["not the same"]


def test_the_ledger_survives_its_file_and_merges(corpus, tmp_path):
    corpus.duplicates(0.85).second_opinion(yes, max_pairs=5)
    again = Ledger(corpus.ledger.path)
    assert len(again.proposals("yes")) == 5
    assert not again.current()
    assert not again.accepted()
    other = Ledger(tmp_path / "other.jsonl")
    assert other.merge(again) == 5
    assert corpus.duplicates(0.85).second_opinion(yes, max_pairs=5) is not None
    assert len(Ledger(corpus.ledger.path).lines()) == 5  # what was said before is not said again
    with pytest.raises(InputError, match="no model 'x' has said anything"):
        other.agreement("x")


def test_an_endpoint_is_asked_in_both_orders_once_and_masked(server, tmp_path):
    frame = table()
    frame["text"] = frame["text"] + " at anna@example.org"
    corpus = wb.embed(
        frame, text="text", id="id", model=FakeEncoder(), ledger=False, progress=False
    )
    duplicates = corpus.duplicates(0.85)
    plans = []
    asked = judge(server, tmp_path, price=(1, 1), confirm=lambda plan: plans.append(plan) or True)
    opinions = duplicates.second_opinion(asked, max_pairs=3)
    assert len(server.asked) == 6
    assert len(set(server.asked)) == 6
    assert not any("example.org" in one for one in server.asked)
    assert plans[0].startswith("Asking about 6 questions, some ")
    assert plans[0].endswith("at your price")
    assert opinions.to_frame()["opinion"].tolist() == ["same"] * 3
    again = duplicates.second_opinion(judge(server, tmp_path), max_pairs=3)
    assert len(server.asked) == 6  # answers are stored
    assert any("nothing was asked" in note for note in again.notes)
    refused = duplicates.second_opinion(
        judge(server, tmp_path, cache=False, confirm=lambda plan: False), max_pairs=3
    )
    assert len(server.asked) == 6
    assert refused.to_frame()["opinion"].isna().all()
    assert any("did not confirm" in note for note in refused.notes)


def test_another_answer_in_the_other_order_is_unsure(server, tmp_path, corpus):
    def by_order(question):
        first, second = question.split("Second text: ")
        return json.dumps({"same": first.split("First text: ")[1] < second})

    server.replies = [(200, by_order)]
    opinions = corpus.duplicates(0.85).second_opinion(judge(server, tmp_path), max_pairs=4)
    assert opinions.to_frame()["opinion"].tolist() == ["unsure"] * 4
    assert not corpus.ledger.proposals()


@pytest.mark.parametrize(
    ("replies", "pause", "opened", "said"),
    [
        ([(200, "I cannot help with that.")], 0, 4, "did not say same or different"),
        ([(200, '{"same": "perhaps"}')], 0, 4, "did not say same or different"),
        ([(200, '{"same": true}')] * 2 + [(429, "")], 0, 4, "gave no answer"),
        ([(200, "x" * 100_000)], 0, 4, "did not say same or different"),
        ([(500, "")], 0, 4, "gave no answer"),
        ([(200, '{"same": true}')], 0.6, 4, "gave no answer"),
    ],
    ids=["refusal", "nonsense", "rate limit", "long", "broken", "timeout"],
)
def test_what_fails_loses_nothing_and_drops_nothing(
    server, tmp_path, corpus, replies, pause, opened, said
):
    server.replies, server.pause = replies, pause
    before = corpus.duplicates(0.85)
    asked = judge(server, tmp_path, timeout=0.3 if pause else 60.0)
    opinions = before.second_opinion(asked, max_pairs=4)
    assert opinions.to_frame()["opinion"].isna().sum() == opened
    assert any(said in note for note in opinions.notes), opinions.notes
    assert not corpus.ledger.proposals()
    after = corpus.duplicates(0.85)
    assert (after.n_removed, after.n_review) == (before.n_removed, before.n_review)
    # What was answered before the failure is stored and not asked again.
    server.replies, server.pause = [(200, '{"same": true}')], 0
    count = len(server.asked)
    whole = before.second_opinion(judge(server, tmp_path), max_pairs=4)
    assert whole.to_frame()["opinion"].tolist() == ["same"] * 4
    assert len(server.asked) - count == 8 - (2 if "429" in str(replies) else 0)


@pytest.mark.parametrize(
    ("reply", "same"),
    [
        ('<think>{"same": true}</think>{"same": false}', False),
        ('Sure:\n```json\n{"same": true}\n```', True),
        ('{"same": 1}', None),
        ("true", None),
        ("", None),
    ],
)
def test_what_an_answer_says(reply, same):
    assert read_same(reply) is same


class FakeCrossEncoder:
    """Scores a pair as sentence_transformers does."""

    def __init__(self, name, labels=None, scores=None):
        self.config = SimpleNamespace(id2label=labels or {0: "LABEL_0"})
        self.scores = scores

    def predict(self, pairs, show_progress_bar):
        return np.array([self.scores(pair) for pair in pairs])


def test_a_cross_encoder_scores_or_infers(monkeypatch, corpus):
    duplicates = corpus.duplicates(0.85)
    for labels, scores, said in (
        (None, lambda pair: 0.9, "same"),
        (None, lambda pair: 0.1, "not the same"),
        ({0: "contradiction", 1: "entailment"}, lambda pair: [0.1, 2.0], "same"),
        (
            {0: "contradiction", 1: "entailment"},
            lambda pair: [float(pair[0] < pair[1]), 0.5],
            "unsure",
        ),
    ):
        fake = FakeCrossEncoder("x", labels, scores)
        monkeypatch.setattr(judges, "_cross_encoder", lambda name, fake=fake: fake)
        opinions = duplicates.second_opinion("a/model", max_pairs=2)
        assert opinions.to_frame()["opinion"].tolist() == [said] * 2
    fake = FakeCrossEncoder("x", {0: "a", 1: "b"}, lambda pair: [0.0, 1.0])
    monkeypatch.setattr(judges, "_cross_encoder", lambda name: fake)
    with pytest.raises(ModelError, match="none of them 'entailment'"):
        CrossEncoderJudge("x").judge([("a", "b")])


@pytest.mark.model
@pytest.mark.parametrize(
    "labels", [["same"], ["contradiction", "entailment", "neutral"]], ids=["score", "inference"]
)
def test_a_real_cross_encoder_answers_from_a_folder(tmp_path, labels):
    """A tiny one without training: what it says means nothing, but it is asked as a real one."""
    pytest.importorskip("sentence_transformers")
    transformers = pytest.importorskip("transformers")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "please", "send", "days", "3", "5"]
    (tmp_path / "vocab.txt").write_text("\n".join(words), "utf-8")
    transformers.BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={label: k for k, label in enumerate(labels)},
    )
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    answers = CrossEncoderJudge(tmp_path).judge([("please send", "3 days"), ("5 days", "send")])
    assert [type(answer) for answer in answers.same] == [bool, bool]


def test_a_folder_without_a_model_is_refused(tmp_path, corpus):
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ModelError, match="the cross-encoder"):
        corpus.duplicates(0.85).second_opinion(tmp_path)


def test_a_function_that_fails_or_says_nothing_leaves_pairs_open(corpus):
    def fails(left, right):
        raise RuntimeError("no")

    opinions = corpus.duplicates(0.85).second_opinion(fails, max_pairs=3)
    assert opinions.to_frame()["opinion"].isna().all()
    assert any("fails failed, so 6 questions are open" in note for note in opinions.notes)
    silent = corpus.duplicates(0.85).second_opinion(lambda left, right: None, max_pairs=3)
    assert silent.to_frame()["opinion"].isna().all()


def test_what_cannot_be_asked_is_refused(corpus):
    duplicates = corpus.duplicates(0.85)
    with pytest.raises(InputError, match="second_opinion takes a cross-encoder"):
        duplicates.second_opinion(3)
    with pytest.raises(InputError, match="bounds are two probabilities"):
        duplicates.second_opinion(yes, bounds=(0.8, 0.2))
    with pytest.raises(InputError, match="max_pairs"):
        duplicates.second_opinion(yes, max_pairs=0)
