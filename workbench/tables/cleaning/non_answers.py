"""Cells that say that there is no answer: n/a, none, -, no comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

CODES = frozenset(
    """
    n/a|n.a.|n.a|n/a.|#n/a|#na|#n/a n/a|<na>|<n/a>|n\\a|n/d|n.d.|n/r|null|(null)|<null>|[null]|nil
    nan|-nan|+nan|nat|#null!|#value!|#ref!|#div/0!|#num!|#name?|undefined|(none)|<none>|[none]
    (blank)|(empty)|(leer)|(vide)|(vacío)|k.a.|k. a.|k/a|o.a.|o. a.|s/o|s.o.|n.v.t.|nvt|н/д
    not applicable|not available|no answer|no response|no reply|not answered|no data
    keine angabe|keine angaben|ohne angabe|nicht zutreffend|trifft nicht zu|keine antwort
    sans objet|sans réponse|non applicable|pas de réponse|non renseigné
    no aplica|no procede|sin respuesta|no contesta|ns/nc|non applicabile|nessuna risposta
    não se aplica|não aplicável|sem resposta|niet van toepassing|geen antwoord
    ej tillämpligt|ikke relevant|inget svar|nie dotyczy|brak odpowiedzi|не применимо
    no comment|no comments|no further comment|no further comments|no additional comments
    no other comments|no comments at this time|no comment at this time|nothing to add
    nothing to say|nothing else to add|none at this time|none that i can think of
    kein kommentar|keine kommentare|keine anmerkungen|keine weiteren anmerkungen
    pas de commentaire|pas de commentaires|aucun commentaire|rien à ajouter|rien à signaler
    sin comentarios|sin comentario|ningún comentario|nada que añadir|nessun commento
    sem comentários|sem comentário|nada a acrescentar|geen commentaar|geen opmerkingen
    inga kommentarer|ingen kommentar|brak uwag|特になし|特にありません|无可奉告|해당 없음|해당없음
    """.replace("\n", "|").split("|")
)
"""Words that stand for a missing answer wherever they are the whole cell."""

WORDS = frozenset(
    """
    na|none|none.|nothing|nothing really|nothing else|nothing comes to mind|missing
    keine|keiner|keines|nichts|nix|leer|entfällt|rien|aucun|aucune|néant|ras
    ninguno|ninguna|nada|niente|nulla|nessuno|nessuna|nenhum|nenhuma|geen|niets
    inga|ingen|inget|ingenting|intet|brak|nic|ничего|なし|無し|无|無|没有|없음|없습니다
    """.replace("\n", "|").split("|")
)
"""Words that can be the answer to a closed question ("Which pets do you have?" - "None")."""

PLACEHOLDERS = frozenset(("x", "xx", "xxx"))
"""Typed to get past a field that must not be empty; no answer only beside other non-answers."""

BESIDE = 3
"""Rows with other non-answers, from which on a placeholder is one too."""

CODES, WORDS = (frozenset(map(str.strip, one)) - {""} for one in (CODES, WORDS))

CLOSED_ANSWERS, CLOSED_ROWS = 30, 3
"""Different answers that a closed question has at most, and rows per answer at least."""

_SIGNS = re.compile(r"[\s.\-_/\\|?~,;:\u2010-\u2015\u2026\u2212\uff0d\u30fc\u3002]+")
_MOST_LETTERS = 60


@dataclass(frozen=True)
class NonAnswers:
    """Which cells of a column hold no answer.

    blank: the texts that count as blank, as they are written.
    kept: texts that could be a non-answer, but are an answer here.
    """

    blank: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


def form_of(text: str) -> str:
    """Return a cell in small letters, without spaces around it or a full stop behind it."""
    form = " ".join(text.split()).casefold()
    return form if len(form) < 2 or form in CODES else form.rstrip(".!") or form


def find_non_answers(
    texts: Sequence[str], counts: Sequence[int], more: Collection[str] = ()
) -> NonAnswers:
    """Find the texts of a column that hold no answer."""
    added = frozenset(map(form_of, more))
    sure: set[str] = set()
    words: Counter[str] = Counter()
    placeholders: Counter[str] = Counter()
    beside = 0
    answers: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        form = form_of(text) if len(text) <= _MOST_LETTERS else ""
        if form and (form in added or form in CODES or _SIGNS.fullmatch(text)):
            sure.add(text)
            beside += count
        elif form in PLACEHOLDERS:
            placeholders[text] = count
        elif form in WORDS:
            words[text] = count
        else:
            answers[form or text] += count
    if beside + words.total() >= BESIDE:
        sure |= set(placeholders)
    else:
        answers += placeholders
    closed = len(answers) <= CLOSED_ANSWERS and answers.total() >= CLOSED_ROWS * len(answers)
    if closed and answers:
        return NonAnswers(frozenset(sure), frozenset(words))
    return NonAnswers(frozenset(sure) | frozenset(words))
