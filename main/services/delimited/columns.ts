/**
 * What a column is by its name: as Entra, Google Workspace, Okta and PowerShell write it, and as people do in a spreadsheet in
 * the largest languages. Compared folded: without case, accents, spaces and punctuation.
 */
import { fold } from '../../../db/text/fold.ts';

const NAMES = {
  email: [
    'email, mail, email address, mail address, primary email, work email, user email, sender email, email id, primary smtp address, business email, office email, company email, primary email address, mail id',
    'E-Mail-Adresse, Mailadresse, E-Mail dienstlich, dienstliche E-Mail, E-Mail geschäftlich, geschäftliche E-Mail',
    'correo, correo electrónico, dirección de correo, dirección de correo electrónico, dirección de e-mail',
    'courriel, mél, adresse e-mail, adresse mail, adresse courriel, adresse électronique, adresse de messagerie',
    'correio eletrónico, endereço de e-mail, endereço de correio eletrónico, endereço eletrónico',
    'posta elettronica, indirizzo e-mail, indirizzo mail, indirizzo di posta elettronica',
    'электронная почта, эл. почта, почта, адрес электронной почты, адрес эл. почты, имейл, емейл, мейл',
    '邮箱, 邮件, 邮箱地址, 邮件地址, 电子邮箱, 电子邮件, 企业邮箱, 公司邮箱, 工作邮箱, 电子邮箱地址, 电子邮件地址, 郵箱, 電郵, 電郵地址, 信箱, 電子信箱, 電子郵件, 電子郵件地址',
    'メール, メールアドレス, Eメール, Eメールアドレス, 電子メール, 電子メールアドレス',
    'ईमेल, ईमेल पता, ईमेल आईडी, ई-मेल, ई-मेल पता',
    'البريد الإلكتروني, بريد إلكتروني, البريد, عنوان البريد الإلكتروني, عنوان البريد, الإيميل, إيميل',
    'ইমেইল, ইমেল, ই-মেইল, ই-মেল, ইমেইল ঠিকানা, ইমেল ঠিকানা, ইমেইল আইডি, ای میل, ای میل پتہ, برقی پتہ, surel, alamat surel, alamat email',
    'e-mailadres, mailadres, zakelijk e-mailadres, adres e-mail, adres email, adres poczty elektronicznej, poczta elektroniczna, e-mail służbowy',
    'e-posta, e-posta adresi, iş e-postası, elektronik posta, 이메일, 이메일 주소, 회사 이메일, 메일, 메일 주소, 전자 메일, 전자 메일 주소, 전자우편',
  ],
  /** An address as a rule, but of an account. */
  principal: [
    "user principal name, upn, Benutzerprinzipalname, nombre principal de usuario, nom d'utilisateur principal, nom principal de l'utilisateur",
    'nome principal do usuário, nome principal de utilizador, nome entità utente, nome dell’entità utente, имя участника-пользователя',
    '用户主体名称, 使用者主體名稱, ユーザー プリンシパル名, اسم المستخدم الأساسي, उपयोगकर्ता प्रिंसिपल नाम',
    'główna nazwa użytkownika, kullanıcı asıl adı, 사용자 계정 이름',
  ],
  username: [
    'username, user login, login, login id, login name, logon name, account, account name, user account, sam account name',
    'Benutzername, Nutzername, Anmeldename, Loginname, Kennung, Benutzerkennung, Nutzerkennung, Konto, Kontoname, Benutzerkonto',
    'nombre de usuario, cuenta, cuenta de usuario, nombre de cuenta, inicio de sesión',
    "nom d'utilisateur, identifiant, identifiant de connexion, nom de compte, compte, compte utilisateur",
    'nome de usuário, nome do usuário, nome de utilizador, nome do utilizador, conta, nome da conta',
    'nome utente, nome account',
    'имя пользователя, логин, учётная запись, имя учётной записи',
    '用户名, 用户名称, 账号, 帐号, 账户, 帐户, 用户账号, 登录名, 登录账号, 用戶名, 使用者名稱, 使用者帳號, 帳號, 帳戶, 登入名稱',
    'ユーザー名, ユーザ名, アカウント, アカウント名, ログイン, ログイン名, ログインID, 利用者名',
    'उपयोगकर्ता नाम, प्रयोक्ता नाम, यूज़रनेम, यूज़र नेम, लॉगिन, खाता',
    'اسم المستخدم, الحساب, اسم الحساب, اسم الدخول, تسجيل الدخول',
    'ব্যবহারকারীর নাম, ব্যবহারকারী নাম, ইউজারনেম, صارف نام, صارف کا نام, nama pengguna',
    'gebruikersnaam, inlognaam, accountnaam, nazwa użytkownika, nazwa konta, kullanıcı adı, hesap, hesap adı, oturum açma adı',
    '사용자 이름, 사용자명, 계정, 계정명, 계정 이름, 로그인, 로그인 ID, 아이디',
  ],
  /** By whatever names them. */
  user: [
    'user, member object id or user principal name, memberObjectIdOrUpn, Benutzer, Nutzer, usuario, utilisateur, utilizador, utente, пользователь',
    '用户, 用戶, 使用者, ユーザー, ユーザ, 利用者, उपयोगकर्ता, यूज़र, المستخدم, مستخدم',
    'ব্যবহারকারী, صارف, pengguna',
    'gebruiker, użytkownik, kullanıcı, 사용자',
  ],
  userId: [
    'user id, uid, user number, account id, Benutzer-ID, Nutzer-ID, Benutzernummer, Nutzernummer',
    'id de usuario, id usuario, identificador de usuario, id utilisateur, identifiant utilisateur, id do usuário, id de utilizador, id do utilizador, id utente',
    'id пользователя, ид пользователя, идентификатор пользователя, 用户ID, 用户编号, 用户标识, 用戶ID, 使用者ID',
    'ユーザーID, ユーザID, 利用者ID, उपयोगकर्ता आईडी, यूज़र आईडी, معرف المستخدم, رقم المستخدم',
    'gebruikers-id, gebruiker-id, gebruikersnummer, id użytkownika, identyfikator użytkownika, kullanıcı id, kullanıcı kimliği, kullanıcı numarası, 사용자 ID, 사용자 번호',
  ],
  /** Of the user in a list of users, of the request in a list of requests. */
  id: ['id, identifier, identificador, identificativo, идентификатор, ид, 标识, 標識, आईडी, معرف, المعرف'],
  requestId: ['key, number'],
  /** Numbers of other things: none of them is an id of a user. */
  staffNumber: [
    'employee number, employee no, employee id, emp id, emp no, staff number, staff no, staff id, personnel number, payroll number',
    'worker id, badge number, badge id, student number, student id, row, line, no, nr, num, serial number',
    'Personalnummer, Personal-Nr., Pers.-Nr., Personal-ID, Mitarbeiternummer, Mitarbeiter-Nr., Mitarbeiter-ID, Matrikelnummer, Ausweisnummer, lfd. Nr.',
    'número de empleado, n.º de empleado, id de empleado, legajo, matrícula, matricule, numéro de matricule, numéro d’employé, id employé',
    'número de funcionário, número do funcionário, id do funcionário, número mecanográfico, matricola, numero di matricola, numero dipendente, id dipendente',
    'табельный номер, таб. номер, номер сотрудника, id сотрудника, 工号, 员工编号, 员工号, 员工ID, 學號, 学号, 工號, 員工編號, 序号, 编号',
    '社員番号, 社員ID, 従業員番号, 職員番号, 学籍番号, 番号, कर्मचारी संख्या, कर्मचारी क्रमांक, कर्मचारी आईडी',
    'رقم الموظف, الرقم الوظيفي, معرف الموظف',
    'personeelsnummer, medewerkernummer, numer pracownika, numer ewidencyjny, numer indeksu, lp, sicil no, sicil numarası, personel no, personel numarası, öğrenci no, sıra no',
    '사번, 사원번호, 직원번호, 학번, 번호, 순번',
  ],
  ticket: [
    'ticket, ticket number, ticket no, ticket nr, ticket id, Ticketnummer, número de ticket, numéro de ticket, número do ticket, numero ticket, numero del ticket',
    'тикет, номер тикета, заявка, номер заявки, 工单, 工单号, 工单编号, 工單, 工單編號, チケット, チケット番号, 受付番号, 問い合わせ番号',
    'टिकट, टिकट संख्या, टिकट नंबर, تذكرة, التذكرة, رقم التذكرة',
    'numer zgłoszenia, nr zgłoszenia, zgłoszenie, bilet numarası, talep no, talep numarası, 티켓, 티켓 번호, 접수 번호',
  ],
  case: [
    'case, case number, case no, case id, incident, incident number, incident id, Vorgang, Vorgangsnummer, Fall, Fallnummer, caso, número de caso',
    'incidencia, número de incidencia, numéro d’incident, chamado, número do chamado, segnalazione, инцидент, обращение, номер обращения, 案件番号, رقم الطلب',
    'zaak, zaaknummer, melding, meldingsnummer, sprawa, numer sprawy, vaka, vaka no, vaka numarası, 문의 번호',
  ],
  name: [
    'name, full name, display name, sender, sender name, vollständiger Name, Anzeigename, Vor- und Nachname, Absender, Mitarbeiter, Mitarbeitername',
    'nombre, nombre completo, nombre y apellidos, remitente, nom, nom complet, nom et prénom, expéditeur, nome, nome completo, nome e cognome, mittente',
    'имя, ФИО, полное имя, отправитель, 姓名, 名字, 全名, 名称, 显示名称, 顯示名稱, 发件人, 名前, お名前, 氏名, フルネーム, 表示名, 送信者',
    'नाम, पूरा नाम, الاسم, اسم, الاسم الكامل, المرسل',
    'naam, volledige naam, weergavenaam, afzender, medewerker, imię i nazwisko, nazwisko i imię, nazwa wyświetlana, nadawca',
    'ad soyad, adı soyadı, isim, tam ad, görünen ad, gönderen, 이름, 성명, 전체 이름, 표시 이름, 보낸 사람',
  ],
  firstName: [
    'first name, given name, forename, Vorname, Rufname, nombre de pila, primer nombre, prénom, primeiro nome, nome próprio, 名, पहला नाम, प्रथम नाम, الاسم الأول',
    'voornaam, imię, ad, adı',
  ],
  lastName: [
    'last name, surname, family name, sn, Nachname, Familienname, Zuname, apellido, apellidos, nom de famille, sobrenome, apelido, último nome, cognome',
    'фамилия, 姓, 姓氏, 苗字, उपनाम, अंतिम नाम, कुलनाम, اللقب, اسم العائلة, الاسم الأخير',
    'achternaam, familienaam, nazwisko, soyad, soyadı, 성',
  ],
  department: [
    'department, dept, division, org unit, org unit path, Abteilung, Fachbereich, departamento, département, setor, reparto, dipartimento, ufficio',
    'отдел, подразделение, департамент, 部门, 部門, 部署, 所属, विभाग, القسم, قسم, الإدارة',
    'afdeling, dział, wydział, departman, bölüm, birim, 부서, 소속',
  ],
  phone: [
    'phone, telephone, tel, phone number, telephone number, sender phone, office phone, work phone, business phone, business phones',
    'Telefon, Telefonnummer, Rufnummer, teléfono, número de teléfono, téléphone, tél., numéro de téléphone, telefone, número de telefone, telefono, numero di telefono',
    'телефон, номер телефона, 电话, 电话号码, 联系电话, 電話, 電話號碼, 電話番号, फ़ोन, फ़ोन नंबर, दूरभाष, الهاتف, هاتف, رقم الهاتف',
    'telefoon, telefoonnummer, numer telefonu, nr telefonu, telefon numarası, telefon no, 전화, 전화번호, 연락처',
  ],
  mobile: [
    'mobile, mobile phone, mobile number, cell, cell phone, Handy, Handynummer, Mobil, Mobiltelefon, Mobilnummer, móvil, celular, teléfono móvil',
    'portable, téléphone portable, telemóvel, telefone celular, cellulare, telefono cellulare, мобильный, мобильный телефон',
    '手机, 手机号, 手机号码, 手機, 手機號碼, 携帯, 携帯電話, 携帯番号, 携帯電話番号, मोबाइल, मोबाइल नंबर, الجوال, رقم الجوال, المحمول, الموبايل',
    'mobiel, mobiel nummer, mobiele telefoon, telefon komórkowy, komórka, cep telefonu, cep, 휴대폰, 휴대폰 번호, 휴대전화, 휴대전화 번호, 핸드폰',
  ],
  message: [
    'message, text, body, Nachricht, Mitteilung, Anliegen, mensaje, texto, texte, mensagem, messaggio, testo, сообщение, текст',
    '消息, 留言, 正文, 内容, メッセージ, 本文, 問い合わせ内容, संदेश, الرسالة, رسالة, النص',
    'bericht, wiadomość, treść, treść wiadomości, mesaj, ileti, metin, 메시지, 내용, 본문, 문의 내용',
  ],
  received: [
    'received, received at, created at, date, time, Datum, Eingang, Eingangsdatum, eingegangen am, fecha, fecha de recepción, recibido',
    'date de réception, reçu, data, data de recebimento, recebido, ricevuto, дата, получено, дата получения',
    '日期, 时间, 時間, 接收时间, 日付, 日時, 受信日時, 受付日時, दिनांक, तारीख, التاريخ, تاريخ, تاريخ الاستلام',
    'ontvangen, ontvangen op, ontvangstdatum, data otrzymania, otrzymano, tarih, alınma tarihi, 날짜, 일시, 접수일, 접수 일시, 수신 일시',
  ],
  channel: ['channel'],
  category: ['category, topic'],
} as const;

