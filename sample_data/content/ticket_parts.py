"""What surrounds the core of a ticket: word banks, greetings, signatures, odd rows, long threads."""
# One text a line reads better than wrapped ones here.
# ruff: noqa: E501, SIM905

from __future__ import annotations

from content.shapes import lines

BANKS: dict[str, list[str]] = {
    "item": "Hearth thermostat|Beacon doorbell|Skitter robot vacuum|Keyrow lock|Rill controller|wedge mount|pack of side brushes|bag of dust filters|soil moisture sensor|room sensor|door keypad|solar panel|four-valve manifold|chime plug|set of mop pads|docking station|brass door plate|drip hose kit|garden hose reel|window contact|bridge hub|radiator valve|indoor siren|spare remote|smoke detector|flow meter|cable duct|smart plug".split(
        "|"
    ),
    "item2": "Rill controller|dust bag pack|window contact|garden hose reel|chime plug|smart plug|radiator valve|brass door plate|set of mop pads|indoor siren|door keypad|cable duct".split(
        "|"
    ),
    "device": "Hearth|Beacon|Skitter|Rill|Keyrow bridge|chime plug|room sensor|garden sensor|keypad".split(
        "|"
    ),
    "city": "Harwick|Ostbridge|Tolsund|Marrowby|Kelm|Saint Orran|Lindhaven|Pell Bay|Vardo Hill|Quarrington|Eastmere|Brackley Ford|Nordeney|Castel Brun|Wynnstow|Dunmarsh".split(
        "|"
    ),
    "city2": "Glenporth|Hollin Cross|Aldersey|Rookhope|Tarn Ferry|Monks Weir|Upper Salt|Sandel".split(
        "|"
    ),
    "country": "Norway|Portugal|Ireland|Poland|Malta|Chile|Japan|Canada|Switzerland".split("|"),
    "carrier": "Parcelwing|Northroad Couriers|QuickCrate|Bluevan|Heron Post".split("|"),
    "status": "label created|out for delivery|in transit|held at depot|handed to partner|address check|returned to sender".split(
        "|"
    ),
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday".split("|"),
    "month": "January|February|March|April|May|June|July|August|September|October|November|December".split(
        "|"
    ),
    "occasion": "christening|silver wedding|graduation|housewarming|seventieth birthday|retirement party|exam".split(
        "|"
    ),
    "room": "kitchen|hallway|nursery|attic study|conservatory|utility room|living room|guest room|basement|dining room|sauna|garage".split(
        "|"
    ),
    "furniture": "sideboard|piano|sofa|bunk bed|bookcase|cot|Christmas tree|radiator|wardrobe|bar stool".split(
        "|"
    ),
    "surface": "white wall|brass letter box|snow|glass panel|ivy|drainpipe".split("|"),
    "appliance": "tumble dryer|heat pump|garage door|elevator|mixer|induction hob".split("|"),
    "bed": "rose bed|vegetable patch|front lawn|raspberry row|dahlia border|herb pots|hydrangea corner|new hedge|roof terrace|pumpkin field".split(
        "|"
    ),
    "phone": "old Fairline 3|Android phone|iPhone 12|Pixel|tablet|work phone|Galaxy|folding phone|iPhone mini|Nordo X".split(
        "|"
    ),
    "browser": "Firefox|Safari|Edge|Chrome|the browser of the television".split("|"),
    "button": "lock|heating|arm|garden|snooze|boost|doorbell volume|away".split("|"),
    "payment": "PayPal|my debit card|the bank transfer|Klarna|the credit card|Apple Pay|the instalment plan".split(
        "|"
    ),
    "promo": "SPRING15|HELLO10|TARN20|GREENWEEK|BDAY5|OTTER12|THANKYOU8".split("|"),
    "street": "Mill Lane 14|Otter Row 3|Larch Avenue 88|Quay Street 5b|Station Road 27|Bell Hill 61|Weavers Yard 2".split(
        "|"
    ),
    "surname": "Lindqvist-Moore|Abara|Castellan|O'Dwyer|Pettersen|Varga".split("|"),
    "person": "Mr Halloran|Ms Petrov|Inge|Dr Achterberg|a Samuel|Mrs Oyelaran|Bettina|Mr Quill".split(
        "|"
    ),
}

