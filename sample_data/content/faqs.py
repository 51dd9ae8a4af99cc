"""Questions and answers of the help page, by topic.

A block begins with ``# topic ~ product``. A line is ``question >> answer``; questions that ask the
same stand between ``||``. ``~what~`` opens a minimal pair, ``[left|right]`` marks its difference.
"""
# One entry a line reads better than wrapped ones here.
# ruff: noqa: E501

from __future__ import annotations

BLOCKS = """
# delivery_late ~ Shop
How long does delivery take? || How many days does a delivery take? >> Two to three working days on the mainland and up to six to the islands.
My parcel is late, what should I do? || What should I do if my parcel is late? || What can I do when my parcel is late? >> Wait one day past the date in the tracking. Then write to us with the order number and we start a search with the carrier.
Tracking says delivered but I have no parcel, what now? || What if the tracking says delivered and I did not get the parcel? >> Ask the neighbours and look at the photo in the tracking. After 24 hours we open a claim and ship again.
Which carriers do you ship with? >> Parcelwing for small boxes, Northroad Couriers for everything above ten kilos.
Can I choose the day of delivery? || Is it possible to choose the delivery day? >> At the checkout, for most postcodes. The carrier's own page lets you move it once.
Do you deliver to parcel lockers? >> Where Parcelwing runs them. Batteries above 100 Wh may not go into a locker.
~negation~ Which parcels [need|do not need] a signature at the door? >> [Those worth more than 200 dollars|Those worth less than 200 dollars].
~number~ What does it mean when the tracking has not moved for [2|10] days? >> [Nothing yet, scans are sometimes skipped|The parcel counts as lost and we send it again].
Why was my order split in two? >> We send what is in stock at once and let the rest follow at no extra cost.
# app_login ~ App
How do I reset my password? || How can I reset my password? || What do I do to reset my password? >> Tap "forgotten" on the sign-in page. The link in the mail is good for 30 minutes.
I do not receive the verification code, what can I do? || What can I do if I don't receive the verification code? >> Check the number in your profile, switch off call blocking, and ask for a voice call after two minutes.
Why is my account locked? || For what reason is my account locked? >> After five wrong attempts it closes for an hour. It opens by itself.
How do I change the phone number for two-step sign-in? || How can I change the phone number used for two-step sign-in? >> Sign in with a recovery code, then open Profile, Security.
Can I sign in with a fingerprint? >> Yes, on phones that have a sensor. Set it up under Profile, Security.
How do I recover an account of someone who has died? >> Send us the certificate and the address of the home. A person takes care of it within a week.
~opposite~ How do I [turn on|turn off] two-step sign-in? >> [Profile, Security, Add second step|Profile, Security, Remove second step].
~negation~ Why do I [get|not get] a sign-in mail for each new phone? >> [It warns you of strangers|You have switched the warnings off].
Where do I find my recovery codes? >> They were shown once when you set up the second step. You may print new ones at any time.
# skitter_docking ~ Skitter
Why does my robot not return to its charging station? || Why doesn't my robot go back to its charging station? || Why is my robot not returning to the charging station? >> Leave a metre free on each side, wipe the window on the front of the dock, and keep it out of direct sun.
How do I clean the charging contacts? || How can I clean the charging contacts? >> With a dry cloth and a drop of alcohol, both on the robot and on the plate.
How long does the Skitter take to charge? || How much time does charging the Skitter take? >> About three hours from empty.
Can I move the charging station to another room? || May the charging station be moved to another room? >> Yes. Start the robot from the dock once so that it learns the new place.
How long does the robot battery last before it has to be replaced? >> Some 600 charges, which is three to four years.
~version~ How many square metres does one charge of the Skitter [S1|S3] cover? >> [About 90|About 160].
~number~ What does it mean when the dock light blinks [2|5] times? >> [The plate is dirty|The power unit is too hot].
~negation~ May the dock stand [on|not on] carpet? >> [On short pile only|Not where the pile is longer than a centimetre].
# refund_pending ~ Shop
When will I get my refund? || When do I get my refund? || How long until I receive my refund? >> Within 14 days of the return reaching us. Banks need up to five more.
To which account is the refund paid? || Which account will the refund be paid to? >> To the means of payment you used. Where that is closed, write to us with another account.
Why did I receive only part of my refund? || Why was only part of my refund paid? >> Express postage and missing parts are held back. The slip in the mail lists them.
Can I have a voucher instead of a refund? >> Yes, with five percent on top.
~date~ Until when are purchases made in [November|January] refunded for Christmas? >> [Until 31 January|For the usual 30 days].
~amount~ Is there a handling fee on refunds below [$10|$100]? >> [Yes, one dollar|No, none].
How are refunds paid for purchases in instalments? >> The remaining rates are cancelled first, then what you paid is sent back.
# beacon_notifications ~ Beacon
Why do I not get alerts from my doorbell? || Why am I not getting alerts from my doorbell? || Why don't I receive any doorbell alerts? >> Allow notifications and take the app out of battery saving. Then send a test alert from the device page.
How do I reduce false motion alerts? || How can I get fewer false motion alerts? >> Draw the zone around the path only and set the sensitivity to low.
How do I change the chime sound? || How can I change the sound of the chime? >> Device page, Sounds. The chime plug takes a minute to learn it.
Can two phones be alerted at once? || Is it possible to alert two phones at the same time? >> Every member of the home gets the alert, unless they mute it.
Can I mute the doorbell at night? >> Set quiet hours under Sounds. The recording goes on.
~opposite~ How do I [switch on|switch off] person detection? >> [Device page, Detection, then on|Device page, Detection, then off].
~number~ Can I set [1|4] motion zones? >> [Yes, on every plan|Only with Plus].
~product~ Does the [chime plug|mechanical gong] need a transformer? >> [No, a socket is enough|Yes, 16 to 24 volts].
# hearth_schedule ~ Hearth
How do I set a heating schedule? || How can I set up a heating schedule? || How do I create a schedule for the heating? >> Open the room, tap the clock, drag the bars. Copy a day by holding it.
Why does the heating start before the time I set? || Why is my heating starting earlier than the time I set? >> Early start is on. The Hearth learns how long the room needs and begins in time.
How do I use holiday mode? || How can I use the holiday mode? >> Home, Away, pick the day of return. The evening before, it begins to warm up.
Can each room have its own schedule? || Can every room be given its own schedule? >> With a room sensor or radiator valves in each, yes.
What happens to the schedule when the clocks change? >> The Hearth follows the time zone of the home and moves by itself.
~opposite~ How do I [raise|lower] the night temperature? >> [Drag the night bar up|Drag the night bar down].
~number~ How many switching times can I set with [1|2] zones? >> [Six a day|Six a day and zone].
~negation~ Why does the Hearth [follow|not follow] the room sensor? >> [The sensor is chosen as the lead|The hall sensor is chosen as the lead].
# wifi_setup ~ App
How do I connect a device to my wifi? || How can I connect a device to wifi? >> Hold the button until the light blinks blue, then follow the app. The phone must be on the same network.
Which wifi networks are supported? || What wifi networks do you support? >> 2.4 GHz with WPA2 or WPA3. Login pages of hotels do not work.
How do I move a device to a new router? || How can I move my device over to a new router? || How do I switch a device to a new router? >> Device page, Network, Change. Nothing else is lost.
Why does my device keep going offline? || For what reason does my device go offline all the time? >> Mostly a weak signal. The device page shows it, two bars are the least.
Where is the QR code for setting up? >> Under the battery lid and on the first page of the booklet.
~number~ Do your devices work with [2.4|5] GHz wifi? >> [All of them|Only the bridge].
~product~ How do I reset the [Beacon|Keyrow] to factory settings? >> [Hold the bell button for 20 seconds|Take one battery out and hold the knob].
Can I use a phone hotspot for set-up? >> For a test, yes. The device needs a network that stays.
# plus_cancel ~ Plus
How do I cancel my Plus subscription? || How can I cancel the Plus subscription? || What do I have to do to cancel Plus? >> Profile, Plus, End. It runs until the paid time is over.
Can I pause my Plus plan? || Is it possible to pause my Plus plan? >> For one to four months a year.
What happens to my recordings when Plus ends? || What happens to the recordings after Plus has ended? >> They stay for 30 days and can be saved. Then they are wiped.
Can I get money back for the rest of a Plus year? >> Full months that are left are paid back.
How much does Plus cost? || What is the price of Plus? >> The small plan 4 dollars a month, the family plan 9.
~amount~ What does the Plus plan for [$4|$9] a month include? >> [One camera and 30 days|All devices and 60 days].
~opposite~ How do I [start|end] the free Plus trial? >> [It starts with your first camera|Profile, Plus, Trial, End].
~negation~ Does the Beacon work [with|without] Plus? >> [Yes, with clips for 60 days|Yes, with live view only].
# keyrow_jam ~ Keyrow
My smart lock is jammed, what should I do? || What should I do if the smart lock is jammed? || What do I do when my smart lock jams? >> Turn the knob by hand while pulling the door. If it stays stuck, call our line for lock-outs, day and night.
How do I calibrate the lock? || How can I calibrate my lock? >> Device page, Calibrate, with the door open. Takes a minute.
Can I still open the door with a key? || Is it still possible to open the door with a key? >> With the enclosed cylinder, always. With others if they turn from both sides.
Which doors does the Keyrow fit? || What kind of doors does the Keyrow fit? >> Doors of 35 to 90 mm with a euro or oval cylinder. Multi-point locks need the lift kit.
~opposite~ How do I set the lock to [lock|unlock] by itself? >> [Device page, Auto-lock|Device page, Unlock on arrival].
~negation~ Why does the lock [beep|not beep] when it closes? >> [Sounds are on|Sounds are off].
Is the motor allowed to be oiled? >> Never the motor. The cylinder takes a little graphite.
# skitter_brush ~ Skitter
How often should I clean the brush? || How often does the brush have to be cleaned? >> Once a week, with pets twice. The knife lies in the bin cover.
How do I remove hair from the main brush? || How can I remove hair from the main brush? >> Pull out both ends, cut along the groove, peel the hair off.
Why is my robot so loud? || Why does my robot make so much noise? >> A full filter or a stone in the channel. Quiet mode helps on hard floors.
When do I replace the filter? || When should the filter be replaced? >> Every two months. It may be tapped out and not washed.
~negation~ Which filters are [washable|not washable]? >> [The blue foam ones|The white folded ones].
~number~ Where do I find the [2|3]-arm side brush in the shop? >> [Under Skitter S1, parts|Under Skitter S3, parts].
Can the robot pick up wet dirt? >> No. Water ruins the fan.
# rill_leak ~ Rill
What do I do if a valve is leaking? || What should I do when a valve leaks? || My valve is leaking, what can I do? >> Close the tap, unscrew the cap, rinse the membrane, and turn the seal over. A new seal is free for two years.
Why does a valve not close? || Why won't a valve close? >> Sand under the membrane, mostly. Rinse it and fit the mesh filter.
How do I prepare the controller for winter? || How can I get the controller ready for winter? >> Empty the pipes, leave the valves half open, and bring the box inside.
What water pressure does the Rill need? >> One to six bar. Above that fit a reducer.
~number~ How do I open valve [1|4] by hand? >> [Turn the left screw by a quarter|Turn the right screw by a quarter].
~opposite~ How do I [open|close] the main valve in an emergency? >> [Lift the lever|Push the lever down].
# damaged_arrival ~ Shop
My order arrived damaged, what do I do? || What do I do if my order arrives damaged? || What should I do when an order arrived damaged? >> Send a photo of the box and the device within 14 days. We ship a new one the same day.
Do I have to keep the damaged packaging? || Must the damaged packaging be kept? >> Until we have answered, please. The carrier may want to see it.
Should I refuse a damaged parcel? >> If the device is visibly broken, yes. Otherwise take it and have the damage noted.
# address_change ~ Shop
How do I change my delivery address? || How can I change my delivery address? || What do I do to change the delivery address? >> Profile, Addresses. For an order under way write to us before four in the afternoon.
How do I change my e-mail address? || How can I change my e-mail address? >> Profile, Contact. A link goes to both addresses.
Can I change the name on my account? || Is it possible to change the name on the account? >> Yes, by yourself under Profile, Contact.
~opposite~ How do I [add|remove] a second address? >> [Profile, Addresses, plus|Profile, Addresses, bin].
~product~ Can I change the [billing|delivery] address after I have ordered? >> [Yes, until the invoice is issued|Yes, until four in the afternoon].
# invoice_vat ~ Shop
Where do I find my invoice? || Where can I find my invoice? || Where is my invoice to be found? >> Orders, the paper symbol. It is there once the parcel has left.
Can I get an invoice with a VAT number? || Is it possible to get an invoice with VAT number? >> Put the number into the profile before you order. Afterwards write to us.
Do you accept purchase orders? >> From companies and schools, above 200 dollars.
~date~ Until when can an invoice of [2023|2024] be corrected? >> [Until the end of this March|Until the end of next March].
# hearth_boiler ~ Hearth
Is the Hearth compatible with my boiler? || Is my boiler compatible with the Hearth? || How do I know if the Hearth is compatible with my boiler? >> Nearly all with two or three control wires. Check the list with the type on your plate.
How do I wire the receiver? || How can I wire up the receiver? >> Power off at the fuse, photograph the old wires, then follow page six. If in doubt, ask an electrician.
Why are the radiators cold although the Hearth calls for heat? >> Bleed them, check the pump, and see whether the receiver's light is green.
Does the Hearth work with a heat pump? || Will the Hearth work with a heat pump? >> Yes, from receiver revision B2 on. Choose heat pump during set-up.
~version~ Does receiver revision [A2|B2] support OpenTherm? >> [No, only on and off|Yes].
~product~ Can the Hearth drive [floor heating|electric heaters]? >> [Yes, with the zone box|No, the current is too high].
# keyrow_battery ~ Keyrow
How long do the lock batteries last? || How long will the batteries of the lock last? || What is the battery life of the lock? >> About ten months at eight openings a day.
Which batteries does the lock take? || What batteries does the lock need? >> Four AA alkaline cells. No lithium ones, they read as full to the end.
What if the battery dies while I am outside? || What happens if the battery dies when I am outside? >> Hold a nine-volt block to the two dots below the keypad and type your code.
~negation~ Can [rechargeable|non-rechargeable] cells be used in the keypad? >> [No|Yes].
~product~ How do I change the battery of the [keypad|door sensor]? >> [Slide the cover up|Twist it to the left].
# promo_code ~ Shop
Why is my discount code not working? || Why does my discount code not work? || For what reason is my discount code not working? >> Codes hold for one order, not for sets, and end at midnight.
Where do I enter a promotion code? || Where can I enter my promotion code? >> In the basket, below the sum. It cannot be added later.
Can I combine two discount codes? || Can two discount codes be combined? >> No, the better one counts.
~amount~ How do I get the [5|15] percent discount? >> [By subscribing to the letter|By showing a student card].
# beacon_clips ~ Beacon
How do I download a recording? || How can I download a recording? || What is the way to download a recording? >> Open the clip, tap share, choose save. On the web mark several and save them as one archive.
How long are recordings stored? || For how long are recordings stored? >> 30 days on the small plan, 60 on the large one.
Can a deleted recording be restored? || Is it possible to restore a deleted recording? >> Within three days, from the bin.
~number~ How do I get [30|60] days of recordings? >> [With the small plan|With the family plan].
# return_label ~ Shop
How do I return an item? || How can I return an item? || What do I do to return an item? >> Orders, Return, print the label or show the code at the counter. You have 30 days.
Where do I get a return label? || Where can I get a return label? >> Orders, Return. We can post one if you have no printer.
Does a return cost anything? || Do I have to pay for a return? >> The first is free, each further one costs four dollars.
~negation~ Can [opened|unopened] items be returned? >> [Yes, if complete|Yes, always].
~date~ How do I return a present bought in [October|December]? >> [Within 30 days|Until the end of January].
# warranty_claim ~ Shop
How long is the warranty? || How long does the warranty last? >> Two years, three with Plus.
How do I claim under the warranty? || How can I make a warranty claim? >> Device page, Help, Repair. Add the receipt and a short film.
Does the warranty cover water damage? || Is water damage covered by the warranty? >> Outdoors for Beacon and Rill, otherwise not.
Does the warranty start again after a replacement? >> The rest of the old one goes on, at least six months.
~product~ How long is the warranty on the [battery|motor] of the Skitter? >> [One year|Five years].
# voice_assistant ~ App
Which voice assistants are supported? || What voice assistants do you support? >> The three large ones. Set-up is under Profile, Partners.
Why does my voice assistant not find my devices? || Why can't my voice assistant find my devices? >> Unlink, link again, and say "find devices". Names must be unique.
Is Matter supported? || Do you support Matter? >> By the bridge, from firmware 3 on.
~opposite~ Can I [lock|unlock] the door by voice? >> [Yes|Only with a pin].
# share_access ~ App
How do I invite family members to my home? || How can I invite a family member to my home? || How do I add family members to the home? >> Home, People, Invite. The link is good for two days.
How do I create a guest code for the lock? || How can I create a guest code for my lock? >> Lock, Codes, plus. Choose days and hours.
How do I remove someone from my home? || How can I remove a person from my home? >> Home, People, hold the name. Codes of that person end at once.
~number~ How many people can share a home with [1|2] bridges? >> [Ten|Twenty].
~negation~ Can guests [see|not see] the camera? >> [Only if you allow it|That is the default].
# skitter_map ~ Skitter
How do I restore a lost map? || How can I restore a lost map? || My map is lost, how do I restore it? >> Map, History. The last five are kept.
How do I set a no-go zone? || How can I set up a no-go zone? >> Map, Edit, draw the red box. Leave a hand's width around cables.
Can the robot remember several floors? || Is the robot able to remember several floors? >> Up to four. Carry it and press the map button.
~opposite~ How do I [split|merge] rooms on the map? >> [Map, Edit, draw a line|Map, Edit, mark both].
# data_privacy ~ App
How do I delete my account? || How can I delete my account? || What do I do to delete my account? >> Profile, Privacy, Delete. Everything is gone after 30 days.
How do I get a copy of my data? || How can I get a copy of my data? >> Profile, Privacy, Export. It takes up to a day.
Where is my data stored? || Where do you store my data? >> In two data centres, both on the continent where your home is.
~negation~ Which of my data is [shared|not shared] with partners? >> [The state of linked devices|Pictures, sound and places].
# order_cancel ~ Shop
How do I cancel an order? || How can I cancel my order? || What do I do to cancel an order? >> Orders, Cancel, as long as it is not packed. After that please refuse the parcel.
Can I add something to an order? || Is it possible to add something to an order? >> No, but a second one on the same day ships free.
# spare_parts ~ Shop
Where can I buy spare parts? || Where do I buy spare parts? >> In the shop under Parts, for seven years after the last sale.
Do parts of the old Skitter fit the new one? >> Brushes and bags do, filters and wheels do not.
~version~ Which side brush fits the Skitter [S1|S3]? >> [The two-armed one|The three-armed one].
# company ~ Tarnwell
Where is Tarnwell based? || In which place is Tarnwell based? >> In Lindhaven, with workshops in Marrowby.
Do you have shops that I can visit? || Are there any shops of yours that I can visit? >> A showroom in Harwick and one in Tolsund.
Are you hiring? >> The page Work with us lists the open posts.
What are your opening hours? || When are you open? >> Monday to Friday eight to eight, Saturdays ten to four.
How can journalists reach you? >> Write to press@example.com.
Who owns the company? >> It has belonged to its staff since 2019.
~opposite~ At what time does the showroom in Harwick [open|close]? >> [At nine|At half past six].
~place~ How do I get to the showroom in [Harwick|Tolsund]? >> [Tram 4 to the mill|Bus 12 to the harbour].
# green ~ Tarnwell
What happens to my old device? >> We take it back at any age and use what is still good.
Is the packaging recyclable? || Can the packaging be recycled? >> All of it is paper, but for the bag around the battery.
How much power do the devices use when idle? || What is the idle power consumption of your devices? >> Less than half a watt each.
Where do old batteries go? >> Into the box at any shop that sells them, never into the bin.
Are your wood parts certified? >> The oak feet come from forests with a certificate.
Do you offset your shipping? >> We use rail and cargo bikes where we can and buy no offsets.
# hearth_features ~ Hearth
Can the Hearth measure humidity? || Does the Hearth measure humidity? >> Yes, to three percent.
How do I dim the display? || How can I dim the display? >> Hold the ring and turn.
How accurate is the thermometer? >> Half a degree between 5 and 35.
Can the display be locked against children? >> Device page, Child lock. A code opens it.
How does the open window detection work? >> A sudden drop of two degrees shuts the valve for half an hour.
What does the green leaf mean? >> You heat less than the average of your own last month.
How do I switch between Celsius and Fahrenheit? >> Profile, Units.
Can it be painted? >> The ring, yes, with acrylic. Keep the slots free.
~opposite~ How do I [lock|unlock] the dial? >> [Hold it for five seconds|Type the code].
~number~ Can the Hearth be mounted [1|3] metres above the floor? >> [Yes|No, it would measure too warm].
# skitter_mop ~ Skitter
How do I wash the mop pads? || How can I wash the mop pads? >> At 60 degrees with no softener.
Can I put detergent into the water tank? || May detergent be put into the water tank? >> Only ours, a cap on a full tank.
Does the robot lift the mop on carpet? >> The S3 does, for the S1 draw a zone.
Why does the mop leave streaks? >> Too much soap, or pads that need a wash.
How large is the water tank? >> 240 millilitres.
~version~ How much water does the tank of the [S1|S3] hold? >> [180 millilitres|240 millilitres].
# pets_children ~ Skitter
Is the robot safe with pets? || Is it safe to use the robot with pets? >> Yes. Most get used to it within a week.
Will it suck up small toys? >> The camera sees things over three centimetres. Smaller ones it may eat.
Can a toddler ride on it? >> Please not, the wheels carry four kilos.
Does it fall down stairs? || Can the robot fall down the stairs? >> No, four sensors look for edges. Keep them clean.
Can it be started by my dog? >> Use the child lock in the app.
# beacon_install ~ Beacon
How high should I mount the doorbell? || At what height should the doorbell be mounted? >> At 1.2 metres.
Does the Beacon need wires? || Are wires needed for the Beacon? >> No, though with wires you never charge it.
Can I mount it on brick? || Is it possible to mount it on brick? >> Yes, the box has a drill bit and plugs for it.
What angle does the wedge give? >> Fifteen degrees to the left or right.
Is the doorbell waterproof? || Can the doorbell get wet? >> It takes heavy rain, class IP65.
Does it work in hard frost? >> Down to minus 20. Below that the battery rests.
May I film the pavement? >> Rules differ. Hide what is not yours with the privacy zones.
~number~ Which transformer do I need for [1 chime|2 chimes]? >> [16 volts|24 volts].
~product~ How do I charge the [Beacon|Keyrow keypad]? >> [With the USB cable, four hours|It takes batteries and is not charged].
# keyrow_setup ~ Keyrow
How do I install the lock? || How can I install the lock? >> Two screws and twenty minutes. A film is linked in the app.
What is the bridge for? || Why do I need the bridge? >> It brings the lock online so that you can open from afar.
Is the lock certified? >> Class 2 of the norm for smart cylinders.
Can landlords object to a smart lock? >> They may. Ours leaves no trace when it is taken off.
What happens in a fire? >> From the inside it always opens by hand.
How loud is the motor? >> As loud as a quiet talk.
How do I set up the keypad? || How can I set the keypad up? >> Hold it to the lock until both blink.
~opposite~ Which way do I turn the knob to [lock|unlock] by hand? >> [Away from the hinge|Towards the hinge].
# rill_install ~ Rill
How many zones can the Rill control? || How many zones does the Rill control? >> Four, eight with the second manifold.
Can I use rain water? || Is it possible to use rain water? >> Yes, with a pump of at least one bar and the mesh filter.
How deep do I bury the soil sensor? || At which depth should the soil sensor be buried? >> Root depth, about 15 centimetres.
What hose size fits? >> Three quarters of an inch, an adapter for half an inch is in the box.
How far may the valve be from the controller? >> Thirty metres of cable.
Can the controller stay outside? >> In the shade, from March to October.
How do I water by hand? >> Press the drop, then the zone.
~number~ Can one controller water [4|8] zones? >> [Yes, as it is|With the second manifold].
# app_general ~ App
Which phones does the app run on? || What phones can run the app? >> Systems of the last five years.
Is there a dark mode? || Does the app have a dark mode? >> It follows the phone.
Can I use the app without the internet? || Does the app work without internet? >> At home most things work, from afar nothing does.
How do I change the language? || How can I change the language? >> The app follows the phone, or Profile, Language.
Is there a web version? >> At home.example.com, with the same account.
How do I make a routine? || How can I create a routine? >> Routines, plus, choose a trigger and what follows.
How do I add a widget? >> Hold the home screen and pick Tarnwell.
Does the app support screen readers? >> All pages are labelled. Tell us where one is missing.
~opposite~ How do I [show|hide] a room on the start page? >> [Home, Edit, eye open|Home, Edit, eye shut].
~negation~ Why can I [see|not see] the energy page? >> [Your Hearth reports it|Your receiver does not report it].
# payment ~ Shop
Which payment methods do you accept? || What payment methods are accepted? >> Cards, PayPal, bank transfer and instalments.
Can I pay in instalments? || Is it possible to pay in instalments? >> From 100 dollars on, three or six rates.
Is my card data safe with you? >> It goes to the payment house, we never see it.
Do you take cash? >> In the showrooms only.
Can I pay with foreign currency? >> The shop charges in dollars, your bank converts.
~number~ From which price on are there [3|6] monthly rates? >> [From 100 dollars|From 300 dollars].
~opposite~ How do I [save|delete] a card in my profile? >> [Tick the box when you pay|Profile, Payment, bin].
""".strip()
