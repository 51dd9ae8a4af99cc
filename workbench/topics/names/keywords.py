"""What each topic talks about that the others do not: class-based TF-IDF and a diverse choice.

Sources: M. Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure",
arXiv:2203.05794; J. Carbonell, J. Goldstein, "The use of MMR, diversity-based reranking for
reordering documents and producing summaries", SIGIR 1998.
"""

# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workbench.masking import unmarked
from workbench.topics.names.lexicon import ENGLISH, NOT, WORD, Lexicon, Stems, Token, holds, tokens
from workbench.topics.names.sentences import found_everywhere, frame_of, own_sentences

PARTICLES = frozenset({"up", "off", "out", "down"})
"""Stop words that may end a phrase, as they belong to the verb: "top up", "sold out"."""

OBJECT = frozenset({"a", "an", "the"})
"""Words behind which a verb's object begins: a phrase that ends before them lacks it."""

WITHIN = frozenset({"in", "on"})
"""Particles too, before what begins something new: "cannot log in because"."""

NEW = frozenset(
    "to with from because since and or but when after again at as if for though although while any "
    "anymore".split()
)

COPULAS = frozenset("is are was were be been being".split())
"""Words that a title does without: "account locked", "code not accepted"."""

PERFECT = frozenset("has have had".split())
"""The same before another copula or "not"."""

CONTRACTED = frozenset("isn't aren't wasn't weren't hasn't haven't hadn't".split())
"""These with "not"."""

UNITS = frozenset(
    "percent euro euros dollar dollars pound pounds second seconds minute minutes hour hours "
    "day days week weeks month months year years".split()
)
"""Words that say nothing without the number before them: "20 percent discount"."""

LIGHT = frozenset("get getting put putting make making".split())
"""Verbs that say nothing alone but begin a phrase before their object: "put salt into the tank"."""

DEGREES = frozenset({"how", "wie"})
"""Words that belong to the next one: "how long", "wie lange"."""

ARTICLES = frozenset(
    # English, German, Dutch, and the Romance and Slavic languages
    "a an the my your our his her their its this that der die das den dem des ein eine einen mein "
    "meine meinen de het een mijn el la los las un una mi mis le les des une mon ma mes il lo gli "
    "mio mia o os as um uma meu minha".split()
)
LINKS = ARTICLES | frozenset(
    "of for to in on at with from by as and or into about zu zum zur im am an auf mit von vom für "
    "bei nach und oder van voor met op naar en of du d l à au aux en pour par sur avec et del al "
    "con por para y e di da del della dei per su em no na do da dos das com w z do na od i u s v k "
    "из в на с по от для и о к".split()
)
OPENING = frozenset("cannot can't not".split())
"""Negations with which a phrase may begin: "cannot log in"."""

NEGATIONS = (
    NOT
    | OPENING
    | frozenset(
        "no without nicht kein keine keinen ohne non sin sans pas niet geen sem senza не без nie "
        "bez".split()
    )
)
BETWEEN = frozenset({"not", "never", "still"})
"""Words that stand between "is" and what something is."""

AFTER_COPULAS = COPULAS | BETWEEN
WITHIN_TITLES = COPULAS | PERFECT | CONTRACTED | BETWEEN
"""Words that do not end what a title is about."""

INNER = LINKS | NEGATIONS | BETWEEN
"""Stop words that may stand within a phrase; any other would make a broken piece of it."""

BREAK = re.compile(r"[,;:()\[\]{}\"\u201c\u201d\u201e\u00ab\u00bb/|=<>]|\s[-\u2013\u2014]\s|\.\.+")
"""Signs over which no phrase goes."""

AUXILIARIES = frozenset("do does did can could will would should must don't doesn't can't".split())
"""Words behind which a phrase is a subject with its verb: "does the valve close"."""

BEFORE_SUBJECT = AUXILIARIES | NOT
OTHERWISE_IN_TITLES = AUXILIARIES | COPULAS | PERFECT | CONTRACTED | {"not"}
"""Words that a title leaves out or joins."""

QUESTION_WORDS = frozenset(
    # English, German, Dutch, and the Romance languages
    "what who where when why how which was wer wo wann warum wie welche welcher welches wat wie "
    "waar wanneer waarom hoe welke qué quién dónde cuándo cómo cuál cuánto quoi qui où quand "
    "pourquoi comment combien quel quelle cosa chi dove quando perché come quale quanto quem onde "
    "como qual quanto".split()
)
ARTICLES_SAID = 0.06
"""Share of all words that stand behind an article from which on articles tell nouns: headlines
leave articles out."""

NOUN = 0.4
"""Share of a word's places behind an article from which on it is taken for a noun."""