export type ColumnKind = keyof typeof NAMES;

const KINDS = new Map<string, ColumnKind>();
for (const [kind, names] of Object.entries(NAMES)) {
  for (const name of names.flatMap((some) => some.split(','))) KINDS.set(foldName(name), kind as ColumnKind);
}

/**
 * Null: the name says nothing. What stands in brackets ("(work)", "[mail] Required") is no part of it; but where it may tell whose
 * address or account is meant ("Email (manager)"), no kind is.
 */
export function kindOf(name: string): ColumnKind | null {
  const whole = KINDS.get(foldName(name));
  if (whole) return whole;
  const kind = KINDS.get(foldName(name.replace(IN_BRACKETS, ' ').replace(/\brequired\s*$/i, ''))) ?? null;
  if (kind === null || !NAMING.has(kind)) return kind;
  const asides = [...name.matchAll(IN_BRACKETS)].map(([text]) => foldName(text));
  return asides.every((aside) => aside === 'required' || (!/id$/i.test(kind) && isOwn(aside))) ? kind : null;
}

const IN_BRACKETS = /[([{（【［][^)\]}）】］]*[)\]}）】］]/gu;
const NAMING = new Set<ColumnKind>(['email', 'principal', 'username', 'user', 'userId', 'id']);
/** In brackets behind an address or account it says that it is the person's own, or nothing. */
const OWN = new Set(
  [
    'work, business, office, company, official, corporate, primary, main, private, home, optional, mandatory',
    'dienstlich, geschäftlich, beruflich, Arbeit, Firma, privat, erforderlich, Pflichtfeld, Pflicht',
    'trabajo, laboral, corporativo, obligatorio, opcional, travail, professionnel, professionnelle, bureau, obligatoire, facultatif',
    'trabalho, profissional, obrigatório, lavoro, aziendale, obbligatorio, facoltativo, рабочий, рабочая, личная, обязательно',
    'zakelijk, werk, privé, verplicht, optioneel, służbowy, prywatny, wymagane, opcjonalne, iş, kurumsal, kişisel, zorunlu, isteğe bağlı, 회사, 업무, 개인, 필수, 선택',
    '公司, 工作, 企业, 必填, 选填, 会社, 勤務先, 仕事, 必須, 任意, कार्यालय, العمل, مطلوب, اختياري',
  ].flatMap((some) => some.split(',').map(foldName)),
);

function isOwn(aside: string): boolean {
  return OWN.has(aside) || KINDS.has(aside);
}

function foldName(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Where the column stands that a person named: written just so, else taken for the same. Null: there is none. */
export function columnNamed(names: readonly string[], column: string): number | 'several' | null {
  const indexes = (isMeant: (name: string) => boolean) =>
    names.flatMap((name, index) => (isMeant(name) ? [index] : []));
  const folded = foldName(column);
  const written = indexes((name) => name === column);
  const found = written.length > 0 || folded === '' ? written : indexes((name) => foldName(name) === folded);
  return found.length > 1 ? 'several' : (found[0] ?? null);
}

/** For a sentence about a file: `"Name", "E-Mail"`. */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => {
    const text = Array.from(name.replace(/[\p{Cc}\s]+/gu, ' ').trim());
    return `"${text.length > NAMED_LENGTH ? `${text.slice(0, NAMED_LENGTH).join('')}…` : text.join('')}"`;
  });
  return names.length > MOST_NAMED
    ? `${shown.join(', ')} and ${names.length - MOST_NAMED} more`
    : shown.join(', ');
}

const MOST_NAMED = 20;
const NAMED_LENGTH = 40;
