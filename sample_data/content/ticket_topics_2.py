"""The smaller ticket topics, as situations and complications."""

from __future__ import annotations

from content.shapes import Topic

SMALL_TOPICS: list[Topic] = [
    Topic(
        key="beacon_night",
        title="Doorbell picture poor, mostly at night",
        size=55,
        products="Beacon:10",
        situations="""
At night the Beacon shows a white fog and no faces.
The picture has a purple tint since {month}.
Infrared light bounces off the {surface} next to the door and blinds the camera.
Everything beyond two metres is a blur on the Beacon.
The video freezes for seconds and then hurries to catch up.
Number plates on the drive could be read last year and not now.
The lens has a milky ring on the inside, condensation I think.
The top of each head is cut off, the angle is too low.
It switches between day and night view every few seconds at dusk.
The recording is in the resolution of a stamp, the live picture is sharp.
The street lamp opposite makes the Beacon see only a silhouette.
Horizontal lines roll through the image when the {appliance} runs.
The picture is upside down after the wall mount was turned.
My visitors look like fish, is the wide angle meant to be so strong?
A dead pixel sits in the very centre of the door view.
The sound runs two seconds behind the lips.
""",
        complications="""
I polished the glass with a lens cloth.
Police asked for the footage and could do nothing with it.
HDR on or off, no difference.
The porch faces south-west.
It was crisp in the first weeks.
Two sample clips are attached.
My upload speed is {days} Mbit.
There are cobwebs, I know, I sweep them off.
Would the wedge mount help?
Is it the hardware or the last update?
""",
    ),
    Topic(
        key="rill_leak",
        title="Irrigation valve leaks or stays open",
        size=50,
        products="Rill:10",
        months=(1, 1, 3, 8, 12, 15, 16, 13, 7, 3, 1, 1),
        priorities=(0, 4, 5, 3),
        situations="""
Valve {n} of the Rill does not shut and the {bed} is a pond.
Water sprays from the seam of the manifold when zone {n} opens.
The Rill dripped all night and the {bed} is drowned.
The hose connector on the controller cracked along the thread.
It opened at {time} by itself and ran until I came home from {city}.
The solenoid clicks and yet no water reaches the {bed}.
There is a puddle under the controller box after each run.
After the first frost the plastic elbow split.
Pressure falls so far that the sprinklers on the {bed} only dribble.
Two zones open at once although I planned them one after another.
The emergency stop in the app does not close the valve on the {bed}.
Sand from the well jams the membrane of valve {n}.
The flow meter counts litres with the main tap closed.
The seal ring fell apart in my fingers when I changed the filter.
Water comes out of the cable gland, which cannot be good.
The valve hammers so hard at closing that the pipe in the cellar jumps.
""",
        complications="""
The water meter says {days} cubic metres this month.
We are on a metered allotment, so it costs.
I closed the main tap and that is no solution in this heat.
Teflon tape has been tried.
The tomatoes are dead already.
The pipe pressure is four bar.
The neighbour's cellar got wet too.
Please send the gasket alone, I can fit it.
It was winterised by the book.
I am away from {weekday} and cannot leave it so.
""",
    ),
    Topic(
        key="damaged_arrival",
        title="Arrived damaged",
        size=46,
        products="Shop:10",
        situations="""
The {item} came out of the box with a crack right across the front.
One corner of the carton was crushed and the {item} inside is bent.
The glass of my {item} arrived in three pieces.
A smell of wet cardboard, rust on the screws: the {item} must have stood in the rain.
The {item} has deep scratches under the protective film.
Something rattles in the {item}, and a spring fell out when I turned it over.
The seal was broken and the {item} has somebody's fingerprints all over.
The plug of the {item} is squashed flat and does not go into any socket.
The battery of the {item} has leaked into the packaging.
The plastic hooks on the back of the {item} were snapped off on arrival.
Unpacked the {item}: the cable is cut halfway through, from the box knife I guess.
There are dents in the {item} as if someone had sat on the parcel.
The display of the {item} shows a black stain from the first moment.
The foam was missing, so the {item} had rolled about for the whole journey.
""",
        complications="""
Photos of every side are attached.
The driver wrote "box damaged" on his handheld in front of me.
Do I have to send the wreck back?
A new one, please, and better wrapped.
It is for a customer of mine and must look right.
I would keep it for a third off.
The child cut a finger on it.
Should I claim from {carrier} or from you?
I refused the second parcel in the same state.
It does switch on, to be fair.
""",
    ),
    Topic(
        key="wrong_item",
        title="Wrong item in the box",
        size=42,
        products="Shop:10",
        situations="""
I ordered a {item} and found a {item2} in the box.
The {item} is the white one, I paid for graphite.
The label on the outside says {item}, the inside is a {item2}.
You sent the {item} with a British plug to {city}.
Two of {item} came in place of one each of {item} and {item2}.
Somebody else's delivery note from {city} lay in my parcel, and their {item} too.
The {item} is last year's model with the round button, the page showed the square one.
I asked for the left-hand version of the {item} and got the right-hand one.
The replacement for my {item} is again not a {item}, it is a {item2}.
A bag of screws was all that the big box held, no {item}.
My {item} came with the manual and the cables of a {item2}.
The set should have had three pieces of {item}, it holds a single one.
This {item} is plainly used, with another person's home already on it.
The size on the {item} is for thick doors and ours is thin.
""",
        complications="""
The bill lists the right thing.
I can hand it over if the driver comes by.
Can I keep this one and pay the difference?
The code on the bag ends in {n}7.
A swap before {weekday} would save me.
It has not been taken out of its foil.
Someone is surely waiting for theirs.
I already threw the carton away.
""",
    ),
    Topic(
        key="address_change",
        title="Change address or contact details",
        size=40,
        products="Shop:7 App:3",
        channels=(5, 4, 5, 3),
        priorities=(4, 7, 1, 0),
        situations="""
We move from {city} to {city2} in {month}, please note the new address.
The street in my order is misspelt, it should read {street} and not what I typed.
Please send the open order for the {item} to my office at {street}.
I married and my surname is now {surname}, what do I need to show?
The app will not accept my postcode in {city}, it begins with a zero.
My phone number has changed, the new one is {phone_no}.
Kindly put my e-mail over to {email}, the former is about to be shut.
The billing address belongs to my ex-husband and I need it off the account.
The flat number is missing on order {order}, it is number {n}.
Our firm has a new name and the delivery note must carry it.
My account shows the country as another one and the shop will not let me choose.
I would like a second address for the holiday house near {city}.
Deliveries should go to the back entrance on {street}, as the front one is a building site.
Your records have me as Mr, I am not.
""",
        complications="""
The form in the profile is greyed out.
The post forwards only until {month}.
It is urgent as the parcel leaves today.
I tried to save it {n} times.
Please confirm with a short line.
Everything else stays as it is.
An identity paper can be shown.
The warranty papers should go there too.
""",
    ),
    Topic(
        key="invoice_vat",
        title="Invoice, receipt or tax number",
        size=38,
        products="Shop:8 Plus:2",
        channels=(8, 2, 4, 1),
        priorities=(4, 7, 1, 0),
        months=(14, 8, 8, 6, 5, 5, 5, 5, 6, 6, 7, 13),
        situations="""
I need an invoice for the {item} with our VAT number on it.
The PDF of my {month} bill is blank from page two on.
My employer asks for a receipt that lists the {item} and the tax apart.
The invoice for order {order} is made out to me and not to the firm.
Can all my Plus bills of the year be had in a single file?
The tax rate on the {item} is the one for {country}, we are based elsewhere.
As a charity we are exempt, and the {item} was billed with tax.
Your invoice number is the same for two purchases, our software refuses that.
I lost the purchase receipt of my {item} and the insurer wants one.
We pay by purchase order, the reference must stand on the bill for the {item}.
The link to the receipt for the {item} has run out.
The bill says paid in {month}, I paid it a month later.
Electronic invoices in the XML form are now the law here, can you issue them?
The delivery note gives no prices and my customs agent needs them for the {item}.
""",
        complications="""
Bookkeeping closes on {weekday}.
It goes to {email}, thank you.
Our number is in the signature.
A scan will do.
The shop page offers a picture only.
I asked in {month} and was forgotten.
Two hundred kilobytes at the most, please.
The auditor is here next week.
""",
    ),
    Topic(
        key="hearth_boiler",
        title="Thermostat and boiler: wiring and no heat",
        size=36,
        products="Hearth:10",
        months=(14, 12, 9, 6, 3, 2, 2, 3, 6, 11, 13, 15),
        priorities=(0, 3, 5, 4),
        channels=(3, 4, 2, 6),
        situations="""
The Hearth calls for heat, the flame symbol is lit and the boiler stays cold.
My boiler has two wires and the Hearth wants three, which ones do I use?
The relay clicks every thirty seconds and the burner starts and stops with it.
There is hot water at the tap but the radiators never warm since the Hearth went in.
Does the Hearth speak OpenTherm with a boiler from 2009?
The installer mixed up live and neutral, now the Hearth base is dead.
The heat pump runs on the emergency heater as soon as the Hearth takes over.
Underfloor pumps keep going with the Hearth switched to off.
The display of the Hearth says "no receiver" whenever the boiler fires.
After the yearly boiler service the Hearth shows fault {code}.
We have district heating and no boiler, can a Hearth drive the valve?
A burnt smell came from the receiver box beside the boiler.
The Hearth lets the water in the boiler reach 80 degrees on mild days.
The old wall plate has a wire marked with a snake, and your leaflet has no snake.
""",
        complications="""
A plumber comes at {time} and wants an answer.
It is minus nine outside.
Two small children live here.
With the wires bridged by hand it fires up.
I enclose a photo of the terminal block.
The fuse is whole.
The maker of the boiler says it is not theirs.
The wall plate clicks and that is all.
""",
    ),
    Topic(
        key="keyrow_battery",
        title="Smart lock batteries run flat",
        size=33,
        products="Keyrow:10",
        situations="""
A fresh set of batteries in the Keyrow lasts {days} days.
The Keyrow shows {percent} percent and dies the same evening without a warning.
May I use rechargeable cells in the lock?
The low-battery chirp goes on although I changed all four.
The battery lid of the Keyrow cannot be shut with the cells in it.
One of the cells leaked green stuff on the contacts of the lock.
The lock went flat while we were in {city} and we had no emergency key.
Which end of the outside contact do I hold the nine-volt block to?
The percentage in the app goes up and down like a lift.
Lithium cells make the Keyrow believe that it is full until it stops.
Since the keypad was added the lock eats through batteries.
The bridge in the {room} seems to keep the Keyrow awake and drain it.
Cold nights pull the lock from full to a fifth.
The coin cell in the door sensor is glued in and cannot be replaced.
""",
        complications="""
Brand cells from the supermarket, alkaline.
The old lock had a key and no worries.
That is {amount} of batteries a year.
An alert a week ahead would be kind.
We use the door eight times a day at most.
The signal strength is good.
I have the second hardware revision.
My keys lay inside, of course.
""",
    ),
    Topic(
        key="promo_code",
        title="Voucher or promotion code refused",
        size=31,
        products="Shop:10",
        months=(5, 4, 4, 6, 5, 6, 5, 5, 6, 6, 22, 14),
        priorities=(5, 6, 1, 0),
        situations="""
The code {promo} from the newsletter is "not valid for this basket".
I was promised ten percent for my first order and the box for codes is missing.
Code {promo} works for the {item} and falls away when I add a {item2}.
The student discount ended my session and then the price of the {item} was full.
My birthday voucher ran out one day before my birthday.
The friend I invited with {promo} got her bonus, I did not get mine.
The free {item2} that comes with a {item} is not in my order.
The sale banner says minus twenty, the {item} at the checkout says minus ten.
The voucher {promo} vanished after I went back to change the address.
I forgot to enter {promo} before paying for the {item}, can it be added?
Only one code is allowed per order, so what good is {promo} beside the bundle price?
Scratching the card took half of the code {promo} with it.
The black week price of the {item} was lower for my colleague than for me.
Your agent gave me {promo} as an apology and it has been used by someone.
""",
        complications="""
It is {amount} that I would otherwise save.
Upper and lower case both tried.
The small print says nothing of the kind.
The offer ends tonight.
In the app it works and on the web not.
Here is the mail as proof.
I leave the basket as it is until you answer.
""",
    ),
    Topic(
        key="beacon_clips",
        title="Recordings missing or not to be saved",
        size=29,
        products="Beacon:7 Plus:3",
        situations="""
All clips of the Beacon from {month} have gone from the timeline.
A clip of {weekday} stops just before the thief turns his head.
Downloading a recording ends at {percent} percent every time.
The Beacon saves the first five seconds and nothing after.
I pay for sixty days of storage and see fourteen.
The recording of the accident is marked "expired" though it is a week old.
How do I save a whole day and not fifty single clips?
The saved video has no sound on my computer.
The memory card in the Beacon is not recognised since it was full once.
Events show up in the list with the note "no video available".
Clips of my front door appear in my brother's account.
The time stamp on the recordings is off by {n} hours.
I deleted the wrong clip, can it be brought back?
Playback jumps from {time} straight to midnight.
""",
        complications="""
The insurance gave me until {weekday}.
The police reference is {order}.
I did not touch the storage settings.
Format MP4 would do.
What am I paying for then?
The live view is fine.
Please do not overwrite it in the meantime.
""",
    ),
    Topic(
        key="rill_weather",
        title="Irrigation ignores rain and weather",
        size=27,
        products="Rill:10",
        months=(0, 1, 4, 10, 14, 16, 16, 14, 9, 4, 1, 0),
        situations="""
The Rill waters the {bed} in pouring rain.
It skipped {n} days because of a shower that fell somewhere near {city}.
The weather station that it listens to lies on the far side of the hills.
The soil sensor in the {bed} reads 100 percent in dust-dry ground.
The heatwave mode never switched on, at 36 degrees.
Wind is not taken into account and the spray lands in the street.
Seasonal adjustment sets {percent} percent in July, far too little for the {bed}.
A forecast of rain that never came left the {bed} without water.
Frost protection held the watering back at plus eight degrees.
Rain delay cannot be ended by hand once it has begun.
My own rain gauge shows twelve millimetres, your app shows none.
The Rill thinks we live in {city}, where it seems to rain all the time.
Sunrise start drifts, it now waters at noon.
The greenhouse is under glass and still its zone is cancelled for rain.
""",
        complications="""
The lawn is yellow.
We pay for every litre.
Can I choose another station?
The council has banned watering by day.
I turned the smart part off out of anger.
Everything is on default.
The sensor is new, and dug in as deep as shown.
""",
    ),
    Topic(
        key="return_label",
        title="How to send something back, return labels",
        size=25,
        products="Shop:10",
        months=(16, 9, 6, 5, 5, 5, 5, 5, 5, 6, 8, 9),
        priorities=(4, 7, 1, 0),
        situations="""
I want to return the {item} and find no label in the box.
The return label for the {item} prints as half a page.
The thirty days for the {item} ended on {weekday}, could you make an exception?
The post office in {city} does not take the label because of the lithium mark.
How is a {item} to be packed without the original carton?
May I return the {item} to a shop in {city} in person?
I have no printer, is there a code for the phone to send the {item} back?
The label for my {item} carries the address of a warehouse that is closed.
I opened the {item} and tried it once, does it still go back?
Can I send a {item} and a {item2} in one parcel with a single label?
The pick-up of the old {item} was booked for {weekday} and nobody came.
The return portal does not know order {order}.
The {item} was bought in another country, who pays the way back?
Return reason "other" is not accepted for the {item} without a text, and the text field is missing.
""",
        complications="""
It is simply too big for our wall.
My son gave us the same one.
I kept all the foils.
{carrier} would be the closest for me.
The weight is four kilos.
We found something that suits us better.
I do not drive.
""",
    ),
    Topic(
        key="warranty_claim",
        title="Warranty claims",
        size=24,
        products="Hearth:2 Skitter:4 Keyrow:2 Rill:2",
        situations="""
My {device} failed after {n} months, how do I open a warranty case?
The warranty for the {device} was refused because of "moisture" and it hangs in a dry {room}.
You repaired the {device} in {month} and the same fault is back.
Does the two-year guarantee start anew when the {device} is exchanged?
I bought the {device} second-hand with the receipt, am I covered?
The workshop has had my {device} for {days} days, and no news.
The serial number of the {device} is worn off and the form insists on it.
The exchanged {device} is refurbished, I gave you a new one.
My {device} broke one week after the guarantee ran out.
The extended cover that I bought for the {device} does not show up anywhere.
The dealer in {city} who sold the {device} has gone bankrupt.
Lightning struck and the {device} is dead, is this covered?
The {device} came back from repair with a scratch and without its cable.
The cost estimate of {amount} for the {device} is more than a new one.
""",
        complications="""
The law gives me two years, as far as I know.
The receipt is attached.
Who pays the postage?
I need it in the meantime, do you lend one?
A clear yes or no, please.
It was never opened by anyone.
The ticket from back then was {order}.
""",
    ),
    Topic(
        key="voice_assistant",
        title="Voice assistants and other systems",
        size=22,
        products="App:6 Hearth:2 Skitter:2",
        situations="""
The voice speaker says that the {device} does not respond.
Linking Tarnwell with my voice account ends in an empty white page.
"Start in the {room}" makes the assistant play music in the {room}.
After renaming the {device} the speaker only knows the former name.
Is Matter support planned for the {device}?
The shortcut on my {phone} that used to run the {device} asks for leave each time.
The {device} appears twice in the home hub and both are dead.
Our open-source home server loses the {device} every night at {time}.
I cannot ask for half degrees by voice, it rounds {temp}.5 up.
The speaker announces the door in a whisper and the {device} in a shout.
The lock refuses voice commands with "pin required" and there is no place for a pin.
An API token for the {device} expires after one hour, and the documents say thirty days.
The car can open the garage by voice and cannot close it.
My routine "good night" leaves out the {device} without any message.
""",
        complications="""
Unlink and relink, done five times.
In German it works.
The maker of the speaker points at you.
The skill was last updated two years ago.
Even my kid cannot make it listen.
It was the reason why I bought it.
""",
    ),
    Topic(
        key="share_access",
        title="Sharing a home with family and guests",
        size=20,
        products="App:6 Keyrow:4",
        situations="""
How do I give the cleaner a code for {weekday} mornings alone?
The invitation for my husband expires before he can open it.
My ex still has access to the house and I cannot remove her.
A guest code for the flat in {city} worked two days longer than it should.
My mother-in-law sees the cameras, I only wanted her to see the heating.
The limit of six members is too small for our shared house.
The owner's role cannot be handed over to my sister, the button is missing.
I accepted an invitation and now my own home is gone from view.
The child profile lets our son turn the alarm off.
Our holiday guests all get the same pin whatever I type.
Who opened the door at {time}? The log says only "guest".
The babysitter has an iPad without mail, how can she be invited?
Carers change every week, is there a bulk way to hand out codes?
Removed members still get the alerts of our {room}.
""",
        complications="""
It is a matter of safety.
The letting season begins in {month}.
I did it all over the web page.
She uses a {phone}.
A short guide would be enough.
There must be a log of that.
""",
    ),
    Topic(
        key="skitter_map",
        title="Robot vacuum lost its map or zones",
        size=19,
        products="Skitter:10",
        situations="""
The Skitter wiped its map of the whole floor and starts at nil.
The no-go zone round the {furniture} is ignored.
It has drawn the {room} twice, the second one at an angle.
Two floors are offered, and it always takes the plan of the other one.
The map shows a wall in the middle of the {room} that was never there.
I cannot name more than eight rooms on the plan.
The virtual line in front of the stairs shifted and it nearly fell.
Splitting the {room} in two crashes the map editor.
It cleans {percent} percent of the plan and calls itself done.
Mirrors on the wardrobe make it map a {room} that does not exist.
After we turned the {furniture} round it believes that it is lost.
The carpet zones moved to the {room} on their own.
The cleaning order that I set for the rooms is not kept.
Exporting the floor plan as a picture gives a black square.
""",
        complications="""
Mapping takes two hours each time.
I backed it up, and the backup is empty.
There is light enough.
No furniture was moved, I swear.
It knew its way for a year.
""",
    ),
    Topic(
        key="data_privacy",
        title="Data protection: copies and deletion",
        size=17,
        products="App:7 Plus:3",
        channels=(8, 1, 4, 1),
        situations="""
Delete my account and every bit of data about me.
Under article 15 I ask for a copy of all that you hold on me.
Where are the videos of my front door stored, in which country?
I never agreed to marketing mail and get it weekly.
Does anybody at Tarnwell watch our clips?
The neighbour's Beacon films my garden, what are my rights?
My voice is on recordings and I withdraw my consent.
The cookie box has no way of saying no.
How long are the floor plans from the robot kept after I sell it?
I sold my lock with the data still on it, please wipe it from afar.
Have I been hit by the leak that the papers write about?
Our works council wants the data processing agreement.
Somebody created an account with my address, I want it gone.
The export of my data is an archive that no program opens.
""",
        complications="""
You have one month by law.
I expect an answer in writing.
Send nothing by post.
The data officer is named in copy.
No, I do not want to talk about it on the phone.
""",
    ),
    Topic(
        key="gift_card",
        title="Gift cards",
        size=16,
        products="Shop:10",
        months=(14, 4, 3, 3, 4, 4, 3, 3, 3, 4, 8, 24),
        situations="""
The gift card of {amount} shows a balance of nil.
I bought a gift card by mail and my niece never got it.
The gift card paid {amount}, the rest cannot be paid with {payment}.
My gift card was sent back to me as a card when I returned the {item}.
The code on the printed gift card has seventeen places, the field takes sixteen.
Can a gift card buy Plus as well?
The gift card runs out in {month}, I was told three years.
The greeting on the gift card came out as question marks.
I threw the gift card away with the wrapping paper, what now?
Two gift cards cannot be used in one order for the {item}.
The gift card was bought in {country} and is refused here.
I want the money for an unused gift card back.
The date on which the gift card is to be sent jumps to today.
The supermarket till in {city} did not activate the gift card.
""",
        complications="""
The receipt from the till is here.
It was for her {occasion}.
There is {amount2} left on it, or should be.
A new code would do.
The scratch field is whole.
""",
    ),
    Topic(
        key="order_cancel",
        title="Cancel or change an order",
        size=15,
        products="Shop:10",
        channels=(3, 6, 4, 4),
        situations="""
Please cancel the {item}, I clicked too fast.
Can a {item2} be added to order {order} before it ships?
I ordered the {item} twice by pressing back, cancel one.
Take the {item} off the order and leave the rest.
The order for the {item} should be collected in {city} and not shipped.
The cancel link for my {item} says "already in preparation" after two minutes.
Swap the {item} for a {item2} please, not packed yet I hope.
My husband bought the same {item} on the same day, so stop mine.
Hold the {item} back until {month}, we are having the walls done.
Change the colour of the {item} to sand.
I have to call off the order of five pieces of {item} as the project fell through.
The pre-order of the {item} has slipped again, I am out.
Wrong country chosen for the {item}, cancel and I order anew.
I cancelled the {item} by mail within the hour and it was shipped regardless.
""",
        complications="""
It was placed at {time} today.
Sorry for the bother.
Nothing has been paid yet.
The number is {order}.
Quick please.
""",
    ),
    Topic(
        key="spare_parts",
        title="Spare parts and accessories",
        size=14,
        products="Skitter:4 Rill:2 Keyrow:2 Hearth:2",
        priorities=(5, 6, 1, 0),
        situations="""
Where can I get a new bumper for the first Skitter?
Is the trim plate of the Hearth sold in brass?
I need the rubber foot of the charging station, only the foot.
Do the filters of the old Skitter fit the new one?
The screws of the Keyrow were lost in the move, which size are they?
Is there a longer cable for the Rill soil sensor, five metres or so?
The battery door of the room sensor broke, can it be bought singly?
You list the {item} as discontinued, what takes its place?
A rain hood for the Beacon, does it exist?
May I 3D-print the missing cap, is there a drawing?
Which grease goes on the Skitter wheel axle?
The fuse in the Rill power unit blew, is it a standard one?
The dust bags come in packs of ten only, I want three.
My robot's voice is too loud for a spare speaker to fix, is a soft one sold?
""",
        complications="""
The type plate says {code}.
I prefer repair to waste.
A dealer near {city} would be fine.
What does it cost?
""",
    ),
    Topic(
        key="business_bulk",
        title="Business and bulk orders",
        size=12,
        products="Shop:10",
        channels=(9, 1, 4, 2),
        priorities=(2, 7, 3, 0),
        situations="""
We fit out {n}0 holiday flats near {city} and ask for a price on locks.
Do you grant terms for resellers of garden technology?
Our housing association wants thermostats for {n}00 homes, with a trial first.
A school asks: is there an education price for the {item}?
As an installer I need ten {item} on account, payable in 30 days.
Can your logo-free version of the {item} be had for hotels?
We would like to lease the robots for our offices in {city}.
Is there a volume discount from fifty pieces of {item} on?
The town of {city} invites tenders for parks watering, do you take part?
We export to {country}, which approvals does the {item} have?
A letting agency here: one dashboard for all our flats, does that exist?
Please quote for training our eight engineers on the Hearth.
Our charity shop would take your returned goods in bulk.
A care home in {city} wants door locks that staff can open in an emergency.
""",
        complications="""
A call on {weekday} would suit us.
The decision falls in {month}.
Please send your terms to {email}.
We have used your things at home for years.
""",
    ),
]
