/** What a column is by its name, as other programs and people write it. */
import { expect, test } from 'vitest';
import { kindOf } from '../../main/services/delimited/columns.ts';

test.each([
  [
    'Entra',
    'userPrincipalName mail displayName givenName surname department mobilePhone employeeId id objectId',
    [
      'principal',
      'email',
      'name',
      'firstName',
      'lastName',
      'department',
      'mobile',
      'staffNumber',
      'id',
      null,
    ],
  ],
  [
    'Okta',
    'login email firstName lastName displayName employeeNumber department mobilePhone secondEmail',
    ['username', 'email', 'firstName', 'lastName', 'name', 'staffNumber', 'department', 'mobile', null],
  ],
  [
    'PowerShell',
    'SamAccountName UserPrincipalName EmailAddress Mail Surname GivenName EmployeeID ObjectGUID Enabled',
    ['username', 'principal', 'email', 'email', 'lastName', 'firstName', 'staffNumber', null, null],
  ],
])('%s', (_who, names, kinds) => {
  expect(names.split(' ').map(kindOf)).toEqual(kinds);
});

test.each([
  ['First Name [Required]', 'firstName'],
  ['Email Address [Required]', 'email'],
  ['Org Unit Path [Required]', 'department'],
  ['Password Hash Function [UPLOAD ONLY]', null],
  ['Recovery Email', null],
  ['Manager', null],
  ['E-Mail (geschäftlich)', 'email'],
  ['  USER_NAME: ', 'username'],
  ['ID (Personal)', null],
  ['user id [HR]', null],
  ['Nom d\u2019utilisateur', 'username'],
  ['Email (manager)', null],
  ['E-Mail (Vorgesetzte/r)', null],
  ['User (approver)', null],
  ['Username [of the requester]', null],
  ['メールアドレス（上司）', null],
  ['メールアドレス（会社）', 'email'],
  ['User name (UPN) [required]', 'username'],
  ['Phone (of the manager)', 'phone'],
  ['Member object ID or user principal name [memberObjectIdOrUpn] Required', 'user'],
  ['Benutzerprinzipalname', 'principal'],
  ['KULLANICI ADI', 'username'],
  ['İSİM', 'name'],
  ['E-posta (yönetici)', null],
  ['이메일(회사)', 'email'],
  ['ইমেইল ঠিকানা', 'email'],
  ['صارف نام', 'username'],
  ['#', null],
  ['', null],
])('%j is %s', (name, kind) => {
  expect(kindOf(name)).toBe(kind);
});

/** E-mail, username, id of a user, name, department, phone, ticket, message. */
test.each([
  ['English', 'E-mail address|User name|User ID|Full name|Department|Phone number|Ticket number|Message'],
  ['Chinese', '电子邮箱|用户名|用户ID|姓名|部门|电话号码|工单号|留言'],
  ['Chinese in Taiwan', '電子郵件|使用者名稱|使用者ID|姓名|部門|電話|工單編號|内容'],
  [
    'Spanish',
    'Correo electrónico|Nombre de usuario|ID de usuario|Nombre completo|Departamento|Teléfono|Número de ticket|Mensaje',
  ],
  ['Hindi', 'ईमेल पता|उपयोगकर्ता नाम|उपयोगकर्ता आईडी|नाम|विभाग|फ़ोन नंबर|टिकट संख्या|संदेश'],
  [
    'Arabic',
    'البريد الإلكتروني|اسم المستخدم|معرف المستخدم|الاسم الكامل|القسم|رقم الهاتف|رقم التذكرة|الرسالة',
  ],
  [
    'French',
    'Adresse e-mail|Nom d’utilisateur|ID utilisateur|Nom complet|Département|Téléphone|Numéro de ticket|Message',
  ],
  [
    'Portuguese',
    'Endereço de e-mail|Nome de usuário|ID do usuário|Nome completo|Departamento|Telefone|Número do ticket|Mensagem',
  ],
  ['Russian', 'Электронная почта|Имя пользователя|ID пользователя|ФИО|Отдел|Телефон|Номер заявки|Сообщение'],
  [
    'German',
    'E-Mail-Adresse|Benutzername|Benutzer-ID|Anzeigename|Abteilung|Telefonnummer|Ticketnummer|Nachricht',
  ],
  ['Japanese', 'メールアドレス|ユーザー名|ユーザーID|氏名|部署|電話番号|チケット番号|本文'],
  [
    'Italian',
    'Indirizzo e-mail|Nome utente|ID utente|Nome completo|Reparto|Telefono|Numero ticket|Messaggio',
  ],
  [
    'Dutch',
    'E-mailadres|Gebruikersnaam|Gebruikers-ID|Volledige naam|Afdeling|Telefoonnummer|Ticketnummer|Bericht',
  ],
  [
    'Polish',
    'Adres e-mail|Nazwa użytkownika|ID użytkownika|Imię i nazwisko|Dział|Numer telefonu|Numer zgłoszenia|Wiadomość',
  ],
  [
    'Turkish',
    'E-posta adresi|Kullanıcı adı|Kullanıcı kimliği|Ad Soyad|Bölüm|Telefon numarası|Talep numarası|Mesaj',
  ],
  ['Korean', '이메일 주소|사용자 이름|사용자 ID|성명|부서|전화번호|티켓 번호|메시지'],
])('in %s', (_language, names) => {
  const kinds = ['email', 'username', 'userId', 'name', 'department', 'phone', 'ticket', 'message'];
  expect(names.split('|').map(kindOf)).toEqual(kinds);
  expect(names.toUpperCase().normalize('NFD').split('|').map(kindOf)).toEqual(kinds);
});

test.each([
  'Personalnummer',
  'staff_number',
  'Employee ID',
  'n.º de empleado',
  'Matricule',
  'Табельный номер',
  '工号',
  '社員番号',
  'رقم الموظف',
  'Personeelsnummer',
  'Numer pracownika',
  'Sicil No',
  '사번',
])('%s is no id of a user', (name) => {
  expect(kindOf(name)).toBe('staffNumber');
});
