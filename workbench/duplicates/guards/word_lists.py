"""Closed lists of English words that the guards look at."""

# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905

from __future__ import annotations

NEGATORS = frozenset(
    "not no never none nobody nothing nowhere neither nor without cannot cant wont dont doesnt "
    "didnt isnt arent wasnt werent havent hasnt hadnt couldnt wouldnt shouldnt mustnt neednt aint "
    "mightnt shant hardly barely non".split()
)
"""Words that turn a statement round, apostrophes left out."""

NEGATIVE_IN_MEANING = frozenset(
    "unable impossible fail fails failed failing failure refuse refuses refused dislike dislikes "
    "missing lack lacks lost stop stops stopped stopping broken decline declined declines reject "
    "rejected denied block blocked lock locked dead empty expired off still waiting outstanding "
    "unclear incomplete useless frozen freezes stuck wrong error trouble overdue inaccessible "
    "unavailable unreachable invalid avoid prevent disappeared vanished unresponsive".split()
)
"""Words that can say without a negator what the other text says with one."""

NUMBER_WORDS = {
    "zero": "0",
    "one": "1",
    "single": "1",
    "once": "1",
    "two": "2",
    "twice": "2",
    "three": "3",
    "thrice": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "dozen": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
    "hundred": "100",
    "thousand": "1000",
    "half": "1/2",
    "quarter": "1/4",
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
    "eighth": "8th",
    "ninth": "9th",
    "tenth": "10th",
    "double": "2",
    "triple": "3",
}
"""Numbers in words; they count as a difference only where the other text has another number."""

CURRENCIES = {
    "$": "usd",
    "usd": "usd",
    "dollar": "usd",
    "dollars": "usd",
    "bucks": "usd",
    "€": "eur",
    "eur": "eur",
    "euro": "eur",
    "euros": "eur",
    "£": "gbp",
    "gbp": "gbp",
    "pound": "gbp",
    "pounds": "gbp",
    "quid": "gbp",
    "¥": "jpy",
    "jpy": "jpy",
    "yen": "jpy",
    "chf": "chf",
    "franc": "chf",
    "francs": "chf",
    "kr": "kr",
    "sek": "kr",
    "nok": "kr",
    "dkk": "kr",
    "crowns": "kr",
    "₹": "inr",
    "inr": "inr",
    "rupee": "inr",
    "rupees": "inr",
    "cent": "cent",
    "cents": "cent",
    "pence": "penny",
    "aud": "aud",
    "cad": "cad",
    "cny": "cny",
    "yuan": "cny",
    "pln": "pln",
    "zloty": "pln",
    "₩": "krw",
    "₽": "rub",
    "rub": "rub",
    "rubles": "rub",
    "₺": "try",
    "₴": "uah",
    "₪": "ils",
    "brl": "brl",
    "reais": "brl",
}
"""Signs, codes and words of currencies."""