FIRST_NAMES = "Agnes Bram Carmen Dilan Edith Farid Greta Hugo Ines Jonas Kaya Leopold Mira Nils Oluchi Petra Quentin Rosa Stellan Tomasz Ulla Viktor Wanda Xenia Yusuf Zoë José Anaïs Björn Siân".split()
LAST_NAMES = "Abbott Brandvik Castellan Dvorak Eze Fontaine Grünwald Hallam Iversen Jurado Kowalski Lindgren Moreau Nakano Okafor Pettersen Quirke Rasmussen Sørensen Tanaka Umarov Varga Whitlock Yildiz Zeller".split()

GREETINGS = lines("""
Hello,
Hi there,
Dear Tarnwell team,
Good morning,
Hi,
Dear Sir or Madam,
Good evening,
To whom it may concern,
Hey,
Hello support,
""")
SHORT_GREETINGS = ("Hello,", "Hi,", "Hey,")
CONNECTORS = ("", "", "Also: ", "On top of that: ", "And another thing. ", "Apart from that: ")
CLOSINGS = lines("""
Thanks in advance,
Kind regards,
Best wishes,
Many thanks,
Regards,
Yours sincerely,
Cheers,
With best regards,
Thank you for your help,
""")
ASKS = lines("""
What can be done?
Please advise.
Please call me back under {phone_no}.
I look forward to a quick answer.
Can you help me with this?
Waiting for your reply.
You can reach me at {email}.
How do we go on from here?
My order number is {order}.
Customer number {customer}.
Please get this sorted.
Any idea?
""")
FOOTERS = lines("""
Sent from my phone
Sent from my tablet
Get the mail app for Android
This message was dictated, please excuse mistakes.
""")
PHONE_PREFIXES = lines("""
Phone note. Customer says:
Call summary, in the caller's words:
Voicemail transcript:
Caller dictated:
""")
QUOTED_REPLIES = lines("""
Thank you for contacting Tarnwell. Your request has been received and will be answered within two working days.
We are sorry to hear that. Could you tell us the serial number and since when this has been so?
Our colleagues have had a look and would like to know which model you own.
Please excuse the wait. We have passed your case on to the team in charge.
Thank you for your patience. Is the matter still open on your side?
""")
EMOJI = "😡 🙏 😢 🤷 👍 🔥 😂 🏠 🐶 ❄️ 🎁 👀 🤖 💸 🚪 🌧️".split()

AUTOMATIC_TEXT = "AUTOMATIC MESSAGE - Your mailbox tarn-orders@example.org is over its quota. Incoming messages will be refused until space is freed. Do not reply to this message."
REPEATED_TEXTS = lines("""
I am out of the office until further notice and will read your message when I return. In urgent cases please write to office@example.com.
Please stop sending me the customer satisfaction survey, I have answered it already.
Test message from the contact form, please ignore.
Your message could not be delivered because the recipient's address was not found.
I would like to receive your printed catalogue.
Please unsubscribe me from the newsletter.
""")

