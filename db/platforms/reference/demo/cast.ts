/** The demo's people who are written down: for the documentation, for a first look around, and for tests. */
import { type Situation, situation } from './situation.ts';

export interface CastMember {
  /** The user's id. Ids follow the date of joining, so a low one has been there for years and 2000 came today. */
  id: number;
  fullName: string;
  username: string;
  domain?: string;
  department: string | null;
  role?: 'Platform admin' | 'Manager';
  situation: Situation;
}

export const CAST: readonly CastMember[] = [
  // The commonest calls.
  {
    id: 1012,
    fullName: 'Mara Lindqvist',
    username: 'mara.lindqvist',
    department: 'Admissions',
    situation: situation({ devices: 1 }),
  },
  {
    id: 1013,
    fullName: 'Tomás Rivera Ortiz',
    username: 'tomas.rivera',
    department: 'Finance',
    situation: situation({ codesLeft: 2 }),
  },
  {
    id: 1014,
    fullName: 'Priya Nair',
    username: 'priya.nair',
    department: 'Research Office',
    situation: situation({ codesLeft: 0 }),
  },
  {
    id: 1015,
    fullName: 'Jonas Weiß',
    username: 'jonas.weiss',
    department: 'Library',
    situation: situation({ codesLeft: null, devices: 2 }),
  },
  {
    id: 1016,
    fullName: "Sinéad O'Brien",
    username: 'sinead.obrien',
    department: 'Student Services',
    situation: situation({ codesLeft: 6, failed: 10, sessions: 0 }),
  },
  {
    id: 1017,
    fullName: 'Kwame Mensah',
    username: 'kwame.mensah',
    department: 'IT Operations',
    situation: situation({ codesLeft: 7, failed: 3 }),
  },
  {
    id: 1018,
    fullName: 'Zoë van der Meer',
    username: 'zoe.vandermeer',
    department: 'Communications',
    situation: situation({ emergency: 'outstanding' }),
  },
  {
    id: 1019,
    fullName: 'Håkon Ødegård',
    username: 'hakon.odegard',
    department: 'Facilities',
    situation: situation({ codesLeft: 1, emergency: 'expired' }),
  },
  {
    id: 1020,
    fullName: 'Nguyễn Thị Hương',
    username: 'huong.nguyen',
    department: 'Procurement',
    situation: situation({ enrolment: 'reset', codesLeft: null, daysAgo: 1, sessions: 0 }),
  },
  {
    id: 1021,
    fullName: "Jean-Luc D'Aubigné",
    username: 'jeanluc.daubigne',
    department: 'Legal',
    situation: situation({ enrolment: 'disabled', codesLeft: null, daysAgo: 12 }),
  },
  {
    id: 1022,
    fullName: 'Łukasz Wójcik',
    username: 'lukasz.wojcik',
    department: 'Engineering',
    situation: situation({ suspended: true, sessions: 0 }),
  },
  {
    id: 1023,
    fullName: "Leilani Ka'ahumanu",
    username: 'leilani.kaahumanu',
    department: 'Alumni Relations',
    situation: situation({ visits: 'dormant', codesLeft: 10, sessions: 0 }),
  },
  // Technical difficulty enabling 2FA.
  {
    id: 1988,
    fullName: 'Çağla Yıldırım',
    username: 'cagla.yildirim',
    department: 'Medical Faculty',
    situation: situation({ enrolment: 'pending', codesLeft: null, daysAgo: 0 }),
  },
  {
    id: 1700,
    fullName: 'Ioana Mureșan',
    username: 'ioana.muresan',
    department: 'Human Resources',
    situation: situation({ enrolment: 'pending', codesLeft: null, daysAgo: 16 }),
  },
  {
    id: 1990,
    fullName: 'Satō Haruto',
    username: 'haruto.sato',
    department: 'Graduate School',
    situation: situation({ enrolment: 'off', codesLeft: null }),
  },
  {
    id: 2000,
    fullName: 'Ama Boateng',
    username: 'ama.boateng',
    department: 'Admissions',
    situation: situation({ enrolment: 'off', codesLeft: null, visits: 'never', sessions: 0 }),
  },
  // Three people of one name.
  {
    id: 204,
    fullName: 'Anna Kovács',
    username: 'anna.kovacs',
    department: 'Finance',
    situation: situation({ codesLeft: 8 }),
  },
  {
    id: 967,
    fullName: 'Anna Kovács',
    username: 'anna.kovacs2',
    domain: 'example.com',
    department: 'Library',
    situation: situation({ enrolment: 'pending', codesLeft: null, daysAgo: 3 }),
  },
  {
    id: 1544,
    fullName: 'Anna Kovács',
    username: 'anna.kovacs3',
    domain: 'example.net',
    department: 'Engineering',
    situation: situation({ codesLeft: 0, failed: 10, sessions: 0 }),
  },
  // Names that break a careless interface.
  {
    id: 350,
    fullName: 'يوسف الخطيب',
    username: 'yousef.alkhatib',
    department: 'Research Office',
    situation: situation({ codesLeft: 4 }),
  },
  {
    id: 351,
    fullName: 'Robin 🌱 Meadows',
    username: 'robin.meadows',
    domain: 'example.net',
    department: 'Communications',
    situation: situation({}),
  },
  {
    id: 352,
    fullName:
      'Maria-Magdalena Wilhelmine Friederike Charlotte Eleonore von Hohenberg zu Altenstein-Rosenthal und Freifrau von der Weidenau-Lichtenfels',
    username: 'maria-magdalena.vonhohenberg-zu-altenstein-rosenthal',
    department: 'Office of the Vice-Rector for International Cooperation and Continuing Education',
    situation: situation({ codesLeft: 5 }),
  },
  {
    id: 353,
    fullName: 'Wulandari',
    username: 'wulandari',
    domain: 'example.com',
    department: null,
    situation: situation({ codesLeft: 9 }),
  },
  {
    id: 354,
    fullName: 'Éabha Ní Dhomhnaill',
    username: 'eabha.nidhomhnaill',
    department: 'Student Services',
    situation: situation({ codesLeft: 3 }),
  },
  // Privileged on the platform; two of them an auditor should ask about.
  {
    id: 3,
    fullName: 'Margaret Okonkwo',
    username: 'margaret.okonkwo',
    department: 'IT Operations',
    role: 'Platform admin',
    situation: situation({ devices: 1 }),
  },
  {
    id: 4,
    fullName: 'Viktor Dahl',
    username: 'viktor.dahl',
    department: 'IT Operations',
    role: 'Platform admin',
    situation: situation({ enrolment: 'off', codesLeft: null }),
  },
  {
    id: 5,
    fullName: 'Inês Falcão',
    username: 'ines.falcao',
    department: 'Data Protection',
    role: 'Platform admin',
    situation: situation({ enrolment: 'disabled', codesLeft: null, daysAgo: 40 }),
  },
  // The demo's staff have accounts on the platform too: nobody acts on their own.
  {
    id: 20,
    fullName: 'Sam Whitfield',
    username: 'sam.whitfield',
    department: 'IT Operations',
    situation: situation({ codesLeft: 6 }),
  },
  {
    id: 21,
    fullName: 'Lena Brandt',
    username: 'lena.brandt',
    department: 'IT Operations',
    role: 'Manager',
    situation: situation({}),
  },
  {
    id: 22,
    fullName: 'Audrey Okafor',
    username: 'audrey.okafor',
    department: 'Data Protection',
    situation: situation({ codesLeft: null }),
  },
  {
    id: 23,
    fullName: 'Ada Osei',
    username: 'ada.osei',
    department: 'IT Operations',
    role: 'Platform admin',
    situation: situation({ codesLeft: 9 }),
  },
];
