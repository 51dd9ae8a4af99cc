"""Headlines of an invented country, by desk.

A block begins with ``# desk``. A line is one story; headlines of the same story stand between
``||``. ``~what~`` opens a minimal pair, ``[left|right]`` marks its difference. ``*`` opens a
pattern with alternatives and ``{slots}``, which makes several stories.
"""
# One story a line reads better than wrapped ones here.
# ruff: noqa: E501, SIM905

from __future__ import annotations

BANKS: dict[str, list[str]] = {
    "town": "Harwick|Ostbridge|Tolsund|Marrowby|Kelm|Saint Orran|Lindhaven|Pell Bay|Vardo Hill|Quarrington|Eastmere|Brackley Ford|Nordeney|Castel Brun|Wynnstow|Dunmarsh|Glenporth|Hollin Cross|Aldersey|Rookhope|Sandel|Upper Salt|Monks Weir|Tarn Ferry".split(
        "|"
    ),
    "name": "Abara|Brandvik|Castellan|Dvorak|Eze|Fontaine|Hallam|Iversen|Jurado|Kowalski|Lindgren|Moreau|Nakano|Okafor|Pettersen|Quirke|Rasmussen|Tanaka|Umarov|Varga|Whitlock|Yildiz".split(
        "|"
    ),
    "firm": "Norvane Steel|Blue Heron Bank|Kelm Dairies|Ostra Air|Pellworth Foods|Lumen Optics|Quarry & Sons|Sandel Shipping|Vardo Telecom|Wynn Pharma|Tolsund Paper|Aldersey Insurance".split(
        "|"
    ),
}
OUTLETS = "Harwick Courier|The Daily Lantern|Northcoast Wire|Tolsund Tribune|Metro Nine|The Evening Sluice|Kelm Observer|Open Ledger".split(
    "|"
)
EXTRA = [
    ("es", "Una tormenta deja sin luz a media ciudad de Castel Brun"),
    ("es", "El puerto de Sandel reabre tras dos semanas de huelga"),
    ("fr", "Le maire de Saint-Orran démissionne après le scandale des parkings"),
    ("fr", "Canicule : les écoles de la côte ferment à midi"),
    ("de", "Hochwasser an der Kelm: Altstadt von Tolsund geräumt"),
    ("de", "Zoo in Harwick begrüßt drei junge Schneeleoparden"),
    ("pt", "Incêndio na serra obriga duzentas famílias a sair de casa"),
    ("it", "Il teatro di Lindhaven riapre dopo dieci anni di restauri"),
    ("ja", "ハーウィックで地下鉄の新路線が開業"),
    ("ar", "إغلاق المطار بسبب عاصفة رملية"),
]
ODD = [
    "=IF(rain;stay;go) reads the shortest weather column ever printed",
    "+++ LIVE +++ Election night in Lindhaven as it happens",
    "-12 in May: frost record stuns the plum growers of Marrowby",
    "@HarwickCouncil account locked after prank about free parking",
    "Readers vote 🐑 over 🐐 as the mascot of the wool fair",
    "🔥 Chilli festival in Sandel ends with forty sore tongues and one proposal 💍",
    "<b>Breaking:</b> tag left in headline embarrasses broadcaster",
    "<script>alert(1)</script> appears on departure boards at Ostbridge station",
    "Q&amp;A: what the ampersand shortage means for signwriters",
    "Name with onerror=alert(1) wins the baby name contest of a computer club",
]