LANGUAGES: list[tuple[str, str, str]] = [
    (
        "es",
        "delivery_late",
        "Hola, mi pedido debía llegar el lunes y todavía no he recibido nada. ¿Dónde está el paquete?",
    ),
    (
        "es",
        "app_login",
        "No puedo entrar en la aplicación porque el código de verificación nunca me llega al móvil.",
    ),
    (
        "es",
        "refund_pending",
        "Devolví la cerradura hace un mes y sigo esperando el reembolso en mi tarjeta.",
    ),
    (
        "es",
        "app4_update",
        "Desde la versión 4 la aplicación se cierra sola cada vez que abro el salón.",
    ),
    (
        "fr",
        "delivery_late",
        "Bonjour, le livreur prétend avoir déposé le colis chez mon voisin, mais il n'a rien reçu.",
    ),
    (
        "fr",
        "skitter_docking",
        "Mon aspirateur robot ne retrouve plus sa station de charge depuis que j'ai changé de tapis.",
    ),
    (
        "fr",
        "double_charge",
        "J'ai été débité deux fois pour la même commande, merci de me rembourser une des deux sommes.",
    ),
    (
        "fr",
        "hearth_schedule",
        "Le thermostat chauffe la chambre à trois heures du matin sans aucune raison.",
    ),
    (
        "fr",
        "plus_cancel",
        "Je souhaite résilier mon abonnement Plus avant la fin du mois, comment faire ?",
    ),
    (
        "de",
        "wifi_setup",
        "Die Türklingel lässt sich nicht mit unserem WLAN verbinden, obwohl der Router gleich daneben steht.",
    ),
    (
        "de",
        "keyrow_jam",
        "Das Schloss klemmt seit dem Frost und der Motor brummt nur noch. Wir kommen nicht ins Haus!",
    ),
    (
        "de",
        "invoice_vat",
        "Bitte schicken Sie mir die Rechnung mit ausgewiesener Mehrwertsteuer für unsere Buchhaltung.",
    ),
    (
        "de",
        "rill_leak",
        "Das Ventil schließt nicht mehr richtig und der ganze Rasen steht unter Wasser.",
    ),
    (
        "de",
        "one-off",
        "Auf Ihrem Firmenparkplatz sitzt seit Tagen ein Storch mit verletztem Flügel.",
    ),
    (
        "pt",
        "refund_pending",
        "Vocês confirmaram a devolução do dinheiro em maio e até hoje nada apareceu na minha conta.",
    ),
    (
        "pt",
        "beacon_notifications",
        "A campainha toca dentro de casa, mas o meu telemóvel não recebe nenhum aviso.",
    ),
    (
        "pt",
        "return_label",
        "Preciso de uma etiqueta de devolução, não havia nenhuma dentro da caixa.",
    ),
    (
        "it",
        "damaged_arrival",
        "Il termostato è arrivato con lo schermo rotto e la scatola schiacciata da un lato.",
    ),
    ("it", "app_login", "Ho dimenticato la password e la mail per reimpostarla non arriva mai."),
    (
        "it",
        "gift_card",
        "Il buono regalo di mia zia risulta scaduto, ma l'ha comprato la settimana scorsa.",
    ),
    (
        "nl",
        "delivery_late",
        "De bezorger zegt dat hij heeft aangebeld, maar ik was de hele dag thuis en hoorde niets.",
    ),
    (
        "nl",
        "keyrow_battery",
        "De batterijen van het slot zijn na tien dagen al leeg, is dat normaal?",
    ),
    ("pl", "skitter_brush", "Szczotka robota przestała się kręcić i słychać głośne zgrzytanie."),
    ("pl", "wrong_item", "Zamówiłem czarny dzwonek, a w paczce był biały. Proszę o wymianę."),
    (
        "sv",
        "hearth_boiler",
        "Pannan startar inte fast termostaten visar att den värmer. Huset är iskallt.",
    ),
    ("tr", "promo_code", "Bültendeki indirim kodu ödeme sayfasında geçersiz görünüyor."),
    ("ja", "app_login", "アプリにログインできません。確認コードがいつまでたっても届きません。"),
    (
        "ja",
        "delivery_late",
        "先週届くはずだった荷物がまだ届いていません。配送状況を教えてください。",
    ),
    ("ja", "skitter_map", "掃除ロボットの地図が消えてしまいました。元に戻す方法はありますか。"),
    ("ar", "refund_pending", "لم يصلني المبلغ المسترد حتى الآن رغم أنني أعدت المنتج قبل شهر."),
    ("ar", "beacon_night", "صورة الكاميرا ليلاً ضبابية جداً ولا أستطيع رؤية الوجوه."),
    ("zh", "wifi_setup", "门铃一直连不上无线网络，重置了三次还是不行。"),
    ("ko", "order_cancel", "주문을 잘못했습니다. 발송 전에 취소해 주세요."),
    (
        "ru",
        "warranty_claim",
        "Пылесос сломался через десять месяцев, как оформить гарантийный ремонт?",
    ),
    ("el", "share_access", "Πώς μπορώ να δώσω πρόσβαση στην κλειδαριά στη γειτόνισσά μου;"),
]

