"""The larger ticket topics: what people write about most, as situations and complications."""
# One sentence a line reads better than wrapped ones here.
# ruff: noqa: E501

from __future__ import annotations

from content.shapes import Topic

LARGE_TOPICS: list[Topic] = [
    Topic(
        key="delivery_late",
        title="Late or lost deliveries",
        size=180,
        products="Shop:10",
        months=(7, 6, 6, 6, 6, 5, 6, 6, 7, 8, 13, 17),
        channels=(5, 4, 4, 3),
        priorities=(1, 6, 4, 1),
        situations="""
My {item} was promised for last {weekday} and there is still no sign of a van.
Tracking for the {item} has been stuck on "{status}" since {month}.
{carrier} claims the {item} was handed over at the front desk, but our building has no front desk.
The courier left a card saying nobody was home, yet I sat by the window all day waiting for the {item}.
I ordered a {item} [three weeks|nineteen days|a whole month] ago and the estimate keeps sliding by another two days.
The parcel with my {item} went to {city} instead of {city2} and nobody there can forward it.
Half of my order came. The {item} is missing from the box and the packing slip says "to follow".
According to the map the driver stopped two streets away, scanned the {item} as delivered and drove off.
The {item} shows as delivered with a photo of a door that is not ours, ours is [green|red|made of glass].
I paid for express and my {item} is travelling slower than the free option would have.
The pickup point in {city} says it sent my {item} back because the code never reached me.
Customs has been holding the {item} for {days} days and asks for a form only the sender can fill in.
{carrier} lost the {item}, they admitted as much on the phone, and told me to talk to you.
Our {item} has been on the same lorry between {city} and {city2} for over a week if the scans are true.
Your shop said the {item} was in stock and now the order page reads back-ordered until {month}.
I was told a morning slot for the {item}; it is evening and the app says {carrier} has 60 stops left.
The delivery firm wants a gate code for the {item} although I put it in the notes twice.
Nothing since the confirmation mail for my {item}, no dispatch notice, no tracking link, nothing.
The tracking number you mailed for the {item} belongs to someone else's parcel in {city}.
A neighbour signed for my {item} according to {carrier}, and none of them knows anything about it.
The box for the {item} arrived on time but empty, taped shut over a hole in the corner.
Delivery of the {item} has been rescheduled [four|five|three] times, always on the morning of the day itself.
My {item} sits in the locker at {city} station and the door will not open with the pin.
It was to be a present: the {item} should have come before the {occasion} and did not.
The driver refused to carry the {item} up to the third floor and took it away again.
Shipment of the {item} was split in two and only the cables turned up.
The status changed to "{status}" overnight and {carrier} cannot tell me why my {item} moved backwards.
You shipped the {item} to the flat that I left in {month}, even though the checkout showed the new one.
I keep getting text messages that the {item} is ten minutes away, every day for the past week.
The weekend delivery I picked for the {item} turned out not to exist in {city}.
Island postcode here: {carrier} says it does not sail with a {item} because of the battery.
No one rang the bell, the {item} was thrown over the hedge and the dog got to it first.
""",
        complications="""
I took [a day|two afternoons|a morning] off work for nothing.
Support at {carrier} hangs up as soon as I mention your name.
The chat robot only repeats the same link to me.
An electrician is booked for {weekday} and will charge me whether the thing is here or not.
If it is lost then say so and send another one.
My mother of eighty is waiting for it on her own and keeps asking.
We leave for {city} on {weekday} and nobody will be here to open.
This is the second order in a row where it goes like this.
I was told 48 hours, and that was {days} days back.
The money left my account the very same evening, of course.
Could somebody look at the depot camera, or at least call the driver?
I would rather collect it myself if you tell me where it lies.
The old one is already unscrewed from the wall, so we are sitting with bare wires.
Please change carrier for the next try, this one does not find our lane.
There is a photo attached of where it should have been put.
If it cannot be here by {weekday} I want to call the whole thing off.
Your page says two to three working days in bold letters.
I have the neighbour's camera footage if that helps you with the claim.
Somebody must have signed with a false name.
It is our only day without rain to fit it.
At this point I only want an honest date.
The depot closes at five and I work until six.
""",
    ),
    Topic(
        key="app_login",
        title="Cannot sign in to the app",
        size=150,
        products="App:10",
        channels=(3, 6, 4, 2),
        priorities=(1, 5, 4, 2),
        situations="""
The six-digit code for signing in reaches me [ten|twenty|fifteen] minutes late, when it has expired.
I reset my password twice and the app still calls it wrong.
My account is locked after too many attempts, though I tried exactly once on my {phone}.
The reset mail never comes, not in the spam folder either.
Since I changed my phone number I cannot get past the verification step.
The app logs me out every time I close it on the {phone}.
It says "no account with this address" although the newsletter reaches me at that very address.
Sign-in with my work address fails because our company blocks the redirect page.
The authenticator app died with my old {phone} and I have no recovery codes.
My late father's account holds our house and I do not know his password.
On the tablet I am signed in, on the {phone} the same credentials are refused.
The page for a new password rejects everything as "too similar to a previous one".
I typed the address wrong when I registered, so the activation link went to a stranger.
The login button simply turns grey and nothing happens on my {phone}.
After travelling to {city} the app thinks that I am somebody else and asks for a code I cannot receive abroad.
Two accounts seem to exist for me, one empty, and I always land in the empty one.
The captcha shows pictures of buses forever and never lets me through.
Face unlock worked until {weekday}, now it asks for a password I have not used in years.
It tells me that my session has expired in the middle of typing the password.
The link in the reset mail opens a blank page in {browser}.
My password manager fills in the form correctly, and the app replies "error {code}".
Our daughter changed the password for fun and does not remember what to.
I signed up through the shop and it seems that shop and app do not share accounts.
The code is sent to a landline which reads nothing out.
My e-mail provider closed down and I need another address on the account to get in.
The web dashboard lets me in, only the phone app loops back to the welcome screen.
I get the message "device limit reached" when I try on a new {phone}.
It wants me to accept new terms, the accept button lies under the keyboard and cannot be tapped.
""",
        complications="""
The house is cold and the heating is behind that login.
I tried {browser}, airplane mode, reinstalling, all of it.
A tenant moves in on {weekday} and I have to hand over the access.
We are on holiday and I wanted to look at the front door.
It worked fine in {month}, I have changed nothing.
Error {code} means nothing to me.
Please do not send another article about clearing the cache.
My wife gets in without any trouble from hers.
I can prove who I am with the order confirmation.
Is there no way to reach a person who can unlock it?
It has been like this for {days} days now.
The clock on the phone is right, I checked that too.
I wrote the thing down on paper so I am sure of it.
I even borrowed a colleague's {phone} to test.
The robots vacuum at night now because I cannot change it.
By the time I find the mail the thing is dead again.
I do not want to lose three years of history by starting afresh.
Happy to send a copy of my identity card if needed.
Support on the phone could not see the account at all.
I am not good with these things, so simple steps please.
""",
    ),
    Topic(
        key="skitter_docking",
        title="Robot vacuum does not dock or charge",
        size=130,
        products="Skitter:10",
        channels=(4, 4, 4, 2),
        situations="""
The Skitter drives up to its station, turns round twice and dies [half a metre|an arm's length|a hand's width] in front of it.
It stands on the dock all night and in the morning the battery is at {percent} percent.
The contacts on the base look brown and smell burnt.
Every evening it parks under the {furniture} in place of going home.
Since we laid a new carpet the Skitter cannot climb back onto its plate.
The light of the charging base blinks orange three times and goes out.
My robot bumps the station so hard that it slides across the parquet.
It announces "returning to base" and then cleans the {room} again.
A full charge lasts {days} minutes now, a year ago it did the whole floor.
The dock emits a high whine whenever the robot sits on it.
After the power cut the Skitter no longer recognises its own base.
It docks backwards and naturally finds no contact.
The app shows charging, the robot shows a red ring.
Sunlight from the patio door seems to blind it, at noon it never finds home.
I moved the station to the {room} and it keeps looking for it in the old place.
The self-emptying tower starts its fan and then the robot rolls off the ramp.
It only charges when I press it against the pins with a weight on top.
The power supply of the base is hot enough to hurt.
With two robots in the house both race for the same station.
The Skitter stopped on the stairs landing and says battery critical although it left with a full one.
Its left wheel spins free as soon as it reaches the ramp.
The station fell silent after I vacuumed behind it, perhaps a cable came loose.
It reports "base blocked" with nothing in front of it but air.
The robot wakes at three at night, leaves the dock, and comes back ten times until dawn.
The charging pins on the underside have sunk in and do not spring back.
It goes home at {percent} percent and never resumes the job it left.
""",
        complications="""
I wiped the sensors with a dry cloth as the leaflet says.
The cat is the only one who enjoys it.
We have moved every chair away from the wall.
It is {days} weeks out of the box.
A different socket made no difference.
There is one metre free on each side as required.
I switched off the strip of tape that came with it, no change.
The carpet edge is four millimetres high, I measured.
My husband carries it home by hand every night.
It was fine before we let it mop the {room}.
Rebooting by holding both buttons helped for one day.
I can send a video of its little dance.
The floor is dark oak, in case that matters.
The neighbour's one of the same age docks blindly.
The battery was replaced in {month} by your workshop.
It has eaten through two sets of wheels as well.
The error in the history reads {code}.
Can I buy only the station and not the whole set?
""",
    ),
    Topic(
        key="refund_pending",
        title="Refund has not arrived",
        size=115,
        products="Shop:9 Plus:1",
        channels=(6, 3, 3, 3),
        priorities=(1, 5, 5, 1),
        months=(14, 10, 8, 7, 6, 6, 6, 6, 6, 7, 8, 9),
        situations="""
You confirmed the refund for my {item} in {month} and the bank has seen nothing.
The {item} went back to you on a {weekday}, signed for, and my money is still with you.
Only {amount} of the {amount2} came back for the returned {item}.
The refund for the {item} was sent to a card that I cancelled in spring.
I was given shop credit for the {item} when I had asked for the money.
Your system says refunded, my statement for {month} says otherwise, and it concerns a {item}.
The postage was kept back from my refund although the {item} was faulty.
I paid for the {item} with {payment} and the refund seems to have gone nowhere.
The exchange rate ate a good part of what you returned for the {item}.
Someone at your warehouse marked the {item} as "not received" and so the refund stopped.
I was promised the money for the {item} within five working days, this is day {days}.
The refund was approved, then reversed the next morning without a word, for a {item} I never opened.
My company paid for the {item} and you refunded my private card.
You refunded the gift wrap and forgot the {item} itself.
Since the item was a present, my aunt got the refund for the {item} and now she knows the price.
The refund slip for the {item} carries somebody else's name from {city}.
The instalment plan keeps running for a {item} which I sent back.
I cancelled the {item} before it was packed, and {payment} still shows the amount as pending.
A restocking fee of {amount} was held back for the {item}, which is written nowhere in the terms.
The bank asks for a trace number for the {item} refund and nobody will give me one.
My account was closed by the bank and the refund for the {item} bounced back to you.
The agent on the phone pressed the wrong button and I was refunded for a {item2} instead of the {item}.
""",
        complications="""
My rent comes off on {weekday} and I counted on it.
I hold the postal receipt with the weight on it.
Please do not tell me again that it can take up to ten days.
If nothing moves by {weekday} I will ask the bank to claw it back.
Three people have told me three different dates.
I attach the statement with everything else blacked out.
{payment} says the ball is in your court.
It is not the sum, it is the silence.
Where exactly is it now?
The parcel label shows it arrived in {city} on time.
I would accept a voucher if it comes today.
We are pensioners and {amount} is not small change here.
Nobody answers under the number on the slip.
I need a written confirmation for my books.
The consumer office in {city} advised me to write to you first.
Your last mail was signed by {person}, could that person have a look?
I have already bought the replacement elsewhere.
""",
    ),
    Topic(
        key="app4_update",
        title="Trouble after the app 4 release",
        size=120,
        products="App:8 Hearth:1 Beacon:1",
        channels=(4, 5, 5, 1),
        priorities=(1, 4, 5, 3),
        months=(0, 0, 0, 0, 0, 0, 5, 9, 14, 20, 26, 32),
        situations="""
Since the update to version 4 the app crashes on my {phone} as soon as I open the {room} tile.
App 4 has thrown away all my routines and the list is empty.
The new version moved the {button} button into a third-level menu and I cannot find it with wet hands.
After installing 4.0 every device is called "Unnamed" and sits in one room.
The redesigned home screen of version 4 is unreadable, pale grey on white.
App 4 drains the battery of my {phone} by noon.
The widget disappeared from my lock screen with the new release.
Version 4 asks for location, contacts and Bluetooth before it shows me a simple {button} switch.
Since the new app arrived the {room} camera takes [half a minute|forty seconds|ages] to load.
My {phone} is too old for app 4 and the former version refuses to connect any more.
The 4.0 update set all units to Fahrenheit and no setting brings Celsius back.
Dark mode is gone in the new app and it blinds me at night.
In version 4 the order of my rooms is shuffled at each start.
The migration to app 4 stops at {percent} percent and starts again from the beginning.
The new app signs every member of the household in as owner.
Landscape view on the tablet no longer exists in version 4, everything lies on its side.
App 4 shows our flat in {city} under a house that we sold.
The big release lost the energy charts for {month} and everything before.
Since version 4 the screen reader says only "button, button, button".
I liked the floor plan, and app 4 replaced it with a list of cards.
The 4.0.1 fix was supposed to cure the freezing on the {phone}, for me it made it worse.
In the new app a long press on {button} does nothing.
Version 4 keeps telling me to set up a home that has been set up for years.
All automations in app 4 fire one hour late.
The new release speaks Dutch to me, and I live in {city}.
After the switch to app 4 guest profiles cannot be opened, error {code}.
App 4 hides the {room} whenever the sensor sleeps.
The update notes for version 4 promise faster start, on my {phone} I count to twenty.
""",
        complications="""
Please give us the old one back.
Reinstalling cost me the rest of the settings.
Who tested this?
I have {days} devices and will not name all of them again.
My parents call me every day because they cannot find anything.
Is there a date for a repair?
The one star I left in the store was deserved.
A way to roll back to 3.9 would be enough for me.
It was perfect until the redesign, truly.
I sent the crash report from the dialog {days} times.
With bad eyes this is no longer usable.
Forum threads are full of it, and you say nothing.
On my wife's {phone} precisely the same.
The help pages still show the old screens.
I switched automatic updates off everywhere after this.
At least let me sort things the way I want.
I was not asked whether I wanted this.
Even the beta in {month} ran better.
""",
    ),
    Topic(
        key="beacon_notifications",
        title="Doorbell alerts late or missing",
        size=105,
        products="Beacon:10",
        channels=(3, 5, 4, 2),
        situations="""
Someone rings the Beacon and my {phone} tells me [four minutes|ten minutes|half an hour] later.
The doorbell only alerts my wife and never me.
I get an alert for each passing bus, and none when the postman stands there.
The chime plug in the {room} stays silent although the button lights up.
Notifications arrive without picture, just a grey square.
Since {month} motion alerts come through at night only.
My {phone} says "someone is at your door" in the middle of an empty street, forty times a day.
The Beacon rings inside the house while the phone gets nothing.
I turned on parcel alerts, and it takes the hedge for a parcel.
The alert sound is a quiet pling that nobody hears, can it be a real bell?
When I tap the alert the app opens on the start page and the visitor has gone.
Alerts stop as soon as I leave the house and go over to mobile data.
A spider on the lens triggers motion every few seconds.
Do-not-disturb hours are ignored and it woke the baby at four.
The bell rings by itself when it rains.
Since we painted the porch the motion zone covers the neighbour's drive and I cannot shrink it.
The watch buzzes, the phone does not, and the tablet shows it a day later.
Familiar faces are announced as strangers, my own son included.
Pressing the button does not wake the mechanical gong in the hallway any more.
I hear the visitor, they cannot hear me, so the alert is of no use.
All alerts come in one heap when I get home and the phone finds the wifi.
The sensitivity slider has no effect between low and high.
An alert reads "Beacon offline" every hour on the hour, with the live view working.
""",
        complications="""
Two couriers have left because of it.
Battery optimisation is off for the app.
I live on the fourth floor and rely on it.
My hearing is poor and the flash helped me a lot.
Signal at the door is three bars out of four.
I missed the plumber and paid for the trip.
We already swapped the transformer for a stronger one.
I set the zones again on {weekday}, in vain.
The doorbell of a rival brand next door does it in a second.
It is mounted at a height of 1.2 metres as shown.
Yes, notifications are allowed in the settings of the {phone}.
My patience with it ends this week.
Does it depend on the plan that I pay for?
The cat is allowed to come and go without a fanfare.
Turning the thing off and on gives me one good day.
The log in the app shows that it was pressed at the right time.
""",
    ),
    Topic(
        key="hearth_schedule",
        title="Thermostat does not follow its schedule",
        size=95,
        products="Hearth:10",
        months=(15, 13, 11, 8, 4, 2, 1, 1, 4, 9, 13, 15),
        priorities=(1, 5, 5, 2),
        situations="""
The Hearth heats the {room} at three in the morning although nothing is planned.
My weekday programme runs on Saturdays, and Saturdays are treated like a {weekday}.
It ignores the night setback and stays at {temp} degrees.
Since the clocks changed everything happens an hour early.
Holiday mode ended two days before we came home from {city}.
The thermostat jumps back to {temp} degrees ten minutes after I turn it down.
My schedule for the {room} vanished and a factory one has taken its place.
Early start begins at four o'clock so that it is warm at seven, which is far too soon.
The window-open function shuts the heating off whenever I cook.
The Hearth believes that nobody is at home while I sit in the {room} with two sweaters on.
I can store four switching times a day and need six for shift work.
The bathroom is to be warm at six and starts warming at six.
Copying Monday to the other days copies only the first two entries.
It shows {temp} on the dial, my own thermometer says three degrees less.
With two zones the upper floor follows the timetable of the lower one.
The away temperature is stuck at {temp}, the slider springs back.
Boost for one hour lasted the whole night.
The eco leaf means it lowers the heat on its own and I cannot turn that off.
On every first of the month it forgets the plan.
It learns from me, they say, and has learnt to freeze me out on {weekday} evenings.
The room sensor in the {room} is told to lead, the one in the hall does.
""",
        complications="""
The gas bill for {month} is up by {amount}.
A newborn sleeps in there.
I checked the time zone, it says {city}.
My fingers are blue while I type this.
The installer set it up and he has retired.
I drew the plan again from scratch, no luck.
At the device itself I can change it, from afar not.
Can the automatic part be turned off for good?
The old wheel on the wall never had ideas of its own.
It did obey all of last winter.
The display shows a small clock with a question mark.
The tenants upstairs complain, with good reason.
I get up at five, so it matters.
I would be glad of a plain paper manual.
Radiators are bled and the pump is fine.
""",
    ),
    Topic(
        key="wifi_setup",
        title="Device will not join the wifi",
        size=88,
        products="Beacon:3 Skitter:3 Hearth:2 Rill:2",
        channels=(3, 6, 3, 3),
        situations="""
The new {device} does not see my wifi at all during set-up.
Pairing the {device} stops at step three with "could not reach the cloud".
I have a mesh with one name for both bands and the {device} insists on 2.4 GHz.
The {device} was online for a year and fell off after my provider changed the router.
The blue light on the {device} never starts to blink, so I cannot begin.
My password has an umlaut in it and the {device} rejects it.
The QR code on the {device} is scratched and the app demands it.
The garden is too far from the router and the {device} drops out every evening.
The app finds a {device} that belongs to my neighbour and not mine.
It connects, I name it, and a minute later the {device} is offline again.
Our campus network wants a login page, how do I get the {device} through that?
After moving to {city} I cannot get the {device} to forget the former network.
The set-up voice of the {device} speaks so fast that I miss the pin.
The {device} asks me to join a hotspot called TW-SETUP that does not show on my {phone}.
Only one of my two {device} units can be online at the same time.
The {device} works with the guest network and refuses the main one.
Router shows the {device} as connected with full signal, your app says unreachable.
I reset the {device} with a paper clip for thirty seconds and nothing changed.
We hide our network name and there is no field to type it for the {device}.
The firmware of the {device} hangs at {percent} percent during the first start.
The {device} takes an address and then complains about the time server.
""",
        complications="""
Channel 13 perhaps?
My {phone} is one metre away from it.
I turned the firewall off for the test.
WPA3 is switched off.
The same router serves fourteen other gadgets.
I am an IT person, so you may answer in technical terms.
Is an extender of your own make on sale?
I spent my whole {weekday} on this.
Your video shows a screen that I never get.
Bluetooth and location are both on.
The box had been opened before, by the way.
A hotspot from my {phone} works at once.
The technician from the provider says it is your end.
I typed the password letter by letter, and out loud.
It is a rented flat, I cannot touch the box.
""",
    ),
    Topic(
        key="plus_cancel",
        title="Cancel the Plus subscription",
        size=80,
        products="Plus:10",
        channels=(5, 4, 5, 2),
        priorities=(3, 7, 2, 0),
        months=(11, 8, 7, 7, 7, 6, 7, 7, 8, 8, 8, 9),
        situations="""
I want to end my Plus plan before it renews in {month}.
The cancel button for Plus leads me to an offer and then back to the start.
I sold my Beacon and have no use for the Plus subscription.
My Plus trial turned into a paid year although I stopped it on day {days}.
Please take my father off Plus, he passed away in {month}.
I cancelled Plus in the phone's store and you still bill me for it.
We have two Plus contracts by accident, and one has to go.
Can I pause Plus over the winter while the cottage in {city} is shut?
I would like to drop from the family tier of Plus to the small one.
The confirmation that I left Plus never came, so I ask for it in writing.
Plus was added to my basket without my noticing it.
The price of Plus goes up by {amount} and I make use of my right to leave.
The thirty-day notice for Plus is not what I signed in {month}.
I am moving abroad to {city}, where Plus is not offered, please stop it.
The card behind my Plus plan is gone and I do not wish to add another.
Is the rest of the Plus year paid out if I leave now?
I tried to cancel Plus by telephone and waited {days} minutes for nobody.
Since the clips are of no use to me I do not need Plus.
Terminate Plus for our office, the contract is under {person}.
Ending Plus from the web page gives "error {code}" each time.
""",
        complications="""
No counter-offers please.
I only ever used it twice.
Keep the account itself, that one I need.
What happens to my stored videos then?
My bank can block the debit if need be.
I was a happy customer until the increase.
The receipt went to {email}.
Kindly confirm with the end date.
I know it ran over the shop and not over the phone store.
A letter is on its way as well.
Money is tight at the moment.
I may come back in spring.
My son set it up and I do not know how.
It should be as easy to leave as it was to join.
""",
    ),
    Topic(
        key="double_charge",
        title="Charged twice or wrong amount",
        size=72,
        products="Shop:6 Plus:4",
        priorities=(0, 4, 6, 3),
        situations="""
My card was debited twice for the same {item}, {amount} each time.
There are two Plus payments on the {month} statement, one day apart.
You took {amount} where the basket showed {amount2} for the {item}.
The discount was on the screen and not on the debit for my {item}.
I was charged for a {item} that I had removed from the basket.
{payment} shows three attempts for one order of a {item}, and all went through.
You billed the yearly Plus price although I am on the monthly plan.
Shipping for the {item} was charged per piece and not per order.
A charge of {amount} from Tarnwell in {city} is on my card and I bought nothing.
The order for the {item} failed with an error and yet the sum is gone.
I paid the invoice for the {item} by transfer and you collected it from the card too.
An amount of {amount} is labelled "adjustment" with no explanation.
My currency is not the one that you charged for the {item}.
After I upgraded Plus in {month} both tiers were collected.
The deposit for the {item} on trial was taken and then the full price on top.
The express fee was added to my {item} although I chose the slow post.
Someone used my stored card to buy a {item} and have it sent to {city}.
Our daughter's phone bought Plus a second time for the same house.
You invoiced the installation of the {item}, which I did by myself.
""",
        complications="""
The bank calls it a valid charge and sends me to you.
My overdraft costs me interest for each day.
Screenshots are attached.
Both have the same reference at the end, see for yourself.
I want one of the two back at once.
Who authorised that?
It is the third time within a year.
I blocked the card until I hear from you.
Please remove my card from your system altogether.
Order number {order}, in case you need it.
My accountant found it, not me.
The sum is not dramatic but it must be right.
Tell me if this is fraud, then I go to the police.
""",
    ),
    Topic(
        key="keyrow_jam",
        title="Smart lock jams or does not turn",
        size=66,
        products="Keyrow:10",
        channels=(3, 4, 3, 5),
        priorities=(0, 3, 5, 5),
        situations="""
The Keyrow motor turns, groans and stops with the bolt half out.
We are locked out in {city} because the Keyrow reports "bolt blocked".
The lock opens from the inside and never from the outside.
In hot weather the door swells and the Keyrow cannot pull the latch.
The key that came with it is stuck in the cylinder and will not come out.
Auto-lock throws the bolt while the door stands open, against the frame.
It says locked in the app, and the door can be pushed open by hand.
Calibration of the Keyrow fails in the second turn each time.
The knob is so stiff that my mother cannot turn it.
There is a grinding noise as of sand in the Keyrow gearbox.
The mounting plate has come loose and the whole lock wobbles.
Our door lifts the handle first, multi-point style, and the Keyrow does not know that.
It unlocks one turn short so the cleaner stands there pulling.
The Keyrow clicked open at {time} with nobody near it.
After the locksmith changed the cylinder the lock moves in the wrong direction.
The thumb-turn broke off in my hand.
The keypad beeps green and the bolt does not stir.
Frost, and the Keyrow on the garden gate does not move any more.
The door sensor claims ajar although it is firmly shut.
""",
        complications="""
A locksmith asked {amount} for ten minutes of work.
There is medicine inside that I need.
I oiled the cylinder with graphite.
Fresh batteries are in.
The gap between door and frame is five millimetres all round.
My tenant stood in the rain for an hour.
By hand with the ordinary key it runs like butter.
Is this safe at all?
The adapter for oval cylinders is the one I used.
I taped the latch back for the time being.
Our insurance wants to know who is liable.
Third-floor fire door, steel, if that helps.
""",
    ),
    Topic(
        key="skitter_brush",
        title="Robot vacuum brushes, hair and noise",
        size=60,
        products="Skitter:10",
        situations="""
The main brush of the Skitter wraps up with long hair after one {room}.
The side brush lost two of its three arms within {days} weeks.
It rattles like a tin of screws when it crosses the tiles in the {room}.
The roller bearing has melted on the left side.
It flings the cat litter across the {room} when it should be sucking it up.
Suction fell to nothing although bin and filter are clean.
The Skitter squeaks on every left turn.
The rubber lips of the roller are torn after [half a year|ten months|a season].
It leaves a line of dust along each skirting board.
The fan howls at the highest pitch even in quiet mode.
The brush motor stops with "roller stuck" and there is nothing in it.
Threads of the carpet in the {room} were pulled out by the brush.
The wet mop leaves stripes on the dark tiles.
The dust bin does not click in any more and falls out on the way.
Dog hair packs so tight in the channel that I need pliers.
There is a smell of burnt rubber after the {room} rug.
The original filter turns grey and cannot be washed, whatever the sticker says.
The new soft roller does not fit into the cover of my model.
""",
        complications="""
I clean it every {weekday}, with the little knife.
We have two long-haired dogs and a teenager.
The neighbours below have complained.
A video with sound is attached.
Which part number would that be?
It is not yet a year old.
Is that wear, or is it a fault?
The cheap copies from the net last longer.
I took it apart down to the gear.
For the price I expected more.
I emptied the tower as well.
""",
    ),
]