DOERS = frozenset("i we you can can't cannot could would will don't didn't not please".split())
"""Words behind which verbs stand."""

VERB = 0.15
"""Share of a word's places behind these from which on it is taken for a verb."""

NO_NOUNS = frozenset(
    {"new", "old", "same", "whole", "other", "next", "last"}
    | {"first", "second", "third", "fourth", "fifth"}
)
"""Words that often stand behind an article and are no nouns: no phrase ends in one."""

NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve hundred thousand million billion "
    "dozen".split()
)
"""Numbers in words: no name begins with one, as none begins with digits."""

FEW = 10
"""Texts or sentences of a topic below which they mostly say one thing."""

EACH = ARTICLES | {"each", "every", "any", "some", "one", "both", "all"}
OBJECTS = frozenset({"which", "what", "many", "much", "whose"})
"""Words with which an object begins that stands before its verb: "how many times can I set"."""

TAILS = QUESTION_WORDS | AUXILIARIES | {"that"}
"""Words that begin something new within a sentence."""

STARTS = QUESTION_WORDS | AUXILIARIES | COPULAS | LIGHT | {"of"}
"""Words behind which the end of a sentence is none of its own."""

YES_OR_NO = frozenset("are is do does can could".split())
"""Verbs that open a question if a sentence begins with them."""

CAPITALS = 0.7
"""Share of capitals from which on they tell no names: a title, or a text that shouts."""

QUESTION = (3, 7)
"""Words of a question that can be a name as a whole: "who made you", "do I need a visa"."""

EMPTY_HEADS = frozenset({("what", "is"), ("what", "are"), ("what", "the")})
"""Heads that a name can do without: "what is the fee"."""

LONGEST_PHRASE, LONGEST_KEYWORD = 5, 3
LONGEST_GLUED = 6
"""Letters of a phrase in a script without spaces."""

CANDIDATES = 40
"""Best terms of a topic among which the diverse ones are chosen."""

SWALLOWED = 0.5
"""Share of a term's sentences from which on a phrase that holds it stands for it."""

LEAST = (0.01, 0.03, 0.06)
"""Share of a topic's sentences in which a term of one, two, three words must stand."""

FAINT = 0.15
"""Weight, of that of the best term, below which a term is not part of a name."""

SAYS_TOO = 0.5
"""Weight, of that of a term, from which on a phrase that holds it names a topic in its place."""

Terms = tuple[tuple[str, float], ...]
"""Words or phrases with their weights, the best first."""

Weighted = Sequence[tuple[Stems, float]]


MOST_TERMS = 10
"""Terms of a topic."""

DIVERSITY = 0.3
"""How much a term loses for sharing words with those chosen before it, in [0, 1]."""


@dataclass(frozen=True, eq=False)
class Counted:
    """How often terms stand in the sentences of each topic.

    written: sentences by stems and form, per topic, those of noise last.
    sizes: sentences per topic, noise last.
    asked: sentences by the short question or clause that they end with, per topic, noise last.
    nouns: words that often stand behind an article.
    verbs: words that often stand behind "I", "can" and the like.
    capitals: words that mostly have a capital within a sentence.
    """

    written: Sequence[Counter[tuple[Stems, str]]]
    sizes: Sequence[int]
    lexicon: Lexicon
    asked: Sequence[Counter[str]] = ()
    nouns: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()

    @cached_property
    def inside(self) -> list[Counter[Stems]]:
        """Sentences by stems, per topic, those of noise last."""
        return [_by_stems(counter) for counter in self.written]

    @cached_property
    def overall(self) -> Counter[Stems]:
        """Sentences of the whole corpus by stems."""
        total: Counter[Stems] = Counter()
        for counts in self.inside:
            total.update(counts)
        return total

    @cached_property
    def asked_overall(self) -> Counter[str]:
        """Sentences of the whole corpus by question."""
        return sum(self.asked, Counter())

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """Sentences of the whole corpus by word."""
        total: Counter[str] = Counter()
        for counts in self.written:
            for (stems, form), number in counts.items():
                if len(stems) == 1:
                    total[form] += number
        return total

    def shown(self, topic: int, chosen: Weighted) -> Terms:
        """Return terms in their most frequent form in a topic."""
        best = {stems: (0, 0, "") for stems, _ in chosen}
        for (stems, form), number in self.written[topic].items():
            if stems in best:
                best[stems] = min(best[stems], (-number, len(form), form))
        return tuple((best[stems][-1], weight) for stems, weight in chosen)


