"""Words of English that name no topic."""

from __future__ import annotations

_LIST = """
    a able about above across after again against all along already also although always am
    among an and any anybody anyone anything are aren't around as at away back be became because
    become been before behind being believe below beside between both but by came can can't
    cannot come could couldn't despite did didn't do does doesn't doing don't done down during
    each either else even ever every everyone everything except few for from further gave get
    gets getting give given go goes going gone gonna got had hadn't has hasn't have haven't
    having he hello help her here hers herself hey hi him himself his how how's however i i'd
    i'll i'm i've if in inside instead into is isn't it it'd it'll it's its itself just keep
    kind know let let's like likely made make makes making many may maybe me mean might mine
    more most much must my myself near need needs neither never no nobody none nor not nothing
    now of off often oh ok okay on once one ones only or other others ought our ours ourselves
    out outside over own per perhaps please possible put quite rather really said same say says
    see seem seems shall she should shouldn't since so some somebody someone something sometimes
    soon still such sure take tell than thank thanks that that'll that's the their theirs them
    themselves then there there's these they they'd they'll they're they've thing things think
    this those though thought through thus to today tomorrow too toward towards try trying under
    unless until up upon us use used using very via want wants was wasn't way we we'd we'll
    we're we've well went were weren't what what's whatever when when's whenever where where's
    wherever whether which while who who's whom whose why why's will with within without won't
    would wouldn't yes yesterday yet you you'd you'll you're you've your yours yourself
    yourselves
"""

STOP_WORDS = frozenset(_LIST.split())
