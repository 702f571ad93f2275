/** How the platform looks: not like Rekey, so that nobody takes one window for the other. Contrast is at least 4.5:1. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #faf8f5; --card: #ffffff; --text: #22201c; --dim: #625c52; --line: #ddd6ca;
  --accent: #7a3413; --on-accent: #ffffff; --soft: #f6eee4;
  --bad: #a3221a; --bad-soft: #fcebe8; --warn: #7a4d00; --warn-soft: #fdf1d8; --ok: #1c6b3f; --ok-soft: #e3f4ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #191714; --card: #23201c; --text: #ece6dc; --dim: #b3a999; --line: #403a32;
    --accent: #f0b48c; --on-accent: #2b1508; --soft: #2e2822;
    --bad: #ff9d92; --bad-soft: #3a1714; --warn: #f0c26b; --warn-soft: #33260b; --ok: #7fd6a2; --ok-soft: #14301f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.6 Georgia, 'Times New Roman', serif; }
a { color: var(--accent); text-underline-offset: 0.18em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.4rem; background: var(--card); padding: 0.3rem 0.7rem; z-index: 1; }
.sandbox { background: var(--soft); border-bottom: 1px solid var(--line); padding: 0.3rem 1.5rem; font-size: 0.85rem; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.6rem; padding: 0.9rem 1.5rem; background: var(--card); border-bottom: 1px solid var(--line); }
.brand { font-size: 1.2rem; font-weight: bold; text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; }
nav a, .corner a { color: var(--text); }
[aria-current] { font-weight: bold; text-decoration-thickness: 2px; }
.corner { margin-left: auto; display: flex; align-items: center; gap: 1rem; min-width: 0; }
.corner form { margin: 0; }
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 22rem; }
main { max-width: 46rem; margin: 0 auto; padding: 1.6rem 1.5rem 4rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.4rem 1.8rem 1.8rem; }
.narrow { max-width: 30rem; margin: 0 auto; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.8rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 0.4rem; }
p { margin: 0.7rem 0; }
.fields { display: grid; gap: 0.35rem; margin: 1rem 0; }
label { font-weight: bold; margin-top: 0.5rem; }
input:not([type='radio']), select, textarea { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--dim); border-radius: 6px; padding: 0.5rem 0.7rem; width: 100%; }
.code { font-family: ui-monospace, Consolas, monospace; letter-spacing: 0.12em; }
fieldset { border: 1px solid var(--line); border-radius: 6px; padding: 0.4rem 1rem 0.8rem; }
.choice { display: block; font-weight: normal; }
button, .button { font: inherit; font-weight: bold; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 6px; padding: 0.5rem 1.1rem; cursor: pointer; text-decoration: none; display: inline-block; }
.fields button { margin-top: 0.9rem; justify-self: start; }
.quiet { color: var(--text); background: transparent; border-color: var(--line); font-weight: normal; padding: 0.3rem 0.8rem; }
.danger { background: var(--bad); border-color: var(--bad); color: var(--card); }
.ways { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem 1.4rem; margin-top: 1.3rem; }
.note, .problem, .warning, .state { border-radius: 6px; padding: 0.5rem 0.8rem; }
.note { background: var(--soft); }
.problem { background: var(--bad-soft); color: var(--bad); }
.warning { background: var(--warn-soft); color: var(--warn); }
.state { display: inline-block; }
.on { background: var(--ok-soft); color: var(--ok); }
.off { background: var(--warn-soft); color: var(--warn); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
.choices { list-style: none; padding: 0; }
.choices li { border-top: 1px solid var(--line); padding: 0.6rem 0; }
.choices span { color: var(--dim); display: block; font-size: 0.92rem; }
.steps { padding-left: 1.3rem; }
.qr { margin: 0.9rem 0; }
.qr svg { width: 232px; height: 232px; display: block; border: 1px solid var(--line); }
.key { background: var(--soft); border-radius: 6px; padding: 0.5rem 0.8rem; overflow-wrap: anywhere; }
code { font-family: ui-monospace, Consolas, monospace; font-size: 1.02em; }
.codes { list-style: none; padding: 0.9rem 1rem; background: var(--soft); border-radius: 6px; display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.4rem 1rem; }
.events { list-style: none; padding: 0; }
.events li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; border-top: 1px solid var(--line); padding: 0.45rem 0; }
.events time { color: var(--dim); }
@media print { .sandbox, header, .ways, .warning { display: none; } }
`;

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#7a3413"/><path d="M9 23 16 8l7 15M12 17h8" fill="none" stroke="#fff" stroke-width="3"/></svg>';
