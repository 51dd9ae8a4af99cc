"""Tickets about something that nobody else writes about: they belong to no topic."""
# One text a line reads better than wrapped ones here.
# ruff: noqa: E501

from __future__ import annotations

ONE_OFFS = """
A swallow has built its nest on top of our doorbell camera and I do not want to disturb it until the young have flown.
Your advert with the whistling baker plays the same eleven notes as my late uncle's accordion piece, who wrote it?
I am a student of industrial design and would like to interview the person who drew the knob of the thermostat.
The hold music cut into a Bible reading for a moment, just so you know your line seems to pick up a radio station.
Our town's amateur theatre wants to use one of your robots as a talking turtle, is that allowed?
Your warehouse alarm in the industrial park has been howling since Saturday and nobody comes to stop it.
Do you sponsor under-twelve ice hockey teams? We need shirts.
I found a wedding ring in the parcel with my filters, it must belong to someone in packing.
The translation of the leaflet into Latvian says "please feed the wall", which made my evening.
Could you tell me whether the cardboard of your boxes is safe for worms, I compost it.
I dreamt up a vacuum that also waters the plants and want to sell you the idea.
A lorry of yours scraped my parked car in the lane by the dairy, the plate begins with KR.
My hamster escaped and the vacuum found him alive, I would like to thank the engineers.
The postcard in the anniversary box has a picture of our old school, may I have a larger print?
Is the founder of the company the same Edda Tarn who ran the bicycle shop by the harbour?
I wish to complain about the perfume of the technician who visited on Thursday, I am allergic.
Your stand at the autumn fair had the best pretzels, which baker was it?
We are shooting a film set in 2009 and need to know what your packaging looked like then.
My application for the internship in the acoustics lab has had no reply.
The magazine that you send has a crossword whose 14 down has no solution.
There is a wasp nest in the delivery locker by the bowling green, someone will be stung.
Does the mast on your office roof belong to you? Our choir hears clicking in the microphones.
I would like to buy shares in Tarnwell, where are they traded?
A man at the door claimed to read meters on your behalf and wanted to come inside.
Would you let our blind walking group visit the factory and touch the machines?
The little song that the dock plays is copyrighted by my cousin, he says.
Please give the lady called Marguerite on the phones a raise, she stayed on the line while my kitchen flooded.
How many decibels does the test chamber absorb? I am writing a school essay.
My grandson swallowed one of the tiny stickers, is the glue poisonous?
Your flag on the roof has been upside down for a week.
I need a letter that states that I worked for you as a picker in 2016 for my pension.
The bench you donated to the lake path has a loose plank.
A hot-air balloon with your logo landed in my barley and flattened a good deal of it.
Is it true that your thermostat was used on the research ship in the Antarctic?
I collect instruction booklets and lack your very first one from 2011.
Do you have a vegan policy for the glue and the leather loop on the keypad?
My parrot imitates the low battery voice so well that I replaced cells for nothing all spring.
The webinar about roof gardens ended in the middle of a sentence, is there a transcript?
Could you move the hedge at your gate? Cyclists cannot see the tram.
We are two hikers who sheltered under your loading bay in the hail, and left a thank-you cake.
The sample paint on the trim ring is called fog, which RAL number would be nearest?
Your podcast episode about sleep has a wrong claim about melatonin.
A job centre tells me that you take trainees over forty, whom do I write to?
I want to report that a man on the flea market sells boxes of your sensors out of a van.
Please stop flying the inspection drone over the riding school, the horses bolt.
The survey that you sent asks for my blood group, this must be a mistake.
Which radio frequency do the garden sensors use, I am a licensed amateur and hear a carrier.
Our orchestra played at your jubilee and the fee has not been settled with the viola section.
I think the map on your contact page puts the office in the middle of the river.
Can the old batteries be dropped at the kiosk by the swimming pool as the poster says?
A hearing-aid shop wants to know if your chime disturbs telecoil loops.
Someone has written a rude word in the dust on your delivery van and the children are spelling it.
The Braille on the packaging reads "thermosaurus".
I am preparing a talk on right to repair and would like to quote your page on screws.
Do you still make the tin lunch boxes from the opening party?
May I use the empty reels from your cable workshop as garden tables?
Your barrier at the car park let me in and would not let me out, I missed the ferry.
I am the beekeeper next door and your night lighting attracts hornets.
A chess computer from 1984 with your name on the bottom turned up in my attic, was that you?
Please tell the canteen that the lentil recipe in the newsletter is missing the lentils.
We name our racing pigeons after appliances and would like permission for yours.
What was the song in the lift of your showroom on the first Sunday of Advent?
Do the ultrasonic sensors bother bats? A colony lives beneath my eaves.
The stair-climbing demo at the trade fair cut my trouser leg, I send you the tailor's bill.
I teach Esperanto and would volunteer to translate your whole site.
A solar eclipse is due and I wonder whether the light sensor needs a filter.
My lodger pays me in crypto, could your shop take that at all?
The lost umbrella from the showroom, brown with a duck's head, is mine.
Your press photo shows my garden without my consent, the gnome with the telescope gives it away.
I would like the recipe for cleaning brass that your fitter mentioned, something with ketchup.
Is the magnet in the door contact strong enough to wipe a hotel card?
There was an earthquake of 3.1 here and every sensor reported a party.
My tattoo artist needs a vector file of your otter logo.
The weather balloon of our school came down on your roof, may we fetch it on Friday?
Could you please record the voice of the robot in Scots?
An auditor from the fire insurance asks for the melting point of the housing.
Our village has the same name as your company and gets your angry letters.
I lost a bet about the weight of the first prototype, could you settle it?
The carnival club wants to build a float of your robot four metres tall.
Do you know a museum that would take a complete set of your boxes?
My neighbour's rooster triggers nothing, and I would have liked it to.
I am moving into a lighthouse with round walls, has anyone mounted a flat plate on a curve?
The choir of the fire brigade would like to sing your jingle at a wedding.
Please pass on to the driver with the red beard that his glove is on our gatepost.
Would a horse count as a person for the camera? Ours opens the stable by itself.
I would like to return a kindness: your colleague in Ostbridge lent me bus money.
My doctoral thesis deals with door handles in welfare states, may I see your archive?
The quiz on your page says that Canberra is in New Zealand.
There is an owl sitting on your satellite dish, this is not a complaint.
Which of your offices has a lactation room? I am to give a course there.
A tree fell on the bus stop that carries your poster and nobody feels responsible.
Can your infrared lamp be seen by a newt? We have a pond survey.
The glass artist who made the windows in your lobby, is he still alive?
I run a marathon dressed as a vacuum robot in May and need a shell to copy.
Your chatbot called me "dear Gerald" for half an hour, my name is Ruth.
May the radio ham club hang an aerial on your chimney?
For our escape room we want a lock that lies to the players on purpose.
Which child-safe paint can be put on top of the sensor, we want ladybirds.
I have invented a word for the sound it makes when done: plimmering. Use it freely.
Our bishop would like to bless the new loading hall, whom do I ask?
The escalator in your showroom runs downward only on Mondays, is this art?
Do you take back the wooden pallets? A stack of them blocks my cellar stairs.
A court in Tolsund asks you to state whether a former employee still lives at the staff house.
The cork in your promotional wine bottle was rotten.
I paint miniatures and would love the tiny resin house from the advert.
Is the water in the fountain before your head office fit for dogs?
A swarm of ladybirds lives inside the transparent demo unit in the hardware shop.
Please settle whether Hearth is spoken like heart or like earth, our dinner ended over it.
My typewriter repair man needs the tiny spring that you use in the bell, is it 0.3 millimetres?
Would your company host an exchange pupil from Iceland for a week in autumn?
The stamp collectors' club is after the franking from your first mailing.
A meteorologist here: may I have the anonymous temperatures of one street for a study?
Our goats have eaten the cardboard mock-up from the roadshow, is the ink harmless?
Your radio spot sets off my old answering machine by its beep.
I knitted a cover for the camera and would like to sell the pattern under your name.
Who holds the key to the football pitch behind your plant on Sundays?
The tide table in your calendar is for the wrong ocean.
My sister and I want to scatter our father's ashes by the company pond, where he worked for thirty years.
There is a spelling mistake on your building, "Tarnwel", in letters a metre tall.
A wild boar has rooted up the lawn before the depot gate and the guard is afraid to come out.
Does the company choir still need a bass?
Our kindergarten would like twenty empty cartons to build a castle.
I am writing a cookbook for people with tremor and like the grip of your screwdriver.
The lift technician found a suitcase of yours in the shaft, where shall he take it?
Please send me the exact shade of orange on the winter scarf of your receptionist.
A pupil of mine plays your start-up chime on the tuba, with variations, would you listen to it?
What happens to the robot from the advert when the film is over, does he have a home?
""".strip()