MARKUP: list[tuple[str, str, str]] = [
    (
        "script",
        "app_login",
        "<script>alert(1)</script> I cannot log in since your form eats every special character in my password.",
    ),
    (
        "script",
        "app4_update",
        "My profile name in app 4 shows as <img src=x onerror=alert(document.cookie)> and I did not type that.",
    ),
    (
        "script",
        "one-off",
        "Security researcher here: your search box reflects \"><script>alert('xss')</script> unescaped, whom do I tell?",
    ),
    (
        "script",
        "gift_card",
        "The gift card greeting was replaced by <svg/onload=alert('hi')> on the printout.",
    ),
    (
        "script",
        "address_change",
        "javascript:alert(1) is what my address line became after I pasted it from your page.",
    ),
    (
        "script",
        "invoice_vat",
        'The company field of my bill reads <iframe src="https://example.com/x"></iframe> please correct it to Brandvik Roofing.',
    ),
    (
        "script",
        "share_access",
        'Guest name "\'; DROP TABLE guests; --" was a joke of my son and now nobody can be invited.',
    ),
    (
        "html",
        "delivery_late",
        "<p>Hello,</p><p>the <b>indoor siren</b> was to come on <i>Tuesday</i>.<br>It has not come.</p>",
    ),
    (
        "html",
        "refund_pending",
        '<div dir="ltr">My refund for the smoke detector is missing.&nbsp;The bank sees <u>nothing</u>.</div>',
    ),
    (
        "html",
        "skitter_docking",
        "The robot stops in front of its base &amp; beeps.<br/><br/>It used to dock within seconds &lt;sigh&gt;.",
    ),
    (
        "html",
        "plus_cancel",
        "<html><body><font color=red>PLEASE END MY PLUS PLAN</font></body></html>",
    ),
    (
        "html",
        "hearth_schedule",
        "<table><tr><td>Mon</td><td>heats at 5</td></tr><tr><td>Tue</td><td>does not heat</td></tr></table> What is wrong with my plan?",
    ),
    (
        "html",
        "wifi_setup",
        'Wifi trouble&#33; The garden sensor says &quot;no network&quot; and <a href="https://example.com/help">this page</a> did not help.',
    ),
    (
        "html",
        "beacon_night",
        "<blockquote>Picture attached</blockquote> The lens is foggy <style>p{color:blue}</style> on cold mornings.",
    ),
    ("html", "keyrow_jam", "Lock stuck.<br>Door shut.<br>Cat inside.<br>Please call."),
    (
        "html",
        "wrong_item",
        "<ul><li>ordered: radiator valve</li><li>received: two smoke detectors</li></ul>",
    ),
    (
        "html",
        "damaged_arrival",
        'The siren was broken &mdash; see <img src="cid:photo1"> and <img src="cid:photo2">.',
    ),
    (
        "html",
        "beacon_clips",
        "&lt;video&gt; does not play in my browser when I open a shared clip of the garage.",
    ),
]

FORMULA_CELLS: list[tuple[str, str]] = [
    ("double_charge", "=SUM(59.90;59.90) is what you took for one siren, half of that was right."),
    (
        "invoice_vat",
        '=HYPERLINK("https://example.org/bill","my bill") leads nowhere, please send the bill again.',
    ),
    (
        "one-off",
        "=1+1 is about the level of the sums on your careers page, the salary table adds up wrong.",
    ),
    ("delivery_late", "+++ URGENT +++ the smoke detectors for our fire inspection have not come."),
    (
        "hearth_schedule",
        "+2 degrees every evening without anybody touching the dial in the library.",
    ),
    ("app_login", "+44 numbers are cut off in the sign-up form so that I can't verify mine."),
    ("refund_pending", "-25.00 is on my statement as a fee for a refund that I have never seen."),
    ("keyrow_battery", "-15 degrees outside and the lock on the gate is flat again after a week."),
    (
        "skitter_map",
        "- the map is mirrored\n- the sofa is missing\n- the stairs are marked as carpet",
    ),
    (
        "rill_weather",
        "- rain on three days\n- watering on all three\n- sensor says dry\nWhat next?",
    ),
    (
        "beacon_notifications",
        "@support the bell app has sent two hundred alerts since breakfast, all of the same pigeon.",
    ),
    (
        "promo_code",
        "@tarnwell you promised a code to all who filled in the spring survey, where is it?",
    ),
    (
        "warranty_claim",
        "=cmd|' /C calc'!A0 is the text on the repair slip of my hub, is that one of your jokes?",
    ),
    (
        "app4_update",
        "@everyone at Tarnwell: who thought that hiding the thermostat dial in app 4 was wise?",
    ),
]