def count_terms(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    *,
    everywhere: frozenset[str] | None = None,
    lexicon: Lexicon = ENGLISH,
) -> Counted:
    """Count the terms of each topic, once per sentence.

    Sentences that only differ in their middle count once: a text that repeats a word, and a form
    that many fill in, name no topic. Forms of a word count together. Shapes: labels (m,).
    """
    left_out = found_everywhere(texts, labels) if everywhere is None else everywhere
    written: list[Counter[tuple[Stems, str]]]
    written = [Counter() for _ in range(int(labels.max(initial=-1)) + 2)]
    asked: list[Counter[str]] = [Counter() for _ in written]
    known: list[set[str]] = [set() for _ in written]
    words: Counter[str] = Counter()
    with_article: Counter[str] = Counter()
    done: Counter[str] = Counter()
    within: Counter[str] = Counter()
    with_capital: Counter[str] = Counter()
    for text, label in zip(texts, labels.tolist(), strict=True):
        for sentence in own_sentences(text, left_out):
            frame = frame_of(sentence)
            if frame not in known[label]:
                known[label].add(frame)
                written[label].update(dict(terms(sentence, lexicon)).items())
                asked[label].update(set(questions(sentence)))
                if len(known[label]) < FEW:
                    asked[label].update(set(tails(sentence, lexicon)))
                said = [token.word for token in tokens(sentence)]
                words.update(said)
                with_article.update(b for a, b in pairwise(said) if a in ARTICLES)
                done.update(b for a, b in pairwise(said) if a in DOERS)
                later = WORD.findall(sentence)[1:]
                if sum(word[0].isupper() for word in later) <= CAPITALS * len(later):
                    within.update(map(str.lower, later))
                    with_capital.update(word.lower() for word in later if word[0].isupper())
    nouns = frozenset(w for w, number in with_article.items() if number >= NOUN * words[w])
    if with_article.total() < ARTICLES_SAID * words.total():
        nouns = frozenset()
    verbs = frozenset(word for word, number in done.items() if number >= VERB * words[word])
    capitals = frozenset(w for w, number in with_capital.items() if 2 * number > within[w])
    return Counted(written, [len(one) for one in known], lexicon, asked, nouns, verbs, capitals)


def topic_words(counted: Counted) -> tuple[Terms, ...]:
    """Return the words and phrases that set each topic apart; none if its texts hold no words."""
    total = sum(counted.sizes)
    plain = counted.lexicon.stop_stems
    terms = []
    for topic, size in enumerate(counted.sizes[:-1]):
        weighted = _weights(counted.inside[topic], size, counted.overall, total)
        chosen = diverse(weighted, MOST_TERMS, DIVERSITY, plain)
        terms.append(counted.shown(topic, chosen))
    return tuple(terms)


def is_broken(form: str, counted: Counted) -> bool:
    """Tell whether a phrase is a noun and what one does with it: "card to top up"."""
    words = form.split()
    return any(
        words[at] == "to"
        and words[at - 1] not in counted.verbs
        and (words[at + 1] in counted.verbs or not PARTICLES.isdisjoint(words[at + 2 : at + 3]))
        for at in range(1, len(words) - 1)
    )


def _by_stems(written: Counter[tuple[Stems, str]]) -> Counter[Stems]:
    """Add up the forms of each term; a sentence holds each term in one form."""
    total: Counter[Stems] = Counter()
    for (stems, _), number in written.items():
        total[stems] += number
    return total


def terms(text: str, lexicon: Lexicon = ENGLISH) -> Iterator[tuple[Stems, str]]:
    """Yield words and short phrases in small letters, by stems, with no stop word at their ends."""
    for part in BREAK.split(unmarked(text)):
        words = tokens(part)
        names = _continues_name(part, words, lexicon)
        if lexicon.languages[0] == "en":
            words, names = _as_titles(words, names, lexicon)
        says = [token.word not in NOT and lexicon.says(token.word) for token in words]
        stems: list[Stems] = [() if w in LINKS else lexicon.stems_of(w) for w, _ in words]
        for start, token in enumerate(words):
            before = _before(words, start)
            light = token.word in LIGHT and _has_object(words, says, start)
            light |= token.word in OPENING and any(says[start + 1 : start + 2])
            if not (says[start] or light) or not stems[start] or before in DEGREES:
                continue
            if before.isdigit() and token.word in UNITS:
                continue
            alone = not (names[start] or any(names[start + 1 : start + 2]))
            if len(token.word) > 1 and not light and alone:
                yield stems[start], token.word
            if names[start] or before in BEFORE_SUBJECT or _within_subject(words, says, start):
                continue
            for end in _ends(words, says, names, start):
                yield sum(stems[start:end], ()), _written(words[start:end])


