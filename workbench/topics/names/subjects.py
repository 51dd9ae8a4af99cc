"""What people write about, in common nouns: for what the texts of a topic mean and never say."""

from __future__ import annotations

_LIST = """
    accidents; accounting; accounts; actors; addiction; addresses; adoption; advertising;
    advice; agriculture; air conditioning; air quality; air travel; aircraft; airlines;
    airports; alarms; alcohol; allergies; alphabet; ambulances; anatomy; animals; anniversaries;
    antiques; apartments; appliances; applications; appointments; apps; archaeology;
    architecture; arguments; army; arrests; art; artificial intelligence; artists; asthma;
    astrology; astronomy; athletes; athletics; attacks; auctions; authors; awards; babies;
    baking; ball games; bands; banking; bankruptcy; banks; baseball; basketball; bathrooms;
    batteries; beaches; beauty; bedrooms; beer; benefits; bicycles; bills; biology; birds;
    birth; birthdays; boats; bonds; bonuses; books; borders; botany; boxing; brain; brands;
    bread; breakfast; bridges; broadband; broadcasting; budget; builders; buildings; buses;
    business; business trips; calculations; calendar; calories; cameras; camping; cancellations;
    cancer; candidates; car rental; car repair; cards; careers; cars; cash; casinos; castles;
    cats; ceilings; celebrities; cells; cemeteries; charges; charging; charities; charts;
    cheese; chefs; chemistry; chess; childcare; children; chocolate; churches; cinema; cities;
    citizenship; cleaning; climate; clocks; clothes; clubs; coaches; coal; coffee; colds;
    collections; colleges; colors; comedy; commuting; companies; compatibility; compensation;
    competitions; complaints; computers; concerts; conferences; construction; consumers;
    contacts; contests; contracts; cooking; copyright; cosmetics; costs; counseling; countries;
    courses; courts; crafts; credit; credit cards; credit scores; cricket; crime; crops;
    cruises; culture; currencies; customer service; customers; customs; cycling; damage; damaged
    goods; dance; dancers; data leaks; data protection; databases; dates; dating; deadlines;
    deals; deaths; debts; decoration; defects; delays; delivery; democracy; demonstrations;
    dentists; design; desserts; detectives; devices; diabetes; diagnosis; diet; digestion;
    dinner; disabilities; disasters; discounts; discrimination; diseases; dishes; displays;
    divorce; doctors; documents; dogs; donations; doors; downloads; dreams; drinks; drivers;
    driving; driving licenses; drought; drugs; dust; earnings; earthquakes; ecology; economy;
    editing; education; elections; electric cars; electricity; electronics; elevators; email;
    emergencies; emissions; emotions; employees; employers; energy; engineering; engineers;
    engines; entertainment; environment; epidemics; equality; equipment; errors; estate agents;
    ethics; evidence; evolution; exams; exchange; exchange rates; executives; exercise;
    exhibitions; expenses; experiments; explorers; exports; eyes; factories; families; farmers;
    farming; farms; fashion; fees; fences; ferries; festivals; fever; fiction; files; film;
    filters; finance; fire; firefighters; fires; fireworks; fish; fishermen; fishing; fitness;
    flats; flights; flooding; floors; flowers; flu; food; food safety; football; footballers;
    forests; forms; fossils; fraud; freight; friends; fruit; fuel; funding; funerals; furniture;
    gambling; games; garages; gardeners; gardening; gardens; gas; genetics; geography; geology;
    geometry; ghosts; gift cards; gifts; glaciers; glass; gold; golf; government; grammar;
    graphics; gravity; grocery shopping; guarantees; guests; guns; gymnastics; hacking; hair;
    handball; handwriting; harbors; harvest; headaches; health; health insurance; hearing;
    heart; heating; heatwaves; helicopters; history; hobbies; hockey; holidays; homelessness;
    homes; homework; horoscopes; horses; hospitals; hotels; housework; housing; housing market;
    human rights; humidity; humor; hunting; hurricanes; hygiene; ice; identity; identity
    documents; illness; images; immigration; imports; income; industry; inflation; information;
    ingredients; inheritance; injuries; insects; installation; insurance; interest rates;
    interiors; internet; interviews; inventions; inventors; investment; investors; invoices;
    irrigation; islands; jewelry; job cuts; jobs; jokes; journalism; judges; justice; keys;
    kidneys; kitchen; knitting; labels; laboratories; lakes; lamps; land; landlords; languages;
    laptops; laundry; law; lawns; lawsuits; lawyers; leaks; learning; leave; legislation;
    letters; libraries; licenses; life expectancy; lighting; limits; lists; literature;
    livestock; loans; local government; location; locks; logging in; lost items; lottery;
    luggage; lunch; machines; magazines; mail; maintenance; management; manuals; manufacturing;
    maps; marketing; markets; marriage; mathematics; mayors; meals; measurements; meat;
    medicine; meetings; memberships; memory; mental health; mergers; messages; metals;
    migration; milk; mining; ministers; mobile phones; mobility; money; mortgages; motorcycles;
    mountains; moving house; murder; museums; music; musicians; mythology; names; nature;
    navigation; navy; neighbors; networks; news; newspapers; noise; notifications; novels;
    numbers; nurses; nursing; nutrition; oceans; offices; officials; oil; old age; online
    shopping; opening hours; opera; opinions; orders; outages; overtime; packages; packaging;
    pain; painting; paper; parcels; parenting; parents; parking; parks; parliament; parties;
    passengers; passports; passwords; patents; pay; payment methods; payments; peace;
    pensioners; pensions; performance; permits; personal data; personality; pets; pharmacies;
    philosophy; phones; photography; physics; pictures; pilots; pipes; planets; planning;
    plants; plastic; players; plays; plumbing; poetry; poets; police; political parties;
    politicians; politics; pollution; pools; population; ports; postage; poultry; poverty; power
    plants; precipitation; predictions; pregnancy; prescriptions; presentations; presidents;
    pressure; prices; printers; printing; prisoners; prisons; privacy; products; profits;
    programming; projects; promotions; pronunciation; property; protests; psychology; public
    transport; publishing; pupils; purchases; quality; questions; quotes; racing; radio;
    railways; rain; rainfall; rates; reading; real estate; receipts; recipes; recommendations;
    recordings; records; recruitment; recycling; referees; refugees; refunds; registration;
    relationships; religion; reminders; remote control; renovation; rent; repairs; replacements;
    reports; rescue; research; reservations; resignations; restaurants; retail; retirement;
    returns; reviews; rivers; roads; robots; rockets; roofs; rooms; routes; royalty; rugby;
    running; safety; sailing; sailors; salaries; sales; sanctions; satellites; savings; scams;
    scandals; schedules; schools; science; scientists; screens; sculpture; seasons; security;
    sensors; services; settings; sewage; sewing; sexuality; sharing; shipping; ships; shoes;
    shoppers; shopping; shopping lists; shops; shortages; shows; sickness; side effects;
    signals; signatures; singers; skating; skiing; skin; sleep; smart home; smartphones;
    smoking; snacks; snow; soccer; social media; society; software; software updates; soil;
    solar energy; solar panels; soldiers; songs; sound; space; spare parts; speakers; speech;
    speed; spelling; spending; sponsors; sports; stairs; stamps; startups; statements;
    statistics; steel; stock market; stocks; storage; stores; storms; stress; strikes; students;
    studying; style; subscriptions; subways; suppliers; support; surgery; surveys; sweets;
    swimmers; swimming; symptoms; synonyms; takeovers; taste; taxes; taxis; tea; teachers;
    teams; technology; teeth; telephone; telephone calls; television; temperature; tenants;
    tennis; terrorism; testing; text messages; textiles; theatre; theft; therapy; thieves;
    tickets; time; time zones; timers; tires; tools; top-up; tourism; tourists; tournaments;
    toys; trade; trade unions; traditions; traffic; training; trains; trams; transactions;
    transfers; translation; transmission; transport; travel; travel plans; trees; trials;
    trucks; tunnels; tutorials; typing; unemployment; uniforms; universities; updates; upgrades;
    utilities; vacation; vaccination; vacuum cleaning; valves; vegetables; vegetarian food;
    vehicles; verification; veterinarians; victims; video; video games; violence; viruses;
    visas; vitamins; vocabulary; voice; volcanoes; volunteers; voters; voting; vouchers; wages;
    walking; walls; war; warehouses; warranty; waste; watches; water; water supply; watering;
    weapons; weather; websites; weddings; weight; welfare; wildlife; wind; wind energy; windows;
    wine; wireless networks; withdrawals; witnesses; wood; work; workers; working hours;
    workplace; writers; writing; yoga; youth; zoology; zoos
"""

SUBJECTS = tuple(" ".join(one.split()) for one in _LIST.split(";"))
"""Subjects of everyday texts, of news and of customers' questions."""
