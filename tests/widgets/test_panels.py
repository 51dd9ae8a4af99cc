"""Messages of a page: none lost, none out of order, whichever threads of the kernel bring them."""

from __future__ import annotations

import random
import threading

import pytest

from tests.widgets.makers import grouped_duplicates
from workbench.ledger import Ledger
from workbench.widgets import panels, review


def numbered(messages, sender="a page"):
    return [{**message, "sender": sender, "order": n} for n, message in enumerate(messages)]


@pytest.mark.parametrize("seed", range(20))
def test_messages_are_handled_in_the_order_of_the_page(seed):
    handled = []
    inbox = panels.Inbox(handled.append)
    one = numbered([{"kind": "key", "key": k} for k in "abcdefgh"], "one")
    two = numbered([{"kind": "key", "key": k} for k in "12345678"], "two")
    mixed = [*one, *two]
    random.Random(seed).shuffle(mixed)
    for message in mixed:
        inbox.receive(message)
    assert [m for m in handled if m["sender"] == "one"] == one
    assert [m for m in handled if m["sender"] == "two"] == two


def test_a_message_that_never_comes_stops_nothing(monkeypatch):
    handled = []
    inbox = panels.Inbox(handled.append)
    sent = numbered([{"kind": "key", "key": k} for k in "abcd"])
    inbox.receive(sent[0])
    inbox.receive(sent[2])
    assert handled == [sent[0]]
    monkeypatch.setattr(panels, "PATIENCE", -1.0)
    inbox.receive(sent[3])
    assert handled == [sent[0], sent[2], sent[3]]
    inbox.receive(sent[1])
    assert handled[-1] == sent[1]


def test_keys_that_two_threads_bring_at_once_are_all_counted(tmp_path):
    """Eight accepts and six other keys, every second one by another thread."""
    for attempt in range(10):
        view = review(grouped_duplicates(), book=Ledger(tmp_path / f"{attempt}.jsonl"))
        keys = ["Enter"] * 8 + ["k", "d", "d", "n", "u", "Enter"]
        sent = numbered([{"kind": "key", "key": key} for key in keys])
        start = threading.Barrier(2)

        def bring(messages, view=view, start=start):
            start.wait()
            for message in messages:
                view.panel.receive(message)

        threads = [threading.Thread(target=bring, args=(sent[k::2],)) for k in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert view.panel.error == ""
        assert view.panel.status.startswith("10 of 12 groups decided; 24 rows can go, 20 ")