def _continues_name(part: str, words: Sequence[Token], lexicon: Lexicon) -> list[bool]:
    """Tell of each word whether it goes on with a name: both have capitals, not in German."""
    count = len(words)
    if part.islower() or lexicon.languages[0] == "de":
        return [False] * count
    capital = [match.group()[0].isupper() for match in WORD.finditer(part)]
    if len(capital) != count or not 2 <= sum(capital) <= CAPITALS * count:
        return [False] * count
    return [
        k > 0 and capital[k] and capital[k - 1] and lexicon.says(words[k - 1].word)
        for k in range(count)
    ]


def _as_titles(
    words: list[Token], names: list[bool], lexicon: Lexicon
) -> tuple[list[Token], list[bool]]:
    """Return the words of a sentence as in a title: no "is" within, "does not" as one word."""
    if OTHERWISE_IN_TITLES.isdisjoint(token.word for token in words):
        return words, names
    titled = [(token, names[place]) for place, token in _title(words, lexicon)]
    return [token for token, _ in titled], [name for _, name in titled]


def _title(words: Sequence[Token], lexicon: Lexicon) -> Iterator[tuple[int, Token]]:
    """Yield the words of a title and where they stood."""
    said = [token.word for token in words]
    inside = False
    for k, token in enumerate(words):
        word, following = token.word, said[k + 1] if k + 1 < len(words) else ""
        if inside and word in CONTRACTED:
            yield k, Token("not", token.glued)
        elif word == "not" and k and f"{said[k - 1]} not" in NOT:
            continue
        elif f"{word} not" in NOT and following == "not":
            yield k, Token(f"{word} not", token.glued)
        elif not (inside and _is_left_out(word, following, lexicon)):
            yield k, token
        inside = (inside and word in WITHIN_TITLES) or lexicon.says(word)


def _is_left_out(word: str, following: str, lexicon: Lexicon) -> bool:
    """Tell whether a title does without a verb before the next word."""
    if word in PERFECT:
        return following in AFTER_COPULAS
    return word in COPULAS and (following in AFTER_COPULAS or lexicon.says(following))


def questions(text: str) -> Iterator[str]:
    """Yield the short questions with which parts of a sentence end, in small letters."""
    for part in BREAK.split(unmarked(text)):
        words = [one.replace("\u2019", "'") for one in WORD.findall(part.lower())]
        for start in range(max(0, len(words) - QUESTION[1]), len(words) - QUESTION[0] + 1):
            opens = words[start] in QUESTION_WORDS or (not start and words[0] in YES_OR_NO)
            head, own = tuple(words[start : start + 2]), words[start + 2 : start + 3] == ["your"]
            if opens and (own or head not in EMPTY_HEADS):
                yield " ".join(words[start:])


def is_question(form: str) -> bool:
    """Tell whether a name is a question."""
    return form.split(maxsplit=1)[0] in QUESTION_WORDS | YES_OR_NO


def tails(text: str, lexicon: Lexicon = ENGLISH) -> Iterator[str]:
    """Yield the ends of a sentence's parts from a verb or a noun on, with all that it has."""
    for part in BREAK.split(unmarked(text)):
        words = tokens(part)
        said = [token.word for token in words]
        says = [lexicon.says(one) or one in LIGHT for one in said]
        for start in range(max(0, len(said) - QUESTION[1]), len(said) - QUESTION[0] + 1):
            before = _before(words, start, EACH)
            first, rest = frozenset(said[:start]), said[start:]
            cut = (
                before in STARTS
                or lexicon.says(before)
                or (first & OBJECTS and first & AUXILIARIES)
            )
            if says[start] and says[-1] and TAILS.isdisjoint(rest) and not cut:
                yield " ".join(rest)


def term_stems(term: str, lexicon: Lexicon = ENGLISH) -> Stems:
    """Return the stems of a term; articles and the like make no other term of it."""
    words = [word for word, _ in tokens(term)]
    own = [stem for word in words if word not in LINKS for stem in lexicon.stems_of(word)]
    return tuple(own or words)


def _before(words: Sequence[Token], start: int, skipped: frozenset[str] = ARTICLES) -> str:
    """Return the word before a place, articles left out; "" if there is none."""
    position = start - 1
    while position >= 0 and words[position].word in skipped:
        position -= 1
    return words[position].word if position >= 0 else ""


def _within_subject(words: Sequence[Token], says: Sequence[bool], start: int) -> bool:
    """Tell whether words that say something lead back to "does" or "can".

    Where the subject ends and its verb begins ("does the water tank hold") is not to be seen.
    """
    position = start - 1
    while position >= 0 and says[position]:
        position -= 1
    return position < start - 1 and _before(words, position + 1) in AUXILIARIES