SCALES = {
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "million": 6,
    "bn": 9,
    "b": 9,
    "billion": 9,
    "trillion": 12,
}
"""Powers of ten behind a number."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

DAY_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight "
    "weekday weekdays weekend weekends spring summer autumn winter morning afternoon evening night "
    "noon midnight daily weekly monthly yearly annually hourly quarterly fortnightly easter "
    "christmas annual".split()
)
"""Words that name a time; they count as a difference only where the other text names another."""

_OPPOSITES = """
increase raise higher rise up grow gain climb upward jump | decrease reduce lower fall down drop
soar surge climb gain | shrink decline downward dip slump plunge cut drop fall
increase raise | decrease lower reduce
enable activate | disable deactivate
much many | little few
lengthen extend prolong | shorten
double | halve
pass approve adopt | reject block
climb rise soar | sink sag slide
split divide | merge unite combine
raise hike | slash lower
most | least
open reopen | close shut
accept | reject refuse decline
approve grant | deny reject refuse
approve | disapprove
buy purchase | sell
minimum min least | maximum max most
rise rose grow grew climb gain | fall fell shrink shrank drop lose slump
win won | lose lost
add | remove delete
add | subtract multiply divide
lock | unlock
easy simple | difficult hard
loud noisy | quiet silent
allow permit | forbid forbidden ban prohibit
send sent | receive received
before | after
early | late
upgrade | downgrade
safe | dangerous unsafe
honest | dishonest
guilty | innocent
import | export
connect | disconnect
hot warm | cold cool
heat | cool
incoming inbound | outgoing outbound
positive | negative
for | against
start begin | stop end finish
start | end
show shown visible | hide hidden invisible
left | right
free | paid charge
happy | unhappy
install | uninstall
subscribe | unsubscribe
deposit | withdraw withdrawal
arrive arrival | depart departure leave
entry enter entrance | exit
first | last
fast quick | slow
full | empty
long longer | short shorter
large big larger bigger | small little smaller
old older | new newer young younger
cheap | expensive
push | pull
import upload | export
upload | download
more | less fewer
above over | below under
inside indoor indoors | outside outdoor outdoors
public | private
manual manually | automatic automatically
online | offline
always | never
same | different
high | low
thick | thin
wet | dry
light | heavy dark
bright | dim dark
strong | weak
legal | illegal
possible | impossible
valid | invalid
correct | incorrect wrong
active | inactive
available | unavailable
complete | incomplete
successful | unsuccessful
agree | disagree
like | dislike
appear | disappear vanish
include | exclude
increase | freeze
tighten | loosen ease
expand extend | shrink shorten
widen | narrow
nearest nearby | farthest furthest faraway
lend | borrow
teach | learn
pass | fail
success | failure
profit | loss
support back | oppose
attack | defend
hire | fire
join | leave quit
arrest | release free
pause | resume continue
mute | unmute
freeze block | unfreeze unblock
pair | unpair
load | unload
pack | unpack
fold | unfold
north northern | south southern
east eastern | west western
top | bottom
front | back rear
day | night
morning | evening
male man | female woman
best | worst
better | worse
strengthen | weaken
accelerate | slow
optional | mandatory compulsory required
temporary | permanent
single | double
single | multiple
whole | half
internal | external
domestic | international foreign
with | without
ally | enemy
peace | war
sunny | rainy
sink | float
back | reject
confirm | deny
keep | lose remove
save | delete
restore | delete
clockwise | anticlockwise counterclockwise
odd | even
input | output
sender | recipient receiver
buyer | seller
landlord | tenant
employer | employee
debit | credit
refill | drain
inflate | deflate
overcharge | undercharge
overheat | freeze
win | defeat
welcome praise | criticise criticize condemn
reopen | shut
resign | stay
extend | cancel
reactivate reinstate renew resubscribe | cancel terminate unsubscribe
postpone delay | bring
record | delete
wired | wireless
locked | unlocked
clean | dirty
thaw | freeze
tight | loose
deep | shallow
arm | disarm
assemble | disassemble
plug | unplug
mount | unmount
earn | spend
inner | outer
upper | lower
upstairs | downstairs
forward | backward backwards
increase | decline
recover | worsen
"""

OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in line.split("|"))
    for line in _OPPOSITES.strip().splitlines()
)
"""Words that say the contrary of one another, two sides a line; forms are reduced to stems."""

NO_CONTENT = frozenset(
    "a an the this that these those my your our his her their its i you he she it we they me "
    "him us them is are was were be been being am do does did done have has had will would "
    "shall should can could may might must of in on at to from by with for about into onto "
    "over under as than then so and or but if when while since until because please kindly "
    "just also too very really quite now hi hello hey dear thanks thank there here some any "
    "all each every such get got im ive id ill again still already yet ever only even after "
    "before s t re ve ll d m up out off".split()
)
"""Words that carry little; one of them in place of another makes no difference to speak of."""

LISTING = frozenset("or and versus vs both either between".split())
"""Words by which both sides of an opposite are only listed, in either order."""

DIRECTIONS = frozenset("from to into onto than instead over against for".split())
"""Words around which an exchange of places changes what is said."""

NO_PRODUCTS = frozenset(
    "order ticket invoice flight room gate case part line bus error code over under about for at "
    "in on the only add some i after before within up to from since until page is are was nearly "
    "almost fire than last past next another all these those those my our your their".split()
)
"""Capitalised words before a number that make it no version of a product."""
