/** Names for made-up people. Plain ASCII, so that SQL can fold them as db/platforms/reference/fold.ts does. */
const words = (text: string): string[] => text.trim().split(/\s+/);

export const GIVEN = words(`
  Ada Adam Aisha Alan Alice Amara Amir Ana Andre Anika Anna Antonio Arjun Astrid Ayla Beatriz Ben Bianca Bjorn Boris
  Bruno Camila Carlos Carmen Cecilia Chen Chidi Chloe Clara Dana Daniel David Diego Dina Elena Elias Elif Ella Emeka
  Emil Emma Erik Esther Eva Fatima Felix Fiona Finn Gabriel Georg Gina Grace Greta Hana Hannah Hassan Helena Henry
  Hiro Hugo Ibrahim Ida Igor Imani Ines Ingrid Irina Isaac Ivan Jack Jakob James Jana Jin Joana John Jonas Jose Julia
  Kai Kamal Karim Kate Kenji Kira Klara Kofi Lara Lars Laura Leila Lena Leo Lian Liam Lina Lucas Lucia Luis Maja Marco
  Maria Marie Marta Martin Mary Mateo Maya Mei Mia Michael Milan Mina Mohamed Mona Nadia Naomi Nia Nina Noah Nora Olga
  Oliver Olu Omar Oscar Otto Pablo Paul Pedro Petra Pia Priya Rafael Raj Ravi Rita Robert Rosa Ruth Sami Samuel Sara
  Sofia Stefan Susan Tariq Tessa Thomas Tim Tomas Tunde Uma Vera Victor Viktor Wei Yan Yara Yuki Yusuf Zane Zara Zoe`);

/** The commonest first: fill.ts gives the first ones to more people, as in life. */
export const FAMILY = words(`
  Smith Garcia Wang Kim Nguyen Silva Johnson Khan Singh Muller Martinez Chen Brown Ivanov Rossi Tanaka Hansen Okafor
  Ali Kowalski Novak Jones Lopez Li Park Tran Santos Williams Ahmed Kumar Schmidt Hernandez Zhang Davis Petrov Russo
  Sato Olsen Mensah Hussein Nowak Horvat Miller Gonzalez Liu Lee Pham Oliveira Wilson Hassan Sharma Schneider Perez Yang
  Moore Sidorov Ferrari Suzuki Larsen Osei Ibrahim Wisniewski Kovac Taylor Sanchez Huang Choi Le Souza Anderson Omar
  Patel Fischer Ramirez Zhao Thomas Popov Esposito Takahashi Andersen Adeyemi Mahmoud Zielinski Dvorak Jackson Torres
  Wu Jung Hoang Lima White Mohamed Gupta Weber Flores Zhou Harris Sokolov Bianchi Watanabe Pedersen Boateng Saleh
  Lewandowski Svoboda Clark Rivera Xu Kang Phan Costa Lewis Osman Mehta Wagner Gomez Sun Robinson Lebedev Romano Ito
  Nilsen Eze Farah Kaminski Prochazka Walker Diaz Ma Cho Vu Pereira Hall Abdi Reddy Becker Cruz Zhu Young Kozlov
  Colombo Yamamoto Kristensen Abubakar Aziz Szymanski Kucera King Reyes Hu Yoon Dang Carvalho Wright Yusuf Nair
  Hoffmann Morales Guo Scott Novikov Ricci Nakamura Jensen Danso Nasser Wozniak Vesely Green Ortiz He Jang Bui Almeida
  Baker Sheikh Rao Schafer Gutierrez Lin Adams Morozov Marino Kobayashi Berg Diallo Haddad Dabrowski Horak Nelson
  Chavez Luo Lim Do Ribeiro Hill Malik Iyer Koch Ramos Zheng Campbell Volkov Greco Kato Lund Traore Karimi Kozlowski
  Nemec Mitchell Ruiz Liang Han Ho Rodrigues Roberts Rahman Joshi Bauer Alvarez Song Carter Pavlov Bruno Yoshida Dahl
  Keita Rahimi Jankowski Marek Phillips Mendoza Tang Shin Ngo Gomes Evans Begum Desai Richter Vargas Deng Turner`);

export const DOMAINS = words(`
  example.org example.com example.net mail.example.org north.example.com south.example.com east.example.com
  west.example.com labs.example.org clinic.example.net school.example.org city.example.net`);

export const DEPARTMENTS = words(
  'Finance Sales Support Research Operations Legal Design Logistics Marketing People',
);

/** SQL that takes one of the words by `seq`: the higher the power, the more often the first of them. */
export function oneOf(list: readonly string[], salt: string, power: number): string {
  const words = list.map((word) => `'${word}'`).join(', ');
  return `ELT(1 + FLOOR(POW(CRC32(CONCAT('${salt}', seq)) / 4294967296, ${power}) * ${list.length}), ${words})`;
}
