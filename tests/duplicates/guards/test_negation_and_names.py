"""Names in lower case, which neither capitals nor a list of names give away."""

import numpy as np
import pandas as pd
import pytest

from workbench.duplicates.guards.differences import guard_names, guard_pairs
from workbench.embedding import embed_texts, load_encoder
from workbench.similarity import pairs

OTHER = [
    ("szczecin", "szczytno"),
    ("okonkwo", "okafor"),
    ("kreuzberg", "kreuzlingen"),
    ("walthamstow", "leytonstone"),
    ("amoxicillin", "lisinopril"),
    ("wisniewski", "wojciechowski"),
    ("opernplatz", "oper einkaufsplatz"),
]
SAME = [
    ("walthamstow", "walthamstov"),
    ("amoxicillin", "amoxicilin"),
    ("opernplatz", "opern platz"),
    ("saskatoon", "saskatoons"),
    ("cancellation", "cancelation"),
    ("szczecin", "szczecin please"),
    ("opernplatz", "opernplatz munich"),
]
PLACES = [
    ("how do i get to @ from here", "how can i get to @ from here"),
    ("@ opening hours", "opening hours of @"),
    ("please tell me about @", "can you tell me about @ please"),
]


def differing(one, other):
    found = guard_pairs([one, other], np.array([0, 1]), np.array([1, 0]))
    assert found[0] == found[1]
    return guard_names(int(found[0]))


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_names_are_held_back(one, other, places):
    for second in places:
        assert "name" in differing(places[0].replace("@", one), second.replace("@", other))


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize(("one", "other"), SAME)
def test_slips_and_forms_of_a_name_are_not(one, other, places):
    for second in places:
        assert differing(places[0].replace("@", one), second.replace("@", other)) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("could i get my money back", "may i have a refund"),
        ("when can i collect my parcel", "when can i pick up my parcel"),
        ("is it curable", "is there a cure"),
        ("my screenshot is blurred", "my screengrab is blurred"),
        ("the new touchscreen is here", "my new touchpads are here"),
        ("wie kann ich meinen vertrag kündigen", "wie kann ich meinen vertrag beenden"),
        ("", "szczecin"),
        ("szczecin", "szczytno"),  # a word by itself is in no language
    ],
)
def test_other_words_are_not_names(one, other):
    assert "name" not in differing(one, other)


@pytest.mark.model
@pytest.mark.slow
def test_real_questions_are_hardly_held_back_by_it(real_data):
    path = real_data / "covid_q" / "covid_q.tsv"
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.drop_duplicates("text").reset_index(drop=True)
    encoder = load_encoder(device="cpu", precision="float32")
    near = pairs(embed_texts(frame["text"].tolist(), encoder).vectors, 0.8)
    found = guard_pairs(frame["text"].tolist(), near.left, near.right, guards=["name"]) > 0
    cluster = frame["cluster_id"].to_numpy()
    same = cluster[near.left] == cluster[near.right]
    assert found[same].mean() < 0.02
