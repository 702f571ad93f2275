/**
 * The arrows of ARCHITECTURE.md, for `npm run check`. test/tooling/arrows.test.ts proves that each rule refuses what it
 * is there to refuse.
 */

/** Gone when compiled: an import of types alone. */
const TYPES = ['type-only', 'type-import'];
const package_ = (...names) => names.map((name) => `(^|node_modules/)${name}(/|$)`);
const SQL = package_('knex', 'mysql2', 'libsql', 'better-sqlite3');
const ELECTRON = package_('electron');
const NETWORK = ['^(node:)?(http|https|http2|net|tls|dgram)$', ...package_('@trpc', 'nodemailer')];

/** How text is read and compared: functions of text alone, the same wherever somebody is named. */
const PURE = '^db/text/';
/** What page, api, command line and rules must all know. */
const CONTRACT = '^main/contract/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'page-takes-types-only',
      'The page runs where there is no Node and nothing to trust: of main and db it may know the types and the contract, never other code.',
      { path: '^renderer/' },
      { path: '^(main|db|preload)/', pathNot: CONTRACT, dependencyTypesNot: TYPES },
    ),
    forbid(
      'contract-is-pure',
      'The page holds what is in it: constants and functions of values alone.',
      { path: CONTRACT },
      { pathNot: [CONTRACT, PURE, ...package_('zod')], dependencyTypesNot: TYPES },
    ),
    forbid(
      'page-knows-the-contract-only',
      "What the page may know of the rest is the api, the services' answers and the words in them.",
      { path: '^renderer/' },
      {
        path: '^(main|db|preload)/',
        pathNot: [
          '^main/(api|contract|services)/',
          '^main/host\\.ts$',
          '^db/platforms/contract\\.ts$',
          '^db/audit/(actions|entry)\\.ts$',
          '^db/errors\\.ts$',
        ],
      },
    ),
    forbid(
      'nothing-needs-the-page',
      'The console works without a window: the command line is the proof.',
      { path: '^(main|db|preload)/' },
      { path: '^renderer/' },
    ),
    forbid(
      'preload-is-one-function',
      'Code in the preload script runs beside the page with more rights than it; there should be next to none.',
      { path: '^preload/' },
      { pathNot: ['^preload/', ...ELECTRON], dependencyTypesNot: TYPES },
    ),
    forbid(
      'db-is-the-bottom',
      'db knows no rule of the console and no host.',
      { path: '^db/' },
      { path: '^(main|preload)/' },
    ),
    forbid(
      'platforms-through-the-registry',
      "Whoever imports a platform's folder takes for granted that there is no other. Tests of that platform may.",
      { pathNot: ['^db/platforms/[^/]+/', '^db/platforms/registry\\.ts$', '^test/'] },
      { path: '^db/platforms/[^/]+/' },
    ),
    forbid(
      'platforms-know-no-other',
      'What two platforms share is no part of either.',
      { path: '^db/platforms/([^/]+)/' },
      { path: '^db/platforms/[^/]+/', pathNot: '^db/platforms/$1/' },
    ),
    forbid(
      'platform-stands-without-its-demo',
      'A real platform has no made-up users, and writes its rows itself.',
      { path: '^db/platforms/[^/]+/', pathNot: '^db/platforms/[^/]+/((demo|sandbox)/|other-end\\.ts$)' },
      { path: '^db/platforms/[^/]+/((demo|sandbox)/|other-end\\.ts$)' },
    ),
    forbid(
      'services-know-no-api-and-no-host',
      'The rules are the same under every host. main/host.ts is the interface that hosts implement.',
      { path: '^main/(core|services)/' },
      { path: '^main/', pathNot: ['^main/(contract|core|services)/', '^main/host\\.ts$'] },
    ),
    forbid(
      'services-know-no-window-no-network-no-sql',
      'Services hold the rules; asking and answering is the business of the layers around them.',
      { path: '^main/(core|services)/' },
      { path: [...ELECTRON, ...SQL, ...NETWORK] },
    ),
    forbid(
      'api-knows-no-host',
      'A procedure answers the same whoever carries the call.',
      { path: '^main/api/' },
      { path: '^main/', pathNot: ['^main/(api|contract|services)/', '^main/host\\.ts$'] },
    ),
    forbid(
      'api-goes-through-services',
      'A procedure that reads the database by itself goes past permissions and the audit log.',
      { path: '^main/api/' },
      { path: '^db/', pathNot: ['^db/(errors|translate-error)\\.ts$', PURE], dependencyTypesNot: TYPES },
    ),
    forbid(
      'hosts-go-through-the-console',
      'main/console.ts alone puts configuration, database, platform and services together; a host or a command that reaches into db has a second way.',
      { path: '^main/(electron\\.ts$|browser\\.ts$|cli\\.ts$|sandbox\\.ts$|hosts/|cli/|sandbox/)' },
      { path: '^db/', pathNot: ['^db/(errors|small-file)\\.ts$', PURE], dependencyTypesNot: TYPES },
    ),
    forbid(
      'electron-in-one-place',
      'All else must run without it: in the browser host, on the command line, in tests. Its types cost nothing.',
      { pathNot: ['^main/electron\\.ts$', '^preload/', '^test/'] },
      { path: ELECTRON, dependencyTypesNot: TYPES },
    ),
    forbid(
      'sql-in-db',
      'What is outside db can not get SQL wrong.',
      { pathNot: ['^db/', '^test/', '^bench/'] },
      { path: SQL },
    ),
    forbid(
      'product-takes-shipped-packages',
      'Development dependencies are not in the packaged console. The page is bundled, and Electron is there by itself.',
      { path: '^(main|db)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: TYPES, pathNot: ELECTRON },
    ),
    forbid(
      'product-knows-no-test',
      'Nothing behaves otherwise under test.',
      { pathNot: '^test/|\\.config\\.ts$' },
      { path: '^test/' },
    ),
    forbid(
      'no-cycle',
      'Two files that need each other are one file, or hide a third.',
      {},
      { circular: true },
    ),
    forbid(
      'no-orphan',
      'A file that nothing uses and that uses nothing is forgotten.',
      { orphan: true, pathNot: ['\\.d\\.ts$', '^renderer/public/'] },
      {},
    ),
    forbid(
      'no-lost-import',
      'An import that leads nowhere is invisible to every other rule. out/ is there after a build only.',
      {},
      { couldNotResolve: true, pathNot: '(^|/)out/' },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^out/'] },
    exclude: { path: '\\.(css|svg|png)$' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    parser: 'tsc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'require'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
