/**
 * What people build passwords from: words, names, places, teams, characters and runs of keys that lead every published
 * count of leaked passwords. Written down by hand; lower case, separated by spaces. Digits and signs around them, and the
 * usual stand-ins (0 for o, @ for a), are seen through by `common-password.ts`.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
password passwort passwd passord parola parole contrasena contraseña senha heslo haslo salasana wachtwoord motdepasse losenord lozinka sifre katasandi
pass passw word admin administrator root user guest test testing tester demo default secret private login logon signin access account master
superuser sysadmin system server service support manager changeme change changeit letmein letme letmeinnow open opensesame sesame enter unlock welcome
welcomeback bienvenue willkommen hello hallo hola bonjour hi hey goodbye please thanks thankyou temp temporary temppass newpassword newpass new old
oldpassword mypassword mypass my your the this that is am are you me iam i a it to for of and or not no yes on off in out up
maximus dashboard security secure safety computer laptop internet network wifi router database oracle postgres mysql mssql redis kafka
kubernetes docker jenkins gitlab github cisco linux ubuntu debian windows microsoft apple google android iphone samsung nokia sony dell lenovo
facebook twitter instagram linkedin youtube netflix spotify amazon yahoo hotmail gmail outlook skype adobe photoshop office excel company corp business
qwerty qwertz azerty qwertyuiop qwertzuiop asdf asdfg asdfgh asdfghjk asdfghjkl zxcv zxcvb zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc edcrfv rfvtgb qwer
qwert qwertyu qwe asd zxc qaz wsx edc rfv tgb yhn poiuy poiuytrewq lkjhgfdsa mnbvcxz mnbvcx abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij xyz xxx
aaa bbb ccc zzz qqq www fff sss ddd asdasd qweqwe zxczxc qweasd qweasdzxc asdzxc adgjmp azertyuiop
dragon monkey tiger lion bear wolf eagle hawk falcon phoenix shark dolphin panda koala panther cougar jaguar leopard cheetah horse pony donkey rabbit
bunny kitty kitten cat dog puppy doggy doggie bird chicken duck turtle snake spider scorpion cobra viper butterfly ladybug rooster penguin elephant gorilla
mustang bronco stallion buffalo raven rabbit hamster mouse rat fish goldfish frog froggy pumpkin peanut cookie cookies chocolate candy sugar honey cherry
banana orange lemon mango peach strawberry blueberry pepper ginger cinnamon butter cheese pizza burger bacon coffee pepsi cocacola beer vodka whiskey
tequila wine
love lover lovers lovely loveme iloveyou iloveme iloveu loveyou ilove truelove mylove inlove sweet sweetheart sweetie sweety baby babe babygirl babyboy
babydoll honeybunny darling angel angels princess prince queen king kings queens princesa amor teamo tequiero amore miamor mylife life happy happiness
smile smiley lucky hope faith peace freedom forever always together friends friend friendship family mother father mommy daddy mama papa mom dad sister
brother brothers sisters son daughter children kids wife husband boyfriend girlfriend bestfriend grandma grandpa jesus jesuschrist christ god godisgood
godislove blessed blessing bible heaven church lord savior allah muhammad mohammed bismillah krishna ganesh ganesha buddha shiva saibaba om
football soccer baseball basketball hockey golf golfer tennis rugby cricket volleyball swimming skating snowboard skateboard surfing fishing hunter hunting
racing racer runner boxing karate ninja samurai wrestling yankees cowboys steelers packers raiders eagles lakers celtics bulls dodgers redsox giants
patriots broncos chargers dolphins falcons rangers penguins bruins mets cubs cardinals tigers lions bears jets colts saints vikings warriors spurs
liverpool arsenal chelsea manchester united manunited barcelona realmadrid madrid juventus milan inter bayern dortmund celtic everton tottenham
benfica sporting porto galatasaray fenerbahce besiktas ronaldo messi neymar beckham zidane maradona ronaldinho kobe jordan lebron
superman batman spiderman ironman hulk thor captain america wolverine joker deadpool avengers marvel superstar hero starwars skywalker vader darthvader yoda jedi
obiwan stormtrooper startrek trek spock enterprise matrix trinity neo morpheus gandalf frodo bilbo hobbit mordor lordoftherings sauron harry potter
harrypotter hogwarts dumbledore hermione voldemort pokemon pikachu charizard naruto sasuke itachi goku vegeta dragonball onepiece luffy bleach sonic
mario luigi zelda link nintendo playstation xbox minecraft fortnite roblox counterstrike halo callofduty warcraft worldofwarcraft diablo starcraft
leagueoflegends dota valorant overwatch simpsons homer bart southpark cartman spongebob garfield snoopy mickey mickeymouse minnie disney tinkerbell
simba bambi nemo barbie hellokitty winnie pooh tigger scooby scoobydoo bugsbunny tweety
metallica nirvana slipknot linkinpark greenday acdc ironmaiden beatles rolling stones eminem rihanna beyonce madonna shakira elvis music guitar piano
drummer rockstar rocknroll rock hiphop rap rapper dancer dance dancing
summer winter spring autumn fall january february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday today tomorrow yesterday season holiday christmas xmas easter halloween birthday newyear sommer januar februar oktober dezember
sunshine sunset sunrise moonlight moon star stars starlight rainbow flower flowers rose roses lily daisy violet jasmine lavender tulip sakura garden
nature ocean beach island river mountain forest desert storm thunder lightning rain snow snowman snowball fire ice water earth wind sky blue red green
black white yellow pink purple silver golden gold diamond crystal ruby pearl emerald
money dollar cash rich richard millionaire success winner champion number one numberone best thebest boss bigboss gangster killer assassin warrior soldier
sniper marine army navy airforce police doctor nurse teacher student school college university engineer driver pilot captain sailor pirate cowboy
hacker hacked hack matrix cyber cyberpunk zombie vampire devil demon satan evil death dark darkness shadow ghost hell heavenly magic magical wizard witch
merlin fantasy dream dreams dreamer mystery legend legends genius smart crazy stupid idiot funny cool awesome sexy sexylady hot hottie playboy bigdaddy
pussy fuck fucker fuckyou fuckoff fuckme asshole bitch biteme shit bullshit dick bigdick cock penis boobs tits sex porn naked nude slut whore bastard
suckit blowme hardcore cumshot horny
michael michelle jessica jennifer ashley amanda nicole daniel daniela andrew joshua matthew anthony william robert charles charlie david james john
johnny jordan justin brandon tyler thomas george edward henry jack jackson jacob jason joseph kevin kyle larry mark martin maxwell nathan nicholas oliver
patrick paul peter philip phillip ryan samuel sam scott sean shawn simon stephen steven stefan timothy travis victor victoria vincent zachary alexander
alexandra alexis alex alexandre andrea andreas andrei angela angelina anna annie antonio antony barbara benjamin bella beth brian brittany carlos carmen
caroline catherine chris christian christina christine christopher claudia cristina cynthia danielle deborah debbie diana diane dennis donald elena
elizabeth emily emma eric erika eva fernando florian francesco francis francisco franklin frank gabriel gabriela giovanni gustavo hannah hans heather
helen hunter igor irina isabella isabelle ivan jan jane janet javier jean jeremy jesse joanna jonathan jose juan julia julian juliana karen karina
katherine kathy katie kelly kim kimberly kristen kristina laura lauren leonardo leo linda lisa lorenzo louise lucas lucia lucy luis luke manuel marco
marcus maria mariana marina mario marie marina marlboro marta mary maryjane mateo matt maurice max megan melanie melissa mercedes miguel mike mohamed
monica morgan natalia natalie natasha nikita nikki oscar pablo pamela paola patricia patrizia pedro pierre rachel rafael raymond rebecca ricardo richard
roberto rodrigo roger romeo juliet rosa samantha sandra santiago sara sarah sebastian sergey sergio sharon silvia sofia sophia sophie stephanie steve
susan svetlana sylvia tatiana teresa theresa tiffany tigger tommy tony valentina valentino vanessa vera veronica vladimir wendy yolanda yvonne buster
bailey maggie molly rocky sadie lucky max shadow ginger smokey sparky spike toby coco lola princess rex bruno rufus jasper oreo
london paris berlin munich hamburg cologne vienna zurich geneva madrid lisbon rome milano roma napoli moscow russia ukraine poland warsaw prague budapest
istanbul turkey turkiye ankara germany deutschland france england britain scotland ireland dublin italy italia spain espana portugal brasil brazil
argentina mexico colombia peru chile venezuela canada toronto vancouver montreal newyork boston chicago dallas houston texas austin denver vegas lasvegas
california losangeles sanfrancisco seattle florida miami hawaii arizona virginia georgia carolina alabama america usa australia sydney melbourne
newzealand china beijing shanghai hongkong taiwan singapore malaysia indonesia jakarta thailand bangkok vietnam philippines manila india delhi mumbai
bangalore pakistan karachi lahore bangladesh dhaka iran tehran iraq baghdad egypt cairo israel dubai arabia morocco africa southafrica nigeria
lagos kenya nairobi japan tokyo osaka korea seoul europe world planet universe galaxy
ferrari porsche lamborghini bmw audi mercedesbenz benz volkswagen golf toyota honda nissan mazda subaru ford chevy chevrolet corvette camaro mustang dodge
jeep harley davidson harleydavidson yamaha suzuki kawasaki ducati toyota hyundai volvo saab opel renault peugeot skoda lada tesla truck trucker
marlboro gibson fender slayer megadeth chester redneck trustno trustnoone whatever nothing something anything everything everyone nobody somebody
iamgod iloveyousomuch letsgo gogogo blahblah bla blah foobar foo bar baz lorem ipsum correcthorsebatterystaple correct horse battery staple supersecret
topsecret notsecret verysecret secretpassword passphrase passcode pincode keyboard abracadabra
`
    .trim()
    .split(/\s+/),
);