def _has_object(words: Sequence[Token], says: Sequence[bool], start: int) -> bool:
    """Tell whether a verb is followed by its object."""
    return start + 1 < len(words) and (says[start + 1] or words[start + 1].word in ARTICLES)


def _ends(
    words: Sequence[Token], says: Sequence[bool], names: Sequence[bool], start: int
) -> Iterator[int]:
    """Yield where phrases from a word end; the name of a person or a place counts as one word."""
    glued = start + 1 < len(words) and words[start + 1].glued
    left = LONGEST_GLUED if glued else LONGEST_PHRASE
    for end in range(start + 1, len(words) + 1):
        last, glue = words[end - 1]
        left -= last not in OBJECT and (end == start + 1 or not names[end - 1])
        if end == start + 1 or (end < len(words) and names[end]):
            continue
        if says[end - 1] and (len(last) > 1 or glue):
            following = words[end].word if end < len(words) else ""
            cut = (not left and following and says[end]) or (
                words[end - 2].word == "to" and following[:1].isdigit()
            )
            if last not in NO_NOUNS and following not in OBJECT | PARTICLES and not cut:
                yield end
        elif last in PARTICLES | WITHIN and says[end - 2]:
            following = words[end].word if end < len(words) else ""
            if last in PARTICLES or not following or following in NEW:
                yield end
        elif last not in INNER:
            return
        if not left:
            return


def _written(words: Sequence[Token]) -> str:
    """Put the words of a phrase together as they stood."""
    return "".join(token.word if token.glued else f" {token.word}" for token in words).strip()


def _weights(
    inside: Counter[Stems], size: int, overall: Counter[Stems], total: int
) -> list[tuple[Stems, float]]:
    """Return the best candidates: share of the topic's sentences, times the log of the lift.

    The lift is how much more frequent the term is in the topic than in the whole corpus.
    """
    scored = []
    for stems, number in inside.items():
        words = len(stems)
        if words > LONGEST_KEYWORD:
            continue
        if number < (1 if size < 10 else max(2, round(LEAST[words - 1] * size))):
            continue
        share, elsewhere = number / size, (overall[stems] + 1) / (total + 1)
        phrase = 1.0 + 0.15 * (words - 1)
        lift = max(0.0, float(np.log(share / elsewhere)))
        scored.append((stems, phrase * share * (0.05 + lift)))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    best = scored[:CANDIDATES]
    return [pair for pair in best if not _swallowed(pair[0], best, inside)]


def _swallowed(stems: Stems, others: Weighted, inside: Counter[Stems]) -> bool:
    """Tell whether a term mostly stands within one longer term that is at hand too."""
    enough = SWALLOWED * inside[stems]
    return any(
        len(other) > len(stems) and inside[other] >= enough and holds(other, stems)
        for other, _ in others
    )


def diverse(
    candidates: Weighted, count: int, diversity: float, plain: frozenset[str] = frozenset()
) -> Weighted:
    """Choose terms by maximal marginal relevance; alike are terms that share stems."""
    chosen: list[tuple[Stems, float]] = []
    left = [
        (stems, weight, frozenset(stems) - plain or frozenset(stems))
        for stems, weight in candidates
    ]
    taken: list[frozenset[str]] = []
    best = left[0][1] if left else 1.0
    while left and len(chosen) < count:
        gains = [
            (1 - diversity) * weight / best
            - diversity * max((_alike(own, other) for other in taken), default=0.0)
            for _, weight, own in left
        ]
        stems, weight, own = left.pop(int(np.argmax(gains)))
        chosen.append((stems, weight))
        taken.append(own)
    return chosen


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the overlap of two terms' stems, 1 where the one holds the other."""
    return len(left & right) / min(len(left), len(right))


def telling(terms: Terms, lexicon: Lexicon = ENGLISH) -> list[str]:
    """Return the terms that can name a topic, the best first.

    Those far fainter than the best are left out, and those that say nothing beside another: a
    word where a phrase that holds it weighs nearly as much, otherwise the phrase.
    """
    ranked = sorted(terms, key=lambda pair: -pair[1])
    strong = [
        (term, weight, frozenset(term_stems(term, lexicon)))
        for term, weight in ranked
        if weight >= FAINT * ranked[0][1]
    ]
    kept: list[tuple[str, frozenset[str]]] = []
    for term, weight, stems in strong:
        said = any(stems < other and also >= SAYS_TOO * weight for _, also, other in strong)
        if not said and not any(stems <= other or other <= stems for _, other in kept):
            kept.append((term, stems))
    return [term for term, _ in kept]
