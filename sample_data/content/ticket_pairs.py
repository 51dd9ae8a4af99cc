"""Tickets that look alike and differ: minimal pairs, ``topic | what differs | text``.

``[left|right]`` marks the difference; a pair may hold several where grammar asks for it.
"""
# One pair a line reads better than wrapped ones here.
# ruff: noqa: E501

from __future__ import annotations

LOOKALIKES = """
plus_cancel ~ negation ~ I [do|do not] want my Plus plan to be renewed when the trial is over.
app_login ~ negation ~ The login code [arrives|does not arrive] on my phone while I am at the cottage.
delivery_late ~ negation ~ The driver [rang|did not ring] the bell before he left the card about my lock.
refund_pending ~ negation ~ I [have|have not] received the refund for the broken chime plug you promised.
keyrow_jam ~ negation ~ The lock [opens|does not open] with the spare key after the reset you described.
hearth_schedule ~ negation ~ Holiday mode [works|does not work] for the flat above the bakery.
beacon_notifications ~ negation ~ My wife [gets|never gets] the doorbell alerts when she works the night shift.
data_privacy ~ negation ~ I [agree|do not agree] that my clips are used to train your person detection.
warranty_claim ~ negation ~ The technician [found|did not find] moisture in the gearbox of my vacuum.
order_cancel ~ negation ~ Please [cancel|do not cancel] the order for the five room sensors of our choir hall.
share_access ~ negation ~ Our au pair [should|should not] be able to see the camera in the playroom.
rill_weather ~ negation ~ The controller [skipped|did not skip] the watering before the thunderstorm in our vineyard.
wifi_setup ~ negation ~ The doorbell [is|is not] visible in the list of my mesh router in the attic.
return_label ~ negation ~ The label [was|was not] in the carton with the defective keypad for my workshop.
gift_card ~ negation ~ The gift card for our teacher [has|has not] been activated at the till.
skitter_docking ~ number ~ The robot docks correctly in [2|9] of 10 attempts since the last cleaning of the pins.
skitter_brush ~ number ~ I need [3|13] side brushes for the robots in our dance school.
delivery_late ~ number ~ Only [4|6] of the eight radiator valves in my order have been delivered.
business_bulk ~ number ~ Please send us a quotation for [25|250] doorbells for the new housing block.
keyrow_battery ~ number ~ The lock at our allotment used [4|14] batteries within the last season.
app_login ~ number ~ I was locked out after [3|30] wrong attempts with the pin of the ferry cabin.
hearth_schedule ~ number ~ The nursery should be heated to [18|21] degrees during the nap.
rill_leak ~ number ~ Valve [2|5] keeps dripping after the nightly cycle in the rose bed.
beacon_clips ~ number ~ The doorbell stores only [7|17] days of video for our parish office.
skitter_map ~ number ~ The robot draws [1|3] floors although our mill has two.
share_access ~ number ~ I would like to invite [2|12] more people to the home of our rowing club.
spare_parts ~ number ~ Please send [10|100] dust bags to the kindergarten each quarter.
voice_assistant ~ number ~ The assistant lists [5|15] lamps that belong to my neighbour.
double_charge ~ amount ~ My account was debited [$49.90|$499.00] for the renewal of the cottage plan.
double_charge ~ amount ~ I was billed [$12.50|$125.00] for shipping one rubber seal.
refund_pending ~ amount ~ The refund should have been [$89.00|$98.00] for the returned panel of our boat house.
refund_pending ~ amount ~ Please refund the [$15|$50] deposit for the borrowed drill template.
promo_code ~ amount ~ The code takes [$5|$25] off the room sensor bundle in my basket.
gift_card ~ amount ~ My gift card from the raffle is worth [$20|$200] and shows nothing.
invoice_vat ~ amount ~ The invoice for the showroom lists [$1,240.00|$1,420.00] for labour.
plus_cancel ~ amount ~ I cancel because the annual price rises to [$59|$95] for the family tier.
warranty_claim ~ amount ~ The repair estimate for my controller in the orchard came to [$64.20|$46.20].
business_bulk ~ amount ~ Our budget for the thermostats in the town library is [$8,000|$80,000].
return_label ~ amount ~ The post office asked [$7.40|$17.40] to take the parcel with the dented dock.
delivery_late ~ date ~ The replacement base was promised for [4 March|14 March] at my sister's address.
delivery_late ~ date ~ According to the app the hose reel leaves the depot on [2 May|2 June].
plus_cancel ~ date ~ Please end the plan of our sailing club on [30 June|31 July].
refund_pending ~ date ~ I sent back the cracked bridge on [11 January|21 January] by registered mail.
app_login ~ date ~ I have been unable to sign in to the shared studio account since [3 April|30 April].
invoice_vat ~ date ~ Please correct the invoice date to [28 February|28 November] for the choir books.
warranty_claim ~ date ~ I bought the vacuum for the dental practice on [5 May 2023|5 May 2024].
beacon_clips ~ date ~ I need the recording of the hit-and-run of [9 August|19 August] in front of the bakery.
order_cancel ~ date ~ Postpone the delivery of the bridge kit to [12 September|22 October] please.
gift_card ~ date ~ The voucher for the wedding couple expires on [1 October|1 December] it says.
address_change ~ date ~ From [1 March|1 May] on we live at the old railway station.
hearth_schedule ~ date ~ The vacation setting for the ski hut should end on [6 January|16 January].
skitter_docking ~ version ~ After firmware [1.8.2|1.8.5] the robot leaves the dock at midnight.
keyrow_jam ~ version ~ The lock reports a blocked bolt since firmware [2.1|2.4] was installed at the surgery.
beacon_night ~ version ~ Firmware [5.3|5.6] made the night picture grainy at our loading ramp.
hearth_boiler ~ version ~ Is the receiver revision [A2|B2] suitable for a condensing boiler from the nineties?
wifi_setup ~ version ~ The controller with firmware [3.0.1|3.1.0] refuses the fire brigade's guest network.
beacon_notifications ~ version ~ Since phone system [17.2|18.2] the doorbell banners stay on the screen forever.
app4_update ~ version ~ Release [4.0.1|4.0.3] of the app freezes when I open the greenhouse page.
app4_update ~ version ~ Does app [4.1|4.2] fix the missing energy charts of our dairy?
skitter_map ~ version ~ Map version [2|3] places the aquarium in the hallway.
rill_weather ~ version ~ Since controller software [1.4|1.9] the rain pause lasts a week in the tree nursery.
spare_parts ~ version ~ Which wheel fits the Skitter [S1|S3] from the church hall?
voice_assistant ~ version ~ Which hub firmware is needed for Matter [1.2|1.4] with the greenhouse sensors?
delivery_late ~ product ~ The [thermostat|doorbell] for my daughter's first flat has been in customs for twelve days.
damaged_arrival ~ product ~ The [keypad|room sensor] for the veterinary clinic arrived with a cracked cover.
wrong_item ~ product ~ You sent a [bridge|chime plug] to the museum shop and we never ordered it.
return_label ~ product ~ I need a label to send the [vacuum|lock] back from the island.
spare_parts ~ product ~ Where can I find a new gasket for the [irrigation controller|doorbell]?
warranty_claim ~ product ~ The warranty form rejects the serial number of the [Hearth|Keyrow] in our fire station.
promo_code ~ product ~ Does the teacher discount also apply to the [Rill|Beacon]?
plus_cancel ~ opposite ~ Please [enable|disable] the automatic renewal of the plan for the scout cabin.
beacon_notifications ~ opposite ~ How do I [turn on|turn off] motion alerts for the back door of the pharmacy?
hearth_schedule ~ opposite ~ The upstairs heating starts too [early|late] on school days.
keyrow_jam ~ opposite ~ The lock can't be [locked|unlocked] from the outside of the boathouse.
rill_leak ~ opposite ~ The valve of the herb spiral will not [open|close] any more.
rill_weather ~ opposite ~ The controller gives the tulips too [much|little] water after a warm day.
share_access ~ opposite ~ I want to [add|remove] my brother as an owner of the mountain hut.
beacon_night ~ opposite ~ The picture of the stable door is far too [bright|dark] at dusk.
voice_assistant ~ opposite ~ The assistant [locks|unlocks] the bicycle shed whenever I say good night.
app_login ~ opposite ~ I was able to sign in [before|after] the maintenance of the bell tower network, otherwise not.
order_cancel ~ opposite ~ Please ship the garden set [before|after] the school holidays.
skitter_brush ~ opposite ~ The suction is too [weak|strong] for the thin rug in the prayer room.
delivery_late ~ place ~ Please leave the parcel for the puppet theatre at the [front|back] door.
delivery_late ~ place ~ The courier took my compost sensor to the depot in [Harwick|Ostbridge] by mistake.
delivery_late ~ id ~ Where is order [TW-418207|TW-418270] for the observatory?
refund_pending ~ id ~ Return number [RT-90314|RT-90341] for the tennis hall is still without a refund.
warranty_claim ~ id ~ My vacuum with serial number [SK3-77120|SK3-71720] fails the self-test in the bowling alley.
invoice_vat ~ id ~ Please resend invoice [2025-01187|2025-01178] for the water mill.
skitter_docking ~ id ~ The dock shows error [E14|E41] as soon as the robot touches it in the gym.
hearth_boiler ~ id ~ The receiver blinks fault [F03|F08] since the chimney was swept.
address_change ~ name ~ The account should run under [Anna|Hanna] Brandvik, not under the name of the former tenant.
share_access ~ name ~ Give [Tom|Tim] Okafor access to the rehearsal room lock, please.
refund_pending ~ swap ~ The refund went [from my card to my wife's card|from my wife's card to my card] by mistake.
wrong_item ~ swap ~ I ordered [a sensor and got a plug|a plug and got a sensor] for the rabbit hutch.
""".strip()
