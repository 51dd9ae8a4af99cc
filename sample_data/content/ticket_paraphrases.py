"""Tickets that say the same in other words: by topic, one group a line, members between ``||``."""
# One group a line reads better than wrapped ones here.
# ruff: noqa: E501

from __future__ import annotations

PARAPHRASES: dict[str, str] = {
    "delivery_late": """
My order of three garden hoses was due on Tuesday and has still not been delivered. || The three garden hoses I ordered should have arrived on Tuesday, but the delivery still has not come. || Still waiting for delivery of the three garden hoses that were due on Tuesday.
The courier says he delivered the chime plug to my neighbour, but my neighbour never received it. || According to the courier the chime plug was delivered to my neighbour, who says she never got it.
The tracking page has shown my dust bags at the airport for two weeks. || For two weeks now the tracking page says that my dust bags are at the airport.
Please tell me when the room sensor for the nursery will be delivered, it is ten days overdue. || When will my room sensor for the nursery be delivered? It is already ten days overdue.
The delivery van left the solar panel in the rain beside the garage and it is soaked. || Your delivery driver put the solar panel beside the garage in the rain and now it is soaked.
The parcel shop at the petrol station has no record of my parcel with the mop pads. || I went to the petrol station parcel shop and they have no record of a parcel with my mop pads.
""",
    "app_login": """
I forgot my password and the reset email goes to an old school address that I can no longer open. || My password reset email is sent to an old school address which I cannot open any more, and I have forgotten the password. || The reset email for my forgotten password goes to my old school address and I have no access to that.
The app says my account is suspended and does not tell me why. || I get the message that my account is suspended, but the app gives no reason.
The verification text message never arrives on my new Finnish phone number. || I never receive the verification text message on my new phone number from Finland.
Login with the fingerprint stopped working after I cut my thumb and there is no way to use the pin instead. || Since I cut my thumb the fingerprint login does not work, and I find no way to use a pin instead.
The sign-in screen keeps switching back to Polish and I cannot read where to enter my password. || I cannot read where to enter the password because the sign-in screen always switches back to Polish.
My account was hacked and somebody changed the e-mail address so I cannot log in. || Someone hacked my account and changed its e-mail address, and now I can't log in.
""",
    "skitter_docking": """
The vacuum robot cannot find its charging station since I moved the station to the cellar. || Since I moved the charging station to the cellar, the robot vacuum can't find it any more. || I moved the charging station into the cellar and now the robot vacuum no longer finds it.
The Skitter battery is empty after only twelve minutes of cleaning. || After just twelve minutes of cleaning the battery of my Skitter is empty.
The robot falls off the charging dock whenever our washing machine spins. || Whenever the washing machine spins, the robot slips off its charging dock.
The puppy chewed through the cable of the charging base, can I get a new cable? || Our puppy chewed the charging base cable, is it possible to buy a new one?
The dock's self-emptying function roars for ten minutes and leaves the dust in the robot. || When the dock empties itself it roars for ten minutes, but the dust stays in the robot.
""",
    "refund_pending": """
I returned the wedge mount four weeks ago and have not received my refund. || Four weeks ago I sent the wedge mount back and I still have not got my refund. || My refund for the wedge mount, which I returned four weeks ago, has not come.
You refunded only half of the price of the keypad I sent back. || For the keypad that I returned you have refunded only half the price.
The refund was paid to my late husband's bank account, which has been closed. || My refund went to the bank account of my late husband and that account is closed.
Please refund me to my bank account and not to the expired credit card. || I would like the refund paid to my bank account and not to my expired credit card.
The refund for the soil sensors came in dollars and I lost money on the exchange. || You paid the refund for the soil sensors in dollars, so I lost money in the exchange.
""",
    "app4_update": """
Since the update to app 4 the camera view is black on my tablet. || The camera view on my tablet has been black since I updated to app 4. || After updating to app 4 I only get a black camera view on the tablet.
App 4 deleted all my watering schedules. || All of my watering schedules were deleted by app 4.
The new version 4 app crashes every time I open the settings page. || Every time I go to the settings page, the new version 4 of the app crashes.
With app 4 I can no longer rename my rooms. || Renaming my rooms is no longer possible with app 4.
Please bring back the big on/off switch that was on the home screen before version 4. || Before version 4 there was a big on/off switch on the home screen, please bring it back.
After the version 4 update the app is in Danish and I can't change the language. || The app has been in Danish since the version 4 update and the language cannot be changed.
The text in app 4 is so small that my grandmother cannot read it. || My grandmother can't read app 4 because the text is so small.
App 4 asks me to log in again every single morning. || Every single morning I have to log in to app 4 again.
""",
    "beacon_notifications": """
When someone presses the doorbell there is no sound on my phone, only a silent banner. || My phone shows just a silent banner and makes no sound when someone presses the doorbell. || No sound on my phone when the doorbell is pressed, there is only a silent banner.
The doorbell sends me a motion alert for every leaf on the apple tree. || I get motion alerts from the doorbell for each leaf that moves on the apple tree.
The indoor chime plays a Christmas tune and I cannot change it back. || My indoor chime is playing a Christmas tune and there is no way to change it back.
I stopped receiving doorbell alerts on my watch after I bought a new strap phone bundle. || After I bought the new strap phone bundle, doorbell alerts stopped arriving on my watch.
My deaf sister needs the doorbell to flash the lamps, how can that be set up? || How do I set up the doorbell so that it flashes the lamps for my deaf sister?
""",
    "hearth_schedule": """
The thermostat turns the heating off at nine in the evening although I set it to eleven. || Although I set the heating to go off at eleven in the evening, the thermostat turns it off at nine. || I set eleven in the evening, but the thermostat switches the heating off at nine.
The heating came on in July while we were away on vacation. || While we were on vacation in July the heating came on.
My thermostat forgets the schedule whenever there is a power cut. || Whenever we have a power cut the thermostat loses its schedule.
I cannot set a different heating schedule for the guest room. || It is not possible for me to set another heating schedule for the guest room.
The thermostat keeps the greenhouse at thirty degrees no matter what the plan says. || No matter what is in the plan, my thermostat keeps the greenhouse at thirty degrees.
""",
    "wifi_setup": """
The vacuum robot lost its wifi connection after I got a new router and will not reconnect. || After I got a new router, my vacuum robot lost the wifi connection and won't reconnect. || My robot vacuum does not reconnect to wifi since I got a new router.
The doorbell's wifi signal is too weak behind our stone wall. || Behind our stone wall the doorbell gets too weak a wifi signal.
The setup asks for a nine-digit device key and the sticker shows only eight digits. || During setup I am asked for a device key of nine digits, but there are only eight digits on the sticker.
The thermostat does not connect to the 5 GHz network, is only 2.4 GHz supported? || Is only 2.4 GHz supported? My thermostat won't connect to the 5 GHz network.
Can the sprinkler controller be connected by network cable instead of wifi? || Is it possible to connect the sprinkler controller with a network cable and not over wifi?
""",
    "plus_cancel": """
Please cancel my Plus subscription at the end of this month. || I want to cancel my Plus subscription when this month ends. || I'd like my Plus subscription cancelled at the end of the month, please.
I cancelled Plus in spring and you renewed it for another year anyway. || Although I cancelled Plus in spring, it was renewed for another year.
How do I cancel Plus for my mother, who has moved into a nursing home? || My mother has moved into a nursing home, how can I cancel her Plus plan?
I was signed up for Plus without agreeing to it and want to leave. || I never agreed to Plus, but was signed up for it, and I want out.
""",
    "double_charge": """
I was charged twice for the solar panel that I ordered only once. || You charged my card twice for the solar panel that I ordered only once. || My card was charged twice for the solar panel, which I ordered only once.
The monthly Plus fee was taken three times in a single week. || In a single week you took the monthly Plus fee three times.
I was charged for gift wrapping that I did not choose. || You charged me for gift wrapping although I did not choose it.
The final price on my card is higher than the price shown at the checkout. || The checkout showed a lower price than the one finally charged to my card.
""",
    "keyrow_jam": """
The smart lock is jammed and I cannot get into my house. || I can't get into my house because the smart lock has jammed. || My smart lock jammed, so I cannot get into the house.
The lock makes a loud grinding noise when it unlocks in the morning. || In the mornings there is a loud grinding noise when the lock unlocks.
The lock only closes if I lift the door by its handle. || Only when I lift the door by its handle does the lock close.
My spare key broke off in the lock cylinder. || The spare key has broken off inside the cylinder of the lock.
""",
    "skitter_brush": """
The side brush of my robot vacuum stopped turning after it picked up a sock. || After picking up a sock, my robot vacuum's side brush no longer turns. || My robot vacuum picked up a sock and since then the side brush does not turn.
The robot is so loud that we can't hear the television. || We cannot hear the television because the robot is so loud.
How often do I have to change the filter of the Skitter if I have a parrot? || I have a parrot, how often must the filter of the Skitter be changed?
The vacuum pushes rice grains around the kitchen instead of picking them up. || Rice grains in the kitchen are pushed around by the vacuum and not picked up.
""",
    "beacon_night": """
The night vision of the doorbell camera is so dark that I cannot recognise anyone. || I can't recognise anyone at night because the doorbell camera's night vision is so dark. || The doorbell camera's night vision is too dark, I recognise nobody.
The doorbell video is green when the porch lamp is on. || When the porch lamp is on, the video from the doorbell turns green.
The camera image shakes whenever a truck drives past. || Whenever a truck goes past, the image of the camera shakes.
""",
    "rill_leak": """
Water is leaking from the bottom of the irrigation controller onto the terrace. || The irrigation controller leaks water from its bottom onto the terrace. || My irrigation controller is leaking at the bottom, water runs onto the terrace.
The sprinkler valve stuck open overnight and flooded the sandpit. || The sandpit was flooded because the sprinkler valve stuck open during the night.
The thread of the tap adapter is too short and leaks. || The tap adapter leaks because its thread is too short.
""",
    "damaged_arrival": """
The thermostat arrived with a broken display, please send a replacement. || Please replace the thermostat, its display was broken when it arrived. || My thermostat was delivered with a broken display and I need a replacement.
The doorbell box was open and the screws were missing. || The box of the doorbell was open and its screws were missing.
The mop pads arrived wet and mouldy. || My mop pads were wet and mouldy on arrival.
""",
    "wrong_item": """
I ordered a black doorbell and received a silver one. || I received a silver doorbell although I ordered a black one. || You sent me a silver doorbell, but I ordered it in black.
You sent me two left door plates and no right one. || I got two left door plates from you, the right one is missing.
I received a lawn sprinkler that I never ordered. || A lawn sprinkler came that I have never ordered.
""",
    "address_change": """
Please change the delivery address of my order to my parents' farm. || I'd like the delivery address of my order changed to my parents' farm. || Could you change my order's delivery address to the farm of my parents?
How can I change the e-mail address of my account? || What do I do to change the e-mail address for my account?
The app shows my old surname, and I cannot edit it. || I can't edit my old surname that the app still shows.
""",
    "invoice_vat": """
Please send me the invoice for my lock as a PDF for the tax office. || I need the invoice for my lock as a PDF for the tax office, please send it. || Could you send the PDF invoice of my lock, which I need for the tax office?
The VAT number on the invoice is wrong by one digit. || One digit of the VAT number on the invoice is wrong.
I did not get a receipt for the spare brushes I bought in cash at the fair. || I bought spare brushes in cash at the fair and did not get a receipt.
""",
    "hearth_boiler": """
Is the Hearth thermostat compatible with a pellet boiler? || Can the Hearth thermostat be used with a pellet boiler? || I have a pellet boiler, is the Hearth thermostat compatible with it?
The radiators stay cold although the thermostat says that it is heating. || The thermostat says it is heating, but the radiators stay cold.
The boiler makes a knocking sound since the electrician connected the thermostat. || Since the electrician connected the thermostat, the boiler makes a knocking sound.
""",
    "keyrow_battery": """
The batteries of my smart lock are empty after two weeks. || After two weeks my smart lock's batteries are empty. || My smart lock empties its batteries within two weeks.
The lock gave no low battery warning before it died. || Before it died, the lock gave me no warning about the low battery.
Which type of battery does the keypad need? || What type of battery is needed for the keypad?
""",
    "promo_code": """
The welcome discount code is rejected at the checkout. || At the checkout my welcome discount code is rejected. || My welcome discount code does not work at the checkout, it is rejected.
Can I combine the student discount with the summer sale? || Is it possible to combine the summer sale with the student discount?
""",
    "beacon_clips": """
The doorbell did not record the burglary on Sunday night. || On Sunday night there was a burglary and the doorbell did not record it. || The burglary on Sunday night was not recorded by my doorbell.
How can I download a video clip from the doorbell to my laptop? || How do I get a video clip of the doorbell downloaded onto my laptop?
""",
    "rill_weather": """
The sprinklers run even when it is raining. || Even when it rains the sprinklers are running. || My sprinklers are running although it is raining.
The app uses the weather of the wrong town for my garden. || For my garden the app takes the weather from the wrong town.
""",
    "return_label": """
Please send me a return label for the vacuum robot. || I need a return label for the vacuum robot, please send me one. || Could you send a return label for my vacuum robot?
Can I return a lock that has already been installed? || Is it possible to return a lock after it has been installed?
""",
    "warranty_claim": """
My doorbell died after eleven months, is it still under warranty? || Is my doorbell still under warranty? It died after eleven months. || The doorbell stopped working after eleven months, does the warranty still cover it?
My warranty claim for the vacuum was rejected without a reason. || You rejected the warranty claim for my vacuum without giving a reason.
""",
    "voice_assistant": """
My voice assistant cannot find the thermostat any more. || The thermostat can no longer be found by my voice assistant. || My voice assistant no longer finds the thermostat.
Does the vacuum robot work with HomeKit? || Is the vacuum robot compatible with HomeKit?
""",
    "share_access": """
How can I share access to the lock with my flatmate? || How do I share the lock's access with my flatmate? || I want to share access to the lock with my flatmate, how does that work?
I want to remove a former tenant from my smart home. || A former tenant has to be removed from my smart home.
""",
    "skitter_map": """
The robot vacuum deleted the map of my apartment after the update. || After the update my robot vacuum had deleted the map of the apartment. || The map of my apartment was deleted by the robot vacuum after its update.
The vacuum ignores the no-go zone around the dog bowl. || The no-go zone around the dog bowl is ignored by the vacuum.
""",
    "data_privacy": """
Please delete my account and all my personal data. || I want you to delete my account and all of my personal data. || Please delete all of my personal data and my account.
What personal data do you store about me? || Which personal data of mine do you store?
""",
    "gift_card": """
The gift card code I was given is not accepted. || The code of the gift card that I was given is not accepted. || My gift card code isn't accepted.
How can I check the balance of my gift card? || How do I find out the balance on my gift card?
""",
    "order_cancel": """
I ordered the wrong colour of doorbell, please cancel my order. || Please cancel my order, I chose the wrong colour of doorbell. || My doorbell order has the wrong colour, please cancel it.
Can I still add a chime plug to my order? || Is it still possible to add a chime plug to the order I placed?
""",
    "spare_parts": """
Where can I buy a replacement wheel for the Skitter? || Where do I get a replacement wheel for my Skitter? || I need a replacement wheel for the Skitter, where can I buy it?
Do you sell the screws of the wall plate separately? || Are the screws for the wall plate sold separately?
""",
    "business_bulk": """
We are a hotel and would like an offer for 200 smart locks. || Our hotel would like an offer for 200 smart locks. || Could you make our hotel an offer for 200 smart locks?
Do you offer discounts for registered installers? || Is there a discount for registered installers?
""",
}
