"""Emoji and emoticons are words."""

import pytest

from workbench.tables import complains, emoji_differ, normalize, read_emoji

SAME = [
    ("Great 👍", "great 👍🏽!"),
    ("I ❤️ it", "I ❤ it"),
    ("Done :)", "done :-)"),
    ("Done :)", "done 🙂"),
    ("see (below:)", "see below"),
    ("at 3:(4)", "at 3 4"),
    ("http://a.b/c", "http a.b/c"),
    ("Update:)", "Update :)"),
    ("Nice :))", "Nice :)"),
    ("a: (b)", "a b"),
    ("Oh no;)", "Oh no 😉"),
    ("Thanks:P", "Thanks 😛"),
    ("I love it <3", "I love it ❤️"),
    ("I shrug 🤷🏾‍♀️", "I shrug 🤷"),
]

DIFFERENT = [
    ("Update :)", "Update :("),
    ("Update:)", "Update:("),
    ("👍", "👎"),
    ("Ok :D", "Ok :P"),
    ("Ok :)", "Ok"),
    ("Ok =)", "Ok =("),
    ("😀:)", "😀:("),
    ("Sure :/", "Sure :)"),
    (":-)", ":-("),
    ("I <3 it", "I </3 it"),
    ("sad T_T", "sad ^_^"),
    ("🇩🇪", "🇫🇷"),
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    ("*️⃣", "#️⃣"),
    (":)", ";)"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_after_normalizing(one, other):
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_not_the_same_after_normalizing(one, other):
    assert normalize(one) != normalize(other)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Love it 😍", "Love it 😡", True),
        ("Love it 😍", "Love it 🥰", True),
        ("Bad 💔", "Bad 👎", True),
        ("Nice :)", "Nice 👍🏿", True),
        ("Nice 👍", "Nice 👍👎", True),
        ("Bad 👎", "Bad 👎👍", True),
        ("nurse 👩🏽‍⚕️", "nurse 👨‍⚕️", False),
        ("flag 🇮🇱", "flag 🇱🇮", True),
        ("Nice :)", "Nice :'(", True),
        ("thanks", "thanks 👍", False),
        ("thanks 👍", "thanks 👍🎉🔥", False),
        ("server 🔴", "server 🟢", True),
        ("room ★★★★★", "room ★☆☆☆☆", False),  # a rating, no picture
        ("room ⭐", "room 🌟", True),
        ("price ↑", "price ↓", True),
        ("✅ shipped", "❌ shipped", True),
        ("• first", "▪ first", False),
        ("Brand™", "Brand®", False),
        ("laugh 😂", "laugh 😂😂😂", False),
    ],
)
def test_emoji_that_say_different_things(one, other, differ):
    assert emoji_differ(read_emoji(one), read_emoji(other)) is differ
    assert emoji_differ(read_emoji(other), read_emoji(one)) is differ


def test_complaints():
    assert complains(read_emoji("The app 👎"))
    assert complains(read_emoji("The app :("))
    assert not complains(read_emoji("The app"))
    assert not complains(read_emoji("The app 👍"))
    assert not complains(read_emoji("The app 😭😍"))
