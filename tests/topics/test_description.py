"""Tables about one subject: no topic of nearly all rows, and it is told if there is one."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import embed, make_texts
from workbench.corpus import summary_of
from workbench.topics import find_topics
from workbench.topics.clustering.density_tree import LARGEST
from workbench.topics.description import FEW_TEXTS, MOSTLY

SEEDS = (0, 1, 2)
DETAILS = ("broad", "medium", "fine")


def project_texts(count=450, matters=15, common=5, own=2, *, apart=0.05, seed=0):
    """Texts of one project: common words, a few of the matter, and a few reports of a robot."""
    rng = np.random.default_rng(seed)
    shared = [f"common{k}" for k in range(12)]
    texts = set()
    while len(texts) < round(count * (1 - apart)):
        matter = rng.integers(matters)
        words = rng.choice([f"matter{matter}x{k}" for k in range(5)], own, replace=False)
        texts.add(" ".join([*rng.choice(shared, common, replace=False), *words]))
    while len(texts) < count:
        texts.add(" ".join(rng.choice([f"robot{k}" for k in range(8)], 5, replace=False)))
    return sorted(texts)


@pytest.fixture(scope="module", params=[(800, 20, 5), (600, 30, 3)])
def found(request):
    parts = embed(pd.DataFrame({"text": project_texts(*request.param)}))
    return {
        (seed, detail): find_topics(*parts, random_state=seed, detail=detail)
        for seed in SEEDS
        for detail in DETAILS
    }


def test_no_topic_holds_nearly_all_at_any_detail_or_seed(found):
    for topics in found.values():
        assert topics.table["share"].max() < MOSTLY
        assert len(topics) > 2


def test_a_finer_detail_never_gives_fewer_topics(found):
    for seed in SEEDS:
        counts = [len(found[seed, detail]) for detail in DETAILS]
        assert counts == sorted(counts)
        assert counts[2] > 1.5 * counts[0]


def test_seeds_agree_on_the_number_of_topics_or_a_note_says_that_it_is_uncertain(found):
    for detail in ("medium", "fine"):
        topics = [found[seed, detail] for seed in SEEDS]
        counts = [len(one) for one in topics]
        unsure = [any("is uncertain" in note for note in one.notes) for one in topics]
        assert max(counts) <= 1.7 * min(counts) or sum(unsure) >= 2


def test_texts_that_stand_apart_do_not_change_how_the_others_are_cut():
    alone = find_topics(*embed(pd.DataFrame({"text": project_texts(apart=0)})))
    beside = find_topics(*embed(pd.DataFrame({"text": project_texts(apart=0.05)})))
    assert 0.6 < len(alone) / len(beside) < 1.7


def paraphrases(count, words="card lost stolen abroad help please", seed=0):
    """Texts that all say the same, in another order and with one other word."""
    rng = np.random.default_rng(seed)
    made = {" ".join([*rng.permutation(words.split()), f"x{k}"]) for k in range(count)}
    return sorted(made)


@pytest.mark.parametrize("detail", DETAILS)
def test_texts_that_say_the_same_stay_one_topic_and_it_is_told(detail):
    few = paraphrases(15, "parcel late courier depot")
    frame = pd.DataFrame({"text": [*paraphrases(200), *few]})
    topics = find_topics(*embed(frame), detail=detail)
    largest = topics.table.iloc[0]
    assert largest["share"] > 0.9
    (note,) = [one for one in topics.notes if one.startswith("One topic")]
    assert f"holds {largest['share']:.0%} of the rows" in note
    assert largest["name"] in note
    assert ("detail='fine'" in note) == (detail != "fine")
    assert "the largest holds" in repr(topics)
    assert note in topics._repr_html_() or "One topic" in topics._repr_html_()


def test_no_such_note_on_a_table_of_several_topics():
    topics = find_topics(*embed(pd.DataFrame({"text": make_texts()[0]})))
    assert topics.table["share"].max() < LARGEST
    assert topics.notes == () or not any("One topic" in note for note in topics.notes)
    assert "the largest holds" not in repr(topics)


def test_a_note_goes_when_a_correction_mends_what_it_tells():
    frame = pd.DataFrame({"text": [*paraphrases(200), *paraphrases(15, "parcel late courier")]})
    topics = find_topics(*embed(frame), detail="broad")
    assert any("One topic" in note for note in topics.notes)
    parted = topics.split(0, into=3)
    assert parted.table["share"].max() < MOSTLY
    assert not any("One topic" in note for note in parted.notes)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 12, FEW_TEXTS - 1, FEW_TEXTS])
@pytest.mark.parametrize("detail", DETAILS)
def test_a_table_that_is_too_small_says_so(size, detail):
    texts = [f"word{k} other{k}" for k in range(size)]
    topics = find_topics(*embed(pd.DataFrame({"text": texts})), detail=detail)
    told = [note for note in topics.notes if "too small for topics" in note]
    assert len(told) == (size < FEW_TEXTS)
    if told:
        assert f"with {size} distinct text" in told[0]
        assert told[0].startswith("No topics") == (len(topics) == 0)


def test_what_is_advised_can_be_done():
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice([f"w{k}" for k in range(900)], 6)) for _ in range(60)]
    parts = embed(pd.DataFrame({"text": texts}))
    size = 50
    for _ in range(8):
        topics = find_topics(*parts, min_cluster_size=size)
        advice = [note for note in topics.notes if note.startswith("No topics")]
        if not advice or "Try" not in advice[0]:
            break
        assert f"Try min_cluster_size={size // 2}" in advice[0]
        size //= 2
    assert size <= 25


def test_the_summary_for_report_and_command_line_tells_it():
    few = paraphrases(15, "parcel late courier depot")
    frame = pd.DataFrame({"text": [*paraphrases(200), *few]})
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)
    summary = summary_of(corpus, topics=corpus.topics())
    assert any(note.startswith("One topic") for note in summary.notes)


def test_no_word_name_or_title_is_made_of_a_piece_of_an_address():
    said = ("refund my order", "the app crashes", "change my password")
    frame = pd.DataFrame(
        {
            "t": [
                f"{said[k % 3]}, contact kunigunde.muster{k % 3}@secretcorp.example {k}"
                for k in range(60)
            ]
        }
    )
    corpus = wb.embed(frame, text="t", model=FakeEncoder(), cache=False, progress=False)
    topics = corpus.topics(min_cluster_size=5)
    shown = topics.table[["name", "example", "keywords"]].to_string().casefold()
    for piece in ("kunigunde", "muster", "secretcorp"):
        assert piece not in shown