LONG_FILLERS = lines("""
I have written all of this down in order, so that nobody needs to ask me for it a second time.
Before anything else I want to say that the person on the phone was polite, and that this is not about her.
We have been customers since the shop in the old tannery, so I hope that counts for something.
The first message I sent got an answer that had nothing to do with my question.
I then went through the help pages one after another, with a cup of tea and a good deal of patience.
On the second day my neighbour came over, who used to repair radios, and he could not make sense of it.
I also asked in the forum, where two people described much the same and nobody from your side replied.
My wife suggested that I switch it off and wait for a night, which I did, to no avail.
For completeness: the house was built in 1962, the walls are brick, the wiring was renewed eight years ago.
There is a list of times below, which I took from my diary and which should be exact to some minutes.
I enclose the serial number, the date of purchase and the name of the shop on a separate sheet.
It may well be that I have overlooked something, in which case I ask you to tell me in plain words.
A second attempt with the tablet of my daughter ended at the same place and with the same words on the screen.
What I do not want is to be sent round in circles from one department to the next.
If somebody has to come by, afternoons are best, as I work in the mornings until half past twelve.
Last year a very similar thing was put right within a day, so I know that it can be done.
Your colleague promised to call back on the same afternoon, and I sat next to the telephone until eight.
I have kept the box, the foam and all of the small bags, should you need to have it back.
The manual has a chapter on this, but its drawings show another model with the buttons on the other side.
As a rule I do not complain, and those who know me would tell you so.
I tried to describe it to the chat robot in three different ways and it wished me a nice day each time.
Should this cost something then please say how much before anybody starts.
You may forward this to whoever is in charge, I have no objection to that.
I read it all again before sending and could not make it any shorter, sorry.
""")
AGENT_REPLIES = lines("""
Hello, and thank you for your message. I am sorry for the trouble that this has caused you. To look into it I need a few details: the serial number on the back, the date on which you noticed it first, and whether anything in the house changed at about that time. With kind regards, Nadia from Tarnwell Support
Thank you for the quick answer. I have compared the entries with our records and cannot see anything unusual on our side at the times that you name. Would you please repeat the steps on the enclosed sheet and tell me at which of them it stops? Best wishes, Owen from Tarnwell Support
I understand that this is tiresome. My colleagues in the second line have asked for a photograph of the label and for a short film, if that is possible at all. You can reply to this message and attach both of them, up to twenty megabytes. Kind regards, Tarnwell Support, Team Two
We tried to reach you by telephone today without luck. As we have not heard from you for some days we assume that the matter has been settled. If not, then please answer this message and your case will be opened again without further ado. Your Tarnwell team
""")
LEGAL_FOOTER = "This message and any attachment are confidential and meant for the person named above alone. If you have received it in error, please tell the sender at once and delete it from your system; copying it, passing it on or using it in any other way is not permitted. Messages may have been altered on the way, for which no liability is taken. Please think of the trees before you print this message."
LATE_ENDINGS: list[tuple[str, str, str, str]] = [
    (
        "refund_pending",
        "opposite",
        "So to come to the point at last: please refund the money to my card.",
        "So to come to the point at last: please send me a new device and keep the money.",
    ),
    (
        "delivery_late",
        "place",
        "Please bring the parcel to the bakery on the corner.",
        "Please bring the parcel to the vet behind the church.",
    ),
    (
        "hearth_schedule",
        "number",
        "In short, the bathroom must be at 22 degrees at six.",
        "In short, the bathroom must be at 19 degrees at six.",
    ),
    (
        "plus_cancel",
        "negation",
        "After all that: yes, I want to cancel the plan.",
        "After all that: no, I do not want to cancel the plan.",
    ),
    (
        "warranty_claim",
        "date",
        "The thing was bought on 3 February 2024, as the receipt says.",
        "The thing was bought on 3 November 2022, as the receipt says.",
    ),
    (
        "skitter_docking",
        "product",
        "My question is whether a new battery would cure it.",
        "My question is whether a new charging plate would cure it.",
    ),
]
