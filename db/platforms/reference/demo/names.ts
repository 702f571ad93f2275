/** Made-up people from many places: a search that only finds English names is found out here. */
import type { Chance } from './random.ts';

interface Culture {
  weight: number;
  given: string;
  family: string;
  /** Where the family name is written first. */
  familyFirst?: true;
  /** How often somebody carries their father's and their mother's. */
  twoFamilyNames?: number;
}

const CULTURES: Culture[] = [
  {
    weight: 14,
    given:
      'Alice|Benjamin|Charlotte|Daniel|Emily|Freddie|Grace|Harry|Isla|Jack|Kate|Liam|Megan|Noah|Olivia|Paul|Rose|Simon|Tessa|William',
    family:
      'Baker|Carter|Doyle|Ellis|Fletcher|Gibson|Hughes|Irving|Jones|Knight|Lloyd|Marsh|Norris|Palmer|Reid|Smith-Jones|Turner|Walsh|Young|Parker-Bowen',
  },
  {
    weight: 7,
    given:
      'Andrea|Bence|Csilla|Dániel|Eszter|Ferenc|Gergő|Hajnalka|István|Judit|Katalin|László|Márton|Nóra|Orsolya|Péter|Réka|Zsófia',
    family:
      'Balogh|Csonka|Farkas|Gál|Horváth|Juhász|Kiss|Kovács|Lakatos|Mészáros|Nagy|Őri|Pintér|Szabó|Tóth|Ürögdi|Varga',
  },
  {
    weight: 7,
    given:
      'Álvaro|José Luis|María José|Beatriz|Carlos|Elena|Francisco|Inés|Javier|Lucía|Marta|Nicolás|Óscar|Pilar|Raúl|Sofía|Tomás|Verónica|Íñigo',
    family:
      'Álvarez|Castro|Díaz|Fernández|García|Gómez|Ibáñez|López|Martínez|Muñoz|Núñez|Ortega|Peña|Rodríguez|Sánchez|Vázquez|Zúñiga',
    twoFamilyNames: 0.8,
  },
  {
    weight: 6,
    given:
      'Anaïs|Anne-Sophie|Benoît|Chloé|Cédric|Élise|François|Gaëlle|Hélène|Inès|Jean-Baptiste|Jean-Luc|Léa|Loïc|Maëlle|Marie-Claire|Noémie|Océane|Rémi|Solène|Zoé',
    family:
      "Aubert|Béranger|Chevalier|D'Aubigné|De La Tour|Dupré|Faucher|Girard|Lefèvre|L'Hôpital|Marchand|Noël|Poirier|Roussel|Saint-Martin|Vidal",
  },
  {
    weight: 6,
    given:
      'Anke|Björn|Claudia|Dörte|Elke|Friedrich|Günter|Heike|Ingrid|Jürgen|Käthe|Lukas|Matthias|Sören|Uwe|Wolfgang|Änne',
    family:
      'Bäcker|Böhm|Fuchs|Groß|Hübner|Jäger|Köhler|Krüger|Löwe|Müller|Neumann|Preuß|Schäfer|Schröder|Strauß|Vogel|Weiß|Zöllner',
  },
  {
    weight: 5,
    given:
      'Agnieszka|Bożena|Cezary|Danuta|Elżbieta|Grażyna|Iwona|Jarosław|Katarzyna|Łukasz|Małgorzata|Paweł|Stanisław|Urszula|Wojciech|Zofia',
    family:
      'Adamczyk|Błaszczyk|Dąbrowska|Głowacki|Jabłoński|Kamińska|Kowalczyk|Król|Łuczak|Michalski|Nowak|Pająk|Szymański|Wiśniewska|Wójcik|Żak',
  },
  {
    weight: 4,
    given:
      'Ana|Bruno|Conceição|Duarte|Fátima|Gonçalo|Inês|João|Luísa|Mário|Nuno|Patrícia|Rúben|Simão|Vitória',
    family:
      'Almeida|Araújo|Brandão|Conceição|da Silva|de Sousa|dos Santos|Falcão|Guimarães|Magalhães|Mendonça|Pinheiro|Ribeiro|Simões',
    twoFamilyNames: 0.5,
  },
  {
    weight: 4,
    given: 'Anouk|Bram|Daan|Eline|Femke|Gijs|Hendrik|Jasmijn|Joost|Lieke|Maarten|Noor|Pieter|Sanne|Thijs|Zoë',
    family:
      "Bakker|de Groot|de Vries|Hoekstra|Jansen|Mulder|Smit|ten Brink|van Dijk|van den Berg|van der Meer|van 't Hoff|Visser|Zijlstra",
  },
  {
    weight: 4,
    given:
      'Åsa|Bjørn|Eirik|Freja|Göran|Håkon|Ingeborg|Jörgen|Kåre|Lærke|Märta|Niels|Øystein|Rasmus|Sigrid|Søren|Tuva',
    family:
      'Ångström|Bergström|Bjørnstad|Dahl|Ekström|Grønbæk|Håkansson|Kjær|Lindqvist|Møller|Nygård|Ødegård|Sjöberg|Sørensen|Väisänen',
  },
  {
    weight: 4,
    given:
      'Ahmet|Ayşe|Barış|Çağla|Doğan|Elif|Gülşen|Hüseyin|İpek|Kerem|Mehmet|Özge|Pınar|Selçuk|Şule|Yiğit|Zeynep',
    family: 'Aydın|Çelik|Demir|Erdoğmuş|Güneş|İnan|Kılıç|Öztürk|Şahin|Taş|Ünal|Yıldırım|Yılmaz',
  },
  {
    weight: 4,
    given:
      'Alžběta|Bohuslav|Čeněk|Dušan|Eliška|František|Hana|Jiří|Kateřina|Ľubomír|Matěj|Ondřej|Růžena|Štěpán|Věra|Zdeněk',
    family:
      'Beneš|Černý|Dvořák|Hájek|Jelínková|Kříž|Kučera|Němec|Novotná|Procházka|Růžička|Šimek|Svobodová|Veselý|Železný',
  },
  {
    weight: 3,
    given: 'Andreea|Bogdan|Cătălin|Doina|Florin|Ilinca|Ioana|Mihai|Oana|Răzvan|Ștefan|Țvetan|Viorica',
    family: 'Bălan|Ciobanu|Dumitrescu|Enăchescu|Ionescu|Mureșan|Năstase|Popescu|Rădulescu|Șerban|Țăranu',
  },
  {
    weight: 3,
    given:
      'Aoife|Bríd|Caoimhe|Ciarán|Diarmuid|Éabha|Fionn|Gráinne|Máire|Niamh|Oisín|Pádraig|Róisín|Séamus|Tadhg',
    family:
      "Breathnach|Gallagher|Mac Giolla Phádraig|Mac an Bhaird|Ní Dhomhnaill|O'Brien|O'Connell|O'Sullivan|Ó Briain|Ó Súilleabháin|Quinn",
  },
  {
    weight: 5,
    given:
      'Aarav|Bhavna|Chitra|Deepak|Esha|Gaurav|Hema|Ishaan|Jaya|Kavita|Lakshmi|Meera|Nikhil|Priya|Rohan|Sunita|Vikram',
    family: 'Banerjee|Chaudhary|Desai|Gupta|Iyer|Joshi|Kapoor|Mehta|Nair|Patel|Rao|Reddy|Sharma|Singh|Verma',
  },
  {
    weight: 4,
    given:
      'Chidi|Chukwuemeka|Damilọla|Ebele|Folasadé|Ifeoma|Kẹ́hìndé|Nneka|Olúwáṣeun|Ọbinna|Táíwò|Uche|Yẹ́misí',
    family: 'Adébáyọ̀|Adéyẹmí|Balógun|Chukwu|Eze|Ìbúkún|Nwosu|Obi|Ògúnbánjọ|Okafor|Ọláìyá|Onyekachi',
  },
  {
    weight: 3,
    given: 'Abena|Akosua|Ama|Esi|Kofi|Kwabena|Kwame|Nana Yaa|Wanjiku|Otieno|Achieng|Njeri|Zawadi|Baraka',
    family: "Acheampong|Adjei|Boateng|Mensah|Osei|Owusu|Kamau|Mwangi|Ng'ang'a|Odhiambo|Wa Thiong'o",
  },
  {
    weight: 4,
    given: 'An|Bảo|Chi|Dũng|Hạnh|Hương|Khánh|Linh|Minh|Ngọc|Phương|Quỳnh|Thảo|Trâm|Tuấn|Vy',
    family:
      'Bùi Thị|Đặng Thị|Đỗ Văn|Hoàng Minh|Lê Thị|Ngô Thanh|Nguyễn Thị|Nguyễn Văn|Phạm Thị|Trần Quốc|Võ Thị|Vũ Hoàng',
    familyFirst: true,
  },
  {
    weight: 4,
    given:
      "Akira|Chiyo|Daichi|Emi|Fumiko|Haruto|Jun|Keiko|Kenji|Megumi|Naoki|Ren|Sakura|Shin'ichi|Yūko|Yōichi",
    family:
      'Endō|Fujimoto|Hayashi|Inoue|Itō|Katō|Kobayashi|Mori|Nakamura|Ōno|Saitō|Satō|Suzuki|Takahashi|Yamaguchi',
  },
  {
    weight: 4,
    given: 'Haoran|Jiayi|Li|Mei|Xiaoming|Yuxuan|Zihan|Wei|Xinyi|Chenguang|Lü|Ruolan|Ting|Yifan',
    family: 'Chen|Gao|Huang|Lin|Liu|Ouyang|Sima|Sun|Wang|Wu|Xu|Yang|Zhang|Zhao|Zhou',
    familyFirst: true,
  },
  {
    weight: 3,
    given: 'Ji-woo|Seo-yeon|Min-jun|Ha-eun|Do-yun|Ye-jin|Sung-min|Eun-ji|Hyun-woo|Soo-ah|Tae-yang|Yu-na',
    family: 'Ahn|Choi|Han|Jung|Kang|Kim|Lee|Lim|Park|Seo|Shin|Yoon',
  },
  {
    weight: 4,
    given:
      'Amal|Bilal|Dalia|Faisal|Hanan|Ibrahim|Khalid|Layla|Mariam|Nadia|Omar|Rania|Salma|Tariq|Yasmin|Ziad',
    family:
      "Abu Bakr|Al-Farsi|Al-Khatib|Al-Masri|Ben Youssef|El Amrani|El-Sayed|Haddad|Ibn Rushd|Khoury|Mansour|Nasser|Sa'id|Zaki",
  },
  {
    weight: 3,
    given: 'Andriy|Bohdana|Dmytro|Halyna|Ihor|Kateryna|Lesya|Mykola|Oksana|Petro|Solomiya|Taras|Yaroslava',
    family:
      "Bondarenko|Havrylyuk|Kovalenko|Kravchuk|Lysenko|Marchenko|Melnyk|Shevchenko|Tkachenko|Zhuk|Hnat'yev",
  },
  {
    weight: 2,
    given: 'Aikaterini|Dimitris|Eleni|Giorgos|Ioanna|Konstantinos|Nikos|Panagiota|Stavros|Zoi',
    family: 'Alexiou|Dimopoulos|Georgiou|Karagiannis|Nikolaidis|Papadopoulou|Papanikolaou|Theodorou|Vlachos',
  },
  {
    weight: 2,
    given: 'Birna|Guðrún|Hallgrímur|Jón|Ólöf|Sigríður|Þórdís|Þorsteinn|Ægir',
    family: 'Árnadóttir|Björnsson|Einarsdóttir|Guðmundsson|Jónsdóttir|Sigurðsson|Þorláksson|Þórðardóttir',
  },
  {
    weight: 2,
    given: 'Alamea|Hōkū|Kai|Keala|Leilani|Aroha|Hemi|Mereana|Tāne|Wiremu|Sione|Tevita',
    family: "Ka'ahumanu|Kāne|Kealoha|Māhoe|Ngata|Pōtatau|Tamihana|Te Kanawa|Fa'asavalu|Tu'ipulotu",
  },
];

export function makeName(chance: Chance): string {
  const culture = chance.weighted(CULTURES.map((each) => [each.weight, each] as const));
  const given = chance.pick(culture.given.split('|'));
  const family = chance.pick(culture.family.split('|'));
  if (culture.familyFirst) return `${family} ${given}`;
  const mother = chance.one(culture.twoFamilyNames ?? 0) ? chance.pick(culture.family.split('|')) : family;
  return mother === family ? `${given} ${family}` : `${given} ${family} ${mother}`;
}