BLOCKS = """
# council
Who pays for the airport tram line? Lindhaven argues about cost
Kelm to elect a new mayor in June after parking scandal
Harwick shopkeepers sue over car-free old town
Lindhaven council approves new tram line to the airport || New tram line to the airport approved by Lindhaven council || Council in Lindhaven gives green light to airport tram line
Mayor of Kelm resigns over parking scandal || Kelm mayor steps down over parking scandal || Parking scandal forces mayor of Kelm to resign
Harwick to ban cars from the old town from next year || Cars to be banned from Harwick's old town next year
Ostbridge councillors vote to sell the town hall || Town hall of Ostbridge to be sold after councillors' vote
Dog tax doubled in Marrowby || Marrowby doubles its dog tax
Recount ordered after tie in Pell Bay election || Tie in Pell Bay election leads to recount
Petition against the Tolsund casino reaches 20,000 names || 20,000 people sign petition against Tolsund casino
Quarrington library saved by last-minute budget deal || Last-minute budget deal saves library in Quarrington
~negation~ Eastmere council [will|will not] fund the skate park
~number~ Sandel to close [two|five] of its nine swimming pools
~opposite~ Nordeney [raises|lowers] the fee for moorings in the inner harbour
~amount~ Wynnstow to spend [$3 million|$30 million] on a new fire station
Twinning with Icelandic port splits Dunmarsh
Night mayor wanted: Castel Brun advertises its oddest job
Street signs in two languages go up in Rookhope
Former mill to become a courthouse in Vardo Hill
Public toilets are the talk of the campaign in Upper Salt
Council clerk wrote minutes in verse for three years unnoticed
Bridge named after a goat by popular vote
Deputy mayor walks out during debate about street trees
Participatory budget buys a piano for the bus station
Independent list wins in Hollin Cross for the first time
Cemetery rules relaxed to allow bicycles
Auditors find a forgotten account with half a million in Glenporth
* {town} [rejects|debates|postpones|approves] [a plan for a floating market|a ban on leaf blowers|rent control for shops|a statue of the fishermen|free school lunches|a tourist tax|a second landfill|a merger with its neighbour|speed cameras by the hospital|a curfew for scooters]
* Councillor {name} [accused of|cleared of|apologises for] [leaking the budget|sleeping through a vote|hiring a cousin|a remark about farmers|missing forty meetings|doodling on a treaty]
# transport
Nordeney islanders demand a second ferry
Strike of train drivers costs railway $8 million
Lindhaven airport buys radar against fog
Ferry to Nordeney cancelled because of engine failure || Engine failure cancels ferry to Nordeney || Nordeney ferry cancelled after engine failure
Train drivers begin three-day strike over pay || Three-day strike over pay begun by train drivers
Airport in Lindhaven closed by fog for six hours || Fog closes Lindhaven airport for six hours || Six-hour fog closure at Lindhaven airport
Bus fares in Harwick to rise by ten percent || Harwick bus fares going up ten percent
Cyclists get a bridge of their own over the Sluice || New bridge over the Sluice is for cyclists only
Night train to Castel Brun returns after twelve years || After twelve years the night train to Castel Brun is back
Landslide blocks the coast road near Rookhope || Coast road near Rookhope blocked by landslide
Driverless bus hits a lamp post on its first day || On its first day driverless bus crashes into lamp post
~number~ Motorway crash near Kelm leaves [three|thirteen] injured
~date~ Tunnel under the Vardo to reopen on [4 March|14 April]
~opposite~ Speed limit on the Eastmere bypass is [raised|lowered]
~place~ Cruise ship runs aground off [Sandel|Aldersey]
Two-hour queue at the only charging point of the valley
Conductor delivers a baby between two stations
Swans on the runway delay the ministers' flight
Sale of old tickets raises money for a signal box museum
Level crossing open again after the longest repair in history
Tram bells too loud, say the neighbours of line 9
School bus taken by a pensioner who wanted to help
Pilots' union warns of tired crews in summer
Container ship blocks canal with a cargo of umbrellas
Taxi firm switches its whole fleet to hydrogen
Roundabout with seven exits baffles learner drivers
Lost luggage hall auctions 400 suitcases unopened
* {town} [station|harbour|bus garage|airfield|tram depot] [to be rebuilt in timber|evacuated after gas alarm|gets solar roof|flooded by burst main|wins design prize|closed for asbestos check|guarded by geese|renamed after a poet]
* [Ferry|Tram|Express|Bus|Cable car] between {town} and {town2} [halved in winter|free for under-18s|slowed by leaves|to run all night|out of service until autumn|packed as petrol runs short]
# weather
Storm Oda: insurers expect 9,000 claims
Army sent to clear roads after storm Oda
Dunmarsh greenhouse growers seek aid after hail
Saint Orran opens cooling rooms in churches during heatwave
Storm Oda leaves 40,000 homes without power || 40,000 homes without power after storm Oda || Storm Oda cuts power to 40,000 homes
Heatwave breaks temperature record in Saint Orran || Temperature record broken in Saint Orran as heatwave goes on
Flood warning issued for the lower Kelm || Lower Kelm placed under flood warning
Hail the size of eggs smashes greenhouses in Dunmarsh || Egg-sized hail smashes Dunmarsh greenhouses
Snow closes all schools in the Vardo valley || All schools in Vardo valley closed by snow
Drought: Eastmere forbids the watering of gardens || Watering of gardens forbidden in Eastmere as drought goes on
Tornado tears roofs off a village near Quarrington || Roofs torn off by tornado in village near Quarrington
First frost comes three weeks early || Early first frost arrives three weeks ahead
~number~ Rainfall in Pell Bay reaches [80|180] millimetres in a day
~negation~ Storm Piet [will|will not] reach the coast, forecasters say
~opposite~ Water level in the Marrow reservoir [rises|falls] for a tenth week
~date~ Sandbags to be handed out in Tolsund on [Monday|Friday]
Dust from the desert turns the snow orange
Lightning strikes the same church for a third time
Fog horn back in service after digital one fails
Warmest January night since measurements began
Beekeepers fear a spring without blossoms
Avalanche dog finds skier after fifty minutes
Sea smoke delights early swimmers at the lido
Wind topples the oldest beech of the royal park
Forecasters apologise for the picnic that drowned
Mudflow buries vineyard and a parked tractor
Ice on the lake thick enough for the fair again
Rainbow at midnight puzzles sailors
* {town} [braces for|recovers from|surprised by] [a night of gales|black ice|a spring tide|thunder and hail|a week of fog|forty degrees|freezing rain|a dry summer|a plague of mosquitoes]
* [Gale|Heat|Flood|Frost|Snow] in {town} [ruins the flower show|brings out the volunteers|strands two coaches|empties the beaches|splits a chapel wall|postpones the regatta|kills a hundred sheep]
# football
Thousands greet Harwick Rovers after cup triumph
Tolsund keeper plays cup final with broken finger
Iversen signs for rivals two weeks after sacking
Harwick Rovers beat Tolsund 3-1 in cup final || Harwick Rovers win cup final 3-1 against Tolsund || Cup final: Harwick Rovers defeat Tolsund 3-1
Coach Iversen sacked after seven defeats in a row || After seven straight defeats coach Iversen is sacked
Goalkeeper scores in added time to save Kelm || Kelm saved by goalkeeper's goal in added time
Striker Jurado out for the season with knee injury || Knee injury ends the season of striker Jurado || Jurado to miss rest of season with knee injury
Eastmere United fined for fans' fireworks || Fine for Eastmere United after fans' fireworks
Women's team of Lindhaven wins title unbeaten || Unbeaten Lindhaven win women's title
Derby abandoned after floodlights fail || Floodlight failure forces end of derby
Fifteen-year-old becomes youngest player in the league || Youngest league player ever is fifteen years old
~number~ Marrowby lose [2-0|4-0] at home to Sandel
~swap~ [Kelm beat Ostbridge|Ostbridge beat Kelm] to go top of the table
~negation~ Captain Brandvik [to play|not to play] in the semi-final
~amount~ Midfielder Eze joins Harwick Rovers for [$2 million|$12 million]
Referee's whistle stolen at half-time
Fox on the pitch holds up play for a quarter of an hour
Pell Bay amateurs draw the champions in round two
Groundsman retires after mowing for fifty-one years
Penalty shoot-out takes 48 kicks
Club museum finds a lost trophy inside a stove
Supporters buy the stadium, seat by seat
Own goal from the halfway line goes around the world
Mascot sent off for arguing with the linesman
Team bus stuck, so the squad arrives by tram
Twins face each other in the play-off
Transfer window shuts with a record loan to Malta
* {town} [City|Athletic|Wanderers] [sign|release|honour|suspend] [defender|winger|goalkeeper|teenager|veteran] {name} [until summer|on a free transfer|after training row|for a third spell|despite a fever|in a swap deal]
* {name} [hat-trick sinks|header rescues|blunder costs|debut thrills] {town} [in the mud|before a record crowd|after the break|in the snow|on the last day]
# health
Midwives march for Ostbridge maternity ward
Kelm school stays shut until all pupils have measles jab
Hospital in Ostbridge closes its maternity ward || Ostbridge hospital shuts maternity ward || Maternity ward of Ostbridge hospital to close
Flu season begins early, doctors warn || Doctors warn of an early start to flu season
Measles outbreak at a school in Kelm || School in Kelm hit by measles outbreak
Nurses in Harwick vote to strike over staffing || Strike over staffing backed by Harwick nurses
Surgeons separate twins in nineteen-hour operation || Twins separated by surgeons in nineteen-hour operation
Pharmacies run short of antibiotics for children || Shortage of children's antibiotics in pharmacies
Study links late shifts to poor sleep in retirement || Late shifts linked to bad sleep in retirement, study finds
Free eye tests for pupils from autumn || Pupils to get free eye tests from autumn
~number~ Waiting time for hip operations rises to [six|sixteen] months
~negation~ New migraine drug [approved|not approved] by regulator
~opposite~ Number of smokers under twenty [up|down] for the third year
~amount~ Clinic in Sandel must repay [$400,000|$4 million]
Singing lessons help lungs after illness, trial shows
Hospital kitchen wins a star for its soup
Village without a doctor offers a house and a cow
Ambulance boat christened on the lake
Dentists travel the islands in a converted bus
Blood bank asks for rare group after accident
Robot arm assists at first heart valve repair
Pollen calendar moves forward by two weeks
Hearing loss among drummers less than feared
Therapy donkeys retire from children's ward
Lifeguard of 81 saves a swimmer
Mineral spring closed, too much arsenic
* [Trial|Study|Survey|Review] [finds|doubts|confirms] [benefit of walking barefoot|risk from old water pipes|effect of light on babies|value of afternoon naps|harm of energy drinks|use of leeches|gap in rural care] [in {town}|among farmers|in a thousand twins|after ten years]
* {town} clinic [opens unit for|ends|doubles|loses permit for] [burn victims|night emergencies|stroke care|eye surgery|sports injuries|travel vaccines|sleep disorders]
# schools
Teachers to get a four percent pay rise || Four percent pay rise for teachers
School in Marrowby bans phones during breaks || Phones banned in breaks at Marrowby school || Marrowby school forbids phones during breaks
Maths exam to be repeated after leak || Leak forces repeat of maths exam
University of Lindhaven drops tuition fees || Tuition fees scrapped at University of Lindhaven
Pupils build a satellite that really works || Working satellite built by pupils
Roof of a gym collapses hours before sports day || Gym roof collapses just hours before sports day
Kindergarten places short by 900 in Harwick || Harwick short of 900 kindergarten places
Latin returns to village school after 40 years || After 40 years Latin is back at the village school
~number~ Class sizes in Tolsund grow to [26|36] pupils
~negation~ Pupils [must|need not] wear uniforms from September
~opposite~ Ministry [lengthens|shortens] the summer holidays
~date~ Results of the entrance exam out on [12 June|22 June]
Chess becomes a subject in the islands
Caretaker wins teaching prize
Spelling bee decided by the word rhododendron
Forest school teaches reading from tree rings
School radio interviews the hangman's great-grandson
Last pupil leaves the lighthouse school
Headmistress swaps desks with a ten-year-old for a week
Homework club run by grandmothers doubles in size
Students occupy library for longer opening hours
Professor lectures in the tram during repairs
Exchange class stranded by volcanic ash
Handwriting contest attracts 6,000 entries
* [Pupils|Parents|Teachers|Students] in {town} [protest against|raise money for|celebrate|sue over] [cold classrooms|a new playground|a closed canteen|the late bus|a robotics lab|the school orchestra|mouldy books|a lost trophy]
* {town} [college|primary school|academy] [opens course in|scraps|invites parents to|wins award for] [beekeeping|boat building|sign language|night lessons|garden design|debating|clock repair|puppet theatre]
# tech
Vardo Telecom chief quits over data leak
Victims of Vardo Telecom leak may claim $40 each
Data leak at Vardo Telecom exposes two million customers || Vardo Telecom data leak exposes two million customers || Two million customers exposed in data leak at Vardo Telecom
Start-up from Kelm builds a battery from sand || Battery made from sand by start-up in Kelm
Robots to sort the post in Sandel || Post in Sandel to be sorted by robots
Phone app finds lost hearing aids || Lost hearing aids found by phone app
Regulator fines search company over hidden ads || Search company fined by regulator for hidden ads
Chip factory near Eastmere delayed by two years || Two-year delay for chip factory near Eastmere
Hackers paralyse the water works of Dunmarsh || Dunmarsh water works paralysed by hackers
Drone delivers blood samples to the island hospital || Blood samples delivered to island hospital by drone
~version~ Nordo [X4|X5] phone recalled over hot batteries
~number~ Internet outage hits [50,000|500,000] homes in the north
~opposite~ Lumen Optics [opens|closes] its research lab in Tolsund
~version~ Security hole found in OtterOS [11|12]
Museum computer from 1961 boots again
Translation earbuds fail the dialect test
Library of game cartridges digitised by volunteers
Typewriter sales at a thirty-year high
Smart bins report on the neighbours, group complains
Open-source tractor drives its first furrow
Lonely satellite answers after nine silent years
Video call with the deep sea thrills school classes
Town switches off its screens for a day
Lens thinner than a hair photographs a cell
Password on a sticky note opened the prison gate
Voice of a dead actor may be used, court rules
* {firm} [unveils|cancels|patents|recalls] [a folding tablet|a talking fridge|an electric ferry|a payment ring|a translation pen|a home robot|a solar window|a quantum clock]
* [Engineers|Students|Hackers|Inventors] from {town} [teach a drone to plant trees|print a house of clay|break a voting machine|map the sewers with balls|turn algae into lamps|build a radio from a pear|crack a wartime cipher]
# business
Norvane Steel workers march against job cuts
Norvane Steel chief defends bonus despite job cuts
Stranded passengers of Ostra Air flown home by navy
Norvane Steel to cut 1,200 jobs || 1,200 jobs to go at Norvane Steel || Norvane Steel cutting 1,200 jobs
Blue Heron Bank raises its mortgage rates || Mortgage rates raised by Blue Heron Bank
Profit of Pellworth Foods doubles || Pellworth Foods doubles its profit
Department store in Harwick closes after 110 years || After 110 years Harwick department store shuts its doors
Ostra Air files for bankruptcy || Bankruptcy filing by airline Ostra Air
Workers at Kelm Dairies agree to a pay deal || Kelm Dairies workers accept pay deal
Inflation falls to lowest level in four years || Inflation at its lowest in four years
Sandel Shipping orders six sail-assisted freighters || Six sail-assisted freighters ordered by Sandel Shipping
~opposite~ Shares in Wynn Pharma [rise|fall] by a fifth
~amount~ Aldersey Insurance pays [$90 million|$900 million] for rival
~negation~ Central bank [changes|does not change] its key rate
~number~ Tolsund Paper to hire [150|1,500] apprentices
Button maker survives on one customer
Bakers' guild sets a price for the perfect roll
Family firm sells its ladders to the opera
Shop without staff opens in the mountains
Boss takes a salary of one coin
Vineyards unite against a glass tax
Toy maker sues over the shape of a brick
Market women found a bank of their own
Export of sea salt hits a record
Four-day week pays off for the rope works
Cork shortage worries the winemakers
Brewery swaps lorries for canal boats
* {firm} [warns of loss|wins contract|moves head office|names new chief|faces boycott|starts buy-back] [in the autumn quarter|with the navy|to {town}|from outside the family|over palm oil|after record year]
* {town} [shopkeepers|fishers|brewers|tailors|hoteliers] [hope for|complain about|profit from|fear] [the cruise season|online rivals|the tram works|a strong currency|longer opening hours|the film festival]
# crime
Replica of the bronze lion cast for Harwick park
Tolsund bank robbery: loot still missing
Thieves steal a bronze lion from the park in Harwick || Bronze lion stolen from Harwick park by thieves || Bronze lion stolen from park in Harwick
Man arrested after bank robbery in Tolsund || Arrest made after Tolsund bank robbery
Forger of train tickets jailed for two years || Two years in prison for forger of train tickets
Police seize a tonne of fake saffron || Tonne of fake saffron seized by police
Court acquits baker accused of arson || Baker accused of arson acquitted by court
Stolen painting found behind a cupboard in Kelm || Painting stolen from museum found behind cupboard in Kelm
Burglar falls asleep on the sofa of his victim || Burglar found asleep on victim's sofa
Customs officers find 300 turtles in a suitcase || 300 turtles found in suitcase by customs officers
~number~ Former treasurer sentenced to [three|eight] years in prison
~negation~ Jury finds ferry captain [guilty|not guilty] of negligence
~name~ Police look for witness called [Anna|Hanna] Moreau
~date~ Trial of the cheese smugglers to open on [5 May|25 May]
Parrot gives evidence away in a fraud case
Garden gnomes returned with an apology
Judge cites a nursery rhyme in her ruling
Bicycle thief caught by the owner at an auction
Lighthouse lamp held to ransom
False plumber worked in forty homes
Retired detective solves the case of the missing bell
Wine cellar emptied through a drain
Police horse passes its hundredth patrol
Poisoned fields: second arrest in the north
Witness protection ends in a bake-off
Escaped prisoner returns for his glasses
* [Police|Prosecutors|Detectives] in {town} [search for|charge|question|release] [a false priest|two poachers|a driver without brakes|the owner of a burnt barn|a hotel cheat|a gang of copper thieves|a man with forty passports|a rare-egg collector]
* [Robbery|Fire|Brawl|Fraud] at {town} [jeweller's|boat club|bingo hall|post office|flower market|observatory] [remains a riddle|solved by DNA|caught on film|ends in court|costs insurer dear]
# culture
Opera house of Lindhaven reopens after ten years || Lindhaven opera house reopens after ten years || After ten years the opera house in Lindhaven reopens
Novelist Petra Varga wins the Lantern Prize || Lantern Prize goes to novelist Petra Varga
Film about the great flood opens the festival || Festival opens with film about the great flood
Museum returns masks to the islands || Masks returned to the islands by museum
Lost symphony found in a piano stool || Symphony thought lost turns up in piano stool
Street artist paints over her own mural || Own mural painted over by street artist
Library lends out musical instruments || Musical instruments to be lent by library
Puppet theatre in Castel Brun saved by donors || Donors save puppet theatre in Castel Brun
~number~ Festival in Sandel sells [20,000|200,000] tickets
~negation~ Conductor Rasmussen [extends|does not extend] his contract
~opposite~ Visitor numbers at the maritime museum [rise|drop] sharply
~swap~ [Fontaine replaces Nakano|Nakano replaces Fontaine] as director of the ballet
Choir of 900 sings in a quarry
Poem on the moon lander is by a postman
Ban on selfies in the hall of mirrors
Accordion orchestra tours the prisons
Cinema with one seat sells out
Comic strip ends after 22,000 days
Wooden church gets its dragons back
Actor forgets his lines, audience helps out
Radio play recorded inside a glacier
Violin made of driftwood on show
Bookshop survives by selling silence
Carnival float mocks the weather service
* {town} [gallery|theatre|museum|festival] [shows|rediscovers|cancels|honours] [paintings by cows|women of the loom school|a play without words|folk songs of the miners|photographs of fog|a forgotten architect|the art of knots|early science fiction]
* [Singer|Painter|Director|Poet] {name} [dies at 91|cancels tour|returns after silence|donates archive|quarrels with critics|moves to {town}]
# science
Astronomers discover a planet with three suns || Planet with three suns discovered by astronomers
New frog species found in Saint Orran caves || New species of frog found in caves of Saint Orran || Frog species new to science found in Saint Orran caves
Octopus learns to open a door, researchers say || Researchers say octopus has learnt to open door
Ancient bread oven unearthed near Quarrington || Near Quarrington an ancient bread oven is unearthed
Bees can count to five, study shows || Study shows that bees count up to five
Wreck of the Marigold found after 200 years || After 200 years wreck of the Marigold is found
Glacier on Vardo Hill shrinks by a third || Vardo Hill glacier has shrunk by a third
Meteorite lands in a chicken coop || Chicken coop hit by meteorite
~number~ Fossil footprints are [12,000|120,000] years old
~negation~ Mission to Venus [will|will not] launch this year
~opposite~ Number of puffins on Nordeney [grows|shrinks]
~amount~ Research fund gets [$6 million|$60 million] for fusion
Moss survives two years on the outside of a satellite
Mathematician proves the shortest route through all pubs
Spider silk spun by yeast holds a piano
Whales sing lower, nobody knows why
Neolithic flute plays again
Mud from the lake tells of a forgotten eruption
Crows hold a grudge for seven years
Telescope on the moor sees first light
Sourdough of five continents compared
Tooth of a giant beaver in the gravel pit
Ants build a bridge longer than ever seen
Plastic-eating fungus found at a harbour
* [Researchers|Divers|Archaeologists|Geologists] near {town} [find|date|lose|study] [a bronze ship|a bed of sponges|an unknown alphabet|the oldest oak|a cave full of bats|a buried river|a Roman dice tower|glowing plankton]
* [Eels|Lichens|Owls|Mammoths|Corals|Wolves] [older than thought|thrive near {town}|change their calls|tracked by satellite|baffle biologists|return after a century]
# housing
Rents in Harwick rise faster than anywhere || Nowhere do rents rise faster than in Harwick
Tenants of the Larch estate win case over mould || Mould case won by Larch estate tenants || Larch estate tenants win court case over mould
Wooden tower of eighteen floors opens in Kelm || Eighteen-floor wooden tower opens in Kelm
Holiday flats limited to 60 nights in Pell Bay || Pell Bay limits holiday flats to 60 nights
Squatters leave old brewery peacefully || Old brewery left peacefully by squatters
Tiny houses on a church roof find tenants || Tenants found for tiny houses on church roof
Heating costs to rise for two million homes || Two million homes face rise in heating costs
Builders find war bomb under kindergarten || War bomb found under kindergarten by builders
~amount~ Average flat in Lindhaven costs [$310,000|$130,000]
~number~ Ostbridge to build [400|4,000] flats on the docks
~negation~ Landlords [may|may not] ban pets, court rules
~opposite~ Property tax [up|down] for cottages
Houseboats get postal addresses at last
Village sells homes for the price of a coffee
Students move in with pensioners for low rent
Castle for sale, ghost included
Straw walls pass the fire test
Grandmother wins fight for her chestnut tree
Last coal stove of the capital goes out
Cooperative buys an entire street
Roof gardens cool a quarter by three degrees
Estate agent fined for fish-eye photos
Stilts for the houses on the marsh
Squeaky stairs are no defect, judge says
* {town} [tenants|landlords|builders|planners] [fight over|welcome|halt|inspect] [a tower by the river|flats in the barracks|the old cannery|a gated lane|homes on stilts|a car-free block|attic conversions|a prefab school]
* [Mould|Noise|Rent|Balcony|Elevator] [row|ruling|scandal|deal] in {town} [splits neighbours|reaches high court|ends after nine years|costs owner his licence|inspires a play]
# energy
Miners of Quarrington turn last pit into museum
Fishermen sue over Aldersey wind farm
Wind farm off Aldersey begins to deliver power || Power flows from wind farm off Aldersey
Gas price cap extended until spring || Cap on gas prices extended until spring
Village near Eastmere heats with waste from cheese || Cheese waste heats village near Eastmere
Dam on the upper Kelm declared unsafe || Upper Kelm dam declared unsafe
Last coal mine closes in Quarrington || Quarrington's last coal mine closes || Last coal mine in Quarrington shuts down
Solar panels to be required on new roofs || New roofs must have solar panels
Blackout in Sandel caused by a marten || Marten causes blackout in Sandel
Tidal turbine breaks after a week || After one week tidal turbine breaks down
~number~ Nuclear plant to run for [five|fifteen] more years
~amount~ Grid fee rises by [$2|$20] a month
~negation~ Minister [rules out|does not rule out] a new pipeline
~opposite~ Petrol price [climbs|sinks] to two-year mark
Heat from the sewers warms the swimming hall
Balcony panels sold out until autumn
Farmers lease fields to the sun
Hydrogen train passes the mountain test
Island runs a month on wind alone
Wood thieves profit from the cold
Geothermal drill hits a salt dome
Old tyres fuel a cement row
Storks stop a power line
Battery the size of a church goes online
Meter readers replaced by a whisper in the wire
Petrol station sells its last litre
* {town} [utility|refinery|solar park|power station] [fined|expanded|sold to pension fund|hit by lightning|praised by rivals|idle for lack of water|blocked by boats]
* [Wind|Biogas|Solar|Peat|Hydro] [project|tax|boom|dispute] [near {town}|in the highlands|off the coast|at the border] [worries birders|creates jobs|stalls again|ends in compromise|draws investors]
# farming
Bird flu found on a goose farm in Dunmarsh || Goose farm in Dunmarsh has bird flu || Bird flu at goose farm in Dunmarsh
Apple harvest is the smallest in thirty years || Smallest apple harvest for thirty years
Farmers block the ministry with tractors || Tractors of farmers block ministry
Wolf kills eleven sheep near Rookhope || Eleven sheep killed by wolf near Rookhope
Milk price sinks below cost || Price of milk falls below cost
Organic cheese from Kelm named best in the world || World's best cheese is organic and from Kelm
Potato beetle back after mild winter || After mild winter potato beetle returns
Truffle found in a city park sells for a fortune || City park truffle sold for a fortune
~number~ Brussels sprout of [2|12] kilos wins the show
~negation~ Weedkiller [banned|not banned] by farm ministry
~opposite~ Fishing quota for herring [increased|reduced]
~place~ Foot rot found in sheep at [Hollin Cross|Upper Salt]
Goats clear the railway embankment
Pumpkin regatta ends with all hands wet
Bull named Gentle wins again
Olive trees planted further north than ever
Scarecrow contest frightens tourists
Vending machine for eggs robbed of eggs only
Shepherd of nineteen takes over the mountain flock
Hop pickers wanted, singing optional
Saffron grows on a disused airfield
Horse-drawn ploughs return to steep slopes
Rain saves the barley at the last minute
Strawberry robots need a rest too
* {town} [farmers|growers|beekeepers|shepherds|millers] [test|demand|reject|celebrate] [drone sowing|higher wool prices|a dam for ponds|wolf fences|purple carrots|a bee motorway|a slaughterhouse on wheels]
* [Plum|Rye|Honey|Trout|Onion|Cider] [prices|exports|thieves|fair] [surprise {town}|break a record|suffer from rain|delight cooks|alarm the ministry]
# animals
Wynnstow golfers put up signs for beaver crossings
Snow leopard cubs in Harwick get their names
Escaped kangaroo caught in a supermarket || Kangaroo on the run caught in supermarket
Zoo in Harwick welcomes three snow leopard cubs || Three snow leopard cubs born at Harwick zoo
Dog walks 200 kilometres home || 200 kilometres: dog walks back home
Beavers flood the golf course of Wynnstow || Wynnstow golf course flooded by beavers || Golf course in Wynnstow under water thanks to beavers
Whale freed from nets off Nordeney || Off Nordeney a whale is freed from nets
Cat survives fall from the eleventh floor || Cat lives after fall from eleventh floor
Seal blocks a village street for hours || Village street blocked for hours by seal
Oldest tortoise in the country dies at 140 || Country's oldest tortoise dead at 140
~number~ Shelter in Tolsund takes in [45|145] huskies
~negation~ Bear in the Vardo woods [is|is not] to be shot
~opposite~ Number of stray cats [doubles|halves] in Sandel
~name~ Hippo [Otto|Otis] gets a dentist of his own
Owl moves into a cinema
Police escort ducks across the ring road
Penguin chooses the wrong enclosure, stays
Swarm of bees settles on a traffic light
Alpaca joins the wedding by mistake
Hedgehog hotel booked out until spring
Raccoon rides the tram to the terminus
Donkey elected honorary citizen
Snake in the letter box was a belt
Pigeon delivers faster than the network
Llama therapy for stressed judges
Lost ferret found in a church organ
* [Goat|Emu|Otter|Pony|Lynx|Peacock|Boar] [delays a train|steals the picnic|visits the bank|opens the fair|is rescued from a well|falls in love with a mower] in {town}
* {town} [zoo|shelter|aquarium|kennel club] [seeks keeper for|names|mourns|moves] [a shy gorilla|twin otters|a blind seal|its oldest ape|forty parrots|a rare tapir|an albino crow]
# courts_politics
Early elections in March after fall of government
Hallam's successor promises to publish ministry letters
Water police to watch over treaty on shared river
Government falls after no-confidence vote || No-confidence vote brings down government || Government toppled by no-confidence vote
Parliament votes for a shorter working week || Shorter working week approved by parliament
Minister Hallam resigns over leaked letters || Leaked letters: minister Hallam resigns
Voting age lowered to sixteen || Sixteen-year-olds may now vote
Treaty on the shared river signed after 30 years || After 30 years treaty on shared river is signed
Protesters fill the square in Lindhaven for third night || Third night of protest fills the square in Lindhaven
Supreme court strikes down the protest law || Protest law struck down by supreme court
President to visit the flooded north || Flooded north to be visited by president
~number~ Coalition has a majority of [two|twelve] seats
~negation~ Prime minister [will|will not] stand for a third term
~opposite~ Senate [passes|rejects] the fisheries bill
~date~ Referendum on the bridge set for [3 May|31 May]
Speaker loses voice, debate goes on in signs
Spy balloon was a wedding decoration
Ambassador recalled over a joke about cheese
Anthem gets a third verse
Party founder returns as a plumber
Oldest voter has cast her ballot for 84 years
Budget read aloud by candlelight
Border post opened for one lost cow
Minister answers letters by hand for a month
Opposition divided over the lake
Translation error nearly ended the talks
Tax on sugared drinks takes effect
* Minister {name} [defends|withdraws|announces|regrets] [the salt tax|a border fence|visa rules for nurses|the sale of state forest|a census by phone|the ban on fireworks|aid for {town}]
* [Party leader|Senator|Ambassador|Premier] {name} [hospitalised|booed|re-elected|sworn in|heckled by schoolchildren] [in {town}|after marathon session|at harvest parade|by a single vote]
""".strip()
